import ts from "typescript-6";
import { findOption, readTexts, textByCode } from "./source-texts.ts";
import { findPlace, type Sources } from "./sources.ts";

/** One way in which the sources throw a code. */
export interface ErrorSite {
  readonly code: string;
  readonly errorClass: string;
  /** What is said, with `…` for what differs from case to case. */
  readonly messages: readonly string[];
  readonly remedies: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** What an error is made of, as written where it is made or called for. */
interface Parts {
  readonly code: ts.Expression;
  readonly message: ts.Expression | undefined;
  readonly remedy: ts.Expression | undefined;
}

const errorName = /^(?:Input|Definition|Store|Adapter|Template|Transport)Error$/;

/**
 * Every place that makes an error of ours. Where a function takes code or words from its caller,
 * the place is the call.
 * @throws Error for a code that the sources do not tell: it would stay unlisted.
 */
export function errorSites(sources: Sources): readonly ErrorSite[] {
  const made: { readonly node: ts.NewExpression; readonly parts: Parts }[] = [];
  const calls = new Map<string, ts.CallExpression[]>();
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const name = node.expression.text;
      calls.set(name, [...(calls.get(name) ?? []), node]);
    }
    if (ts.isNewExpression(node) && errorName.test(node.expression.getText())) {
      const [code, message, options] = node.arguments ?? [];
      if (code !== undefined)
        made.push({ node, parts: { code, message, remedy: findOption(options, "remedy") } });
    }
    ts.forEachChild(node, walk);
  };
  for (const file of sources.files) walk(file);
  // What a contract throws on purpose, to see what a store does with it, reaches nobody.
  const real = made.filter(({ node }) => !findPlace(node).file.endsWith("-cases.ts"));
  return real.flatMap(({ node, parts }) =>
    expand(node, parts, { sources, calls }, 0).flatMap(([place, each]) =>
      sitesAt(node.expression.getText(), place, each, sources),
    ),
  );
}

interface Context {
  readonly sources: Sources;
  /** By the name of what is called. */
  readonly calls: ReadonlyMap<string, readonly ts.CallExpression[]>;
}

type Placed = readonly [place: ts.Node, parts: Parts];

/** Puts a caller's arguments in the place of parameters, and a table's rows in that of `row[0]`. */
function expand(place: ts.Node, parts: Parts, context: Context, depth: number): readonly Placed[] {
  const { checker } = context.sources;
  const rows = tableRows(parts.code, checker);
  if (rows !== undefined)
    return rows.map((row) => [row, { code: row.elements[0] ?? parts.code, ...readRest(row) }]);
  const parameter = [parts.code, parts.message, parts.remedy]
    .map((part) => parameterAt(part, checker))
    .find((found) => found !== undefined);
  const owner = parameter?.parent;
  const callers =
    owner === undefined || depth > 3
      ? []
      : (context.calls.get(readName(owner) ?? "") ?? []).filter(
          (call) => declarationAt(call.expression, checker) === owner,
        );
  if (owner === undefined || callers.length === 0) return [[place, parts]];
  return callers.flatMap((call) => {
    const given = (part: ts.Expression | undefined): ts.Expression | undefined => {
      const found = parameterAt(part, checker);
      if (found === undefined || found.parent !== owner) return part;
      return call.arguments[owner.parameters.indexOf(found)] ?? found.initializer;
    };
    const code = given(parts.code) ?? parts.code;
    const next = { code, message: given(parts.message), remedy: given(parts.remedy) };
    return expand(call, next, context, depth + 1);
  });
}

function readRest(row: ts.ArrayLiteralExpression): Omit<Parts, "code"> {
  return { message: row.elements[1], remedy: row.elements[2] };
}

function readName(owner: ts.SignatureDeclaration): string | undefined {
  const named = owner.name ?? (ts.isVariableDeclaration(owner.parent) ? owner.parent.name : null);
  return named?.getText();
}

/** The parameter that an expression is, with nothing around it. */
function parameterAt(
  part: ts.Expression | undefined,
  checker: ts.TypeChecker,
): ts.ParameterDeclaration | undefined {
  if (part === undefined || !ts.isIdentifier(part)) return undefined;
  const declared = ts.isShorthandPropertyAssignment(part.parent)
    ? checker.getShorthandAssignmentValueSymbol(part.parent)?.valueDeclaration
    : checker.getSymbolAtLocation(part)?.valueDeclaration;
  return declared !== undefined && ts.isParameter(declared) ? declared : undefined;
}

/** The function that a call calls. */
function declarationAt(callee: ts.Expression, checker: ts.TypeChecker): ts.Node | undefined {
  const symbol = checker.getSymbolAtLocation(callee);
  const own =
    symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias
      ? checker.getAliasedSymbol(symbol)
      : symbol;
  const declared = own?.declarations?.findLast(
    (each) => !ts.isFunctionDeclaration(each) || each.body !== undefined,
  );
  return declared !== undefined && ts.isVariableDeclaration(declared)
    ? declared.initializer
    : declared;
}

/** `known[0]`, where `known` is a row of a table in the same file: all of its rows. */
function tableRows(
  code: ts.Expression,
  checker: ts.TypeChecker,
): readonly ts.ArrayLiteralExpression[] | undefined {
  if (!ts.isElementAccessExpression(code)) return undefined;
  const row = checker.getSymbolAtLocation(code.expression)?.valueDeclaration;
  if (row === undefined || !ts.isVariableDeclaration(row)) return undefined;
  const from = row.initializer;
  if (from === undefined || !ts.isElementAccessExpression(from)) return undefined;
  const table = checker.getSymbolAtLocation(from.expression)?.valueDeclaration;
  if (table === undefined || !ts.isVariableDeclaration(table)) return undefined;
  const rows = table.initializer;
  if (rows === undefined || !ts.isObjectLiteralExpression(rows)) return undefined;
  return rows.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && ts.isArrayLiteralExpression(property.initializer)
      ? [property.initializer]
      : [],
  );
}

function sitesAt(
  errorClass: string,
  place: ts.Node,
  { code, message, remedy }: Parts,
  { checker }: Sources,
): readonly ErrorSite[] {
  // Made again of another error, with its code: that one is listed where it was made first.
  const declared = checker.getSymbolAtLocation(code)?.valueDeclaration;
  if (declared !== undefined && ts.isBindingElement(declared)) return [];
  const { file, line } = findPlace(place);
  const codes = readTexts(code, checker).filter((text) => !text.includes("…"));
  if (codes.length === 0) throw new Error(`${file}:${line} throws a code that cannot be told.`);
  return codes.map((text) => ({
    code: errorClass === "TransportError" ? `TRANSPORT_${text.toUpperCase()}` : text,
    errorClass,
    messages: message === undefined ? [] : textByCode(message, text, checker),
    remedies: remedy === undefined ? [] : textByCode(remedy, text, checker),
    file,
    line,
  }));
}
