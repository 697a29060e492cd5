import Handlebars from "handlebars";
import { TemplateError } from "../../errors/index.js";
import { fault } from "../fault.js";
import type { Place } from "../ir.js";
import { limits } from "../limits.js";

function guard<Type extends hbs.AST.Node>(type: string) {
  return (node: hbs.AST.Node): node is Type => node.type === type;
}

export const isContent: (node: hbs.AST.Node) => node is hbs.AST.ContentStatement =
  guard("ContentStatement");
export const isMustache: (node: hbs.AST.Node) => node is hbs.AST.MustacheStatement =
  guard("MustacheStatement");
export const isBlock: (node: hbs.AST.Node) => node is hbs.AST.BlockStatement =
  guard("BlockStatement");
export const isPartial: (node: hbs.AST.Node) => node is hbs.AST.PartialStatement =
  guard("PartialStatement");
export const isPartialBlock: (node: hbs.AST.Node) => node is hbs.AST.PartialBlockStatement =
  guard("PartialBlockStatement");
export const isPath: (node: hbs.AST.Node) => node is hbs.AST.PathExpression =
  guard("PathExpression");
export const isSubExpression: (node: hbs.AST.Node) => node is hbs.AST.SubExpression =
  guard("SubExpression");
export const isString: (node: hbs.AST.Node) => node is hbs.AST.StringLiteral =
  guard("StringLiteral");
export const isNumber: (node: hbs.AST.Node) => node is hbs.AST.NumberLiteral =
  guard("NumberLiteral");
export const isBoolean: (node: hbs.AST.Node) => node is hbs.AST.BooleanLiteral =
  guard("BooleanLiteral");
export const isNull: (node: hbs.AST.Node) => node is hbs.AST.NullLiteral = guard("NullLiteral");
export const isUndefined: (node: hbs.AST.Node) => node is hbs.AST.UndefinedLiteral =
  guard("UndefinedLiteral");

/** The place of a node in the source named `source`. */
export function nodePlace(node: { readonly loc: hbs.AST.SourceLocation }, source: string): Place {
  return {
    source,
    line: node.loc.start.line,
    column: node.loc.start.column + 1,
  };
}

/**
 * Handlebars' own parser, white-space rules included. Only ever given a string: a prepared syntax
 * tree is how Handlebars' code execution holes were reached (CVE-2026-33937), and nothing is
 * compiled by it here at all.
 *
 * @throws TemplateError `TEMPLATE_SYNTAX`, `TEMPLATE_TOO_LARGE`, `TEMPLATE_NOT_TEXT`.
 */
export function parseHandlebars(text: string, source: string): hbs.AST.Program {
  if (typeof text !== "string") {
    throw new TemplateError("TEMPLATE_NOT_TEXT", `The source of ${source} is not a string.`, {
      source,
    });
  }
  refuseLong(text, source);
  refuseDeepNesting(text, source);
  try {
    return Handlebars.parse(text);
  } catch (error) {
    throw syntaxFault(error, source, text);
  }
}

/** @throws TemplateError `TEMPLATE_TOO_LARGE`. */
export function refuseLong(text: string, source: string): void {
  if (text.length <= limits.sourceLength) return;
  throw new TemplateError(
    "TEMPLATE_TOO_LARGE",
    `The source of ${source} is longer than a template may be.`,
    {
      source,
      remedy: `Keep it under ${limits.sourceLength} characters.`,
    },
  );
}

/**
 * Handlebars' parser takes time quadratic in depth, and then the stack; so depth is counted before
 * it is called.
 */
function refuseDeepNesting(text: string, source: string): void {
  for (const { at } of findOpenBlocks(text, limits.nesting + 1).slice(limits.nesting))
    throw fault(
      "TEMPLATE_TOO_DEEP",
      `Blocks are nested more than ${limits.nesting} deep.`,
      placeAt(text, at, source),
    );
}

