import ts from "typescript-6";
import type { ErrorSite } from "./error-sites.ts";
import { findOption, readTexts } from "./source-texts.ts";
import { findPlace, type Sources } from "./sources.ts";

/**
 * What is found in workflows, campaigns and series. A finding is a value there, and becomes a
 * `DefinitionError` of its code where one of them is defined.
 */
export function definitionFindings({ files, checker }: Sources): readonly ErrorSite[] {
  const found: ErrorSite[] = [];
  const add = (node: ts.Node, code?: ts.Expression, message?: ts.Expression): void => {
    if (code === undefined || !ts.isStringLiteral(code) || message === undefined) return;
    found.push({
      code: `DEFINITION_${code.text}`,
      errorClass: "DefinitionError",
      messages: readTexts(message, checker),
      remedies: [],
      ...findPlace(node),
    });
  };
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "report")
      add(node, node.arguments[0], node.arguments[2]);
    if (ts.isObjectLiteralExpression(node))
      add(node, findOption(node, "code"), findOption(node, "message"));
    ts.forEachChild(node, walk);
  };
  for (const file of files)
    if (/\/core\/src\/(?:workflows|campaigns|series)\//.test(file.fileName)) walk(file);
  return found;
}