interface OpenBlock {
  /** As the author wrote it: `#if vip`. */
  readonly label: string;
  readonly at: number;
}

/** Blocks that are open at the end of a text, or where `most` are open at once. */
function findOpenBlocks(text: string, most = Number.POSITIVE_INFINITY): readonly OpenBlock[] {
  const tagStart = /\{\{~?(?:(!--|!)|([#^/])\s*([^\s}~])?)/g;
  const open: OpenBlock[] = [];
  let [longEnd, shortEnd] = [0, 0];
  for (let match = tagStart.exec(text); match !== null; match = tagStart.exec(text)) {
    if (match[1] !== undefined) {
      // Each end is looked for once: a flood of comments that never end must not be searched again
      // for every one of them.
      const from = tagStart.lastIndex;
      if (match[1] === "!--" && longEnd < from) longEnd = findEnd(/--~?\}\}/g, text, from);
      if (shortEnd < from) shortEnd = findEnd(/\}\}/g, text, from);
      tagStart.lastIndex =
        match[1] === "!--" && longEnd <= text.length ? longEnd : Math.min(shortEnd, text.length);
      continue;
    }
    const [whole, , kind, next] = match;
    if (kind === "/") open.pop();
    else if (kind === "#" || next !== undefined) {
      const from = match.index + whole.indexOf(kind ?? "");
      const [label = ""] = /^[^{}~\n]{0,60}/.exec(text.slice(from, from + 60)) ?? [];
      open.push({ label: label.trim(), at: match.index });
    }
    if (open.length >= most) return open;
  }
  return open;
}

/** Past the next match, or past everything where there is none. */
function findEnd(end: RegExp, text: string, from: number): number {
  end.lastIndex = from;
  return end.test(text) ? end.lastIndex : text.length + 1;
}

function syntaxFault(error: unknown, source: string, text: string): TemplateError {
  const message = error instanceof Error ? error.message : "";
  const known: Readonly<Record<string, unknown>> =
    error instanceof Error ? Object.fromEntries(Object.entries(error)) : {};
  const line =
    typeof known["lineNumber"] === "number"
      ? known["lineNumber"]
      : Number(/line (\d+)/.exec(message)?.[1] ?? 1);
  const caret = /^(-*)\^/m.exec(message)?.[1]?.length;
  const column =
    typeof known["column"] === "number"
      ? known["column"] + 1
      : findColumn(message, caret, text, line);
  if (message.includes("doesn't match")) {
    const what = message.replace(/ - \d+:\d+$/, "");
    const place = { source, line, column };
    return fault("TEMPLATE_BLOCK_MISMATCH", `The template does not parse. ${what}`, place, closing);
  }
  const left = /got 'EOF'/.test(message) ? findOpenBlocks(text).at(-1) : undefined;
  if (left !== undefined) {
    return fault(
      "TEMPLATE_SYNTAX",
      `The template does not parse. {{${left.label}}} is never closed.`,
      placeAt(text, left.at, source),
      closing,
    );
  }
  return fault(
    "TEMPLATE_SYNTAX",
    "The template does not parse: what stands here is not Handlebars.",
    { source, line, column },
    closing,
  );
}

const closing = "Check that every block is closed, in order, and every {{ has its }}.";

function placeAt(text: string, at: number, source: string): Place {
  const before = text.slice(0, at).split("\n");
  return { source, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The parser prints up to twenty characters before the fault and points below them. */
function findColumn(
  message: string,
  caret: number | undefined,
  text: string,
  line: number,
): number {
  const shown = message.split("\n")[1]?.replace(/^\.\.\./, "");
  if (caret === undefined || shown === undefined) return 1;
  const lead = message.split("\n")[1]?.startsWith("...") ? 3 : 0;
  const before = shown.slice(0, caret - lead);
  const row = text.split("\n")[line - 1] ?? "";
  const at = row.indexOf(before.slice(-10));
  return at < 0 ? 1 : at + Math.min(10, before.length) + 1;
}
