import { fault } from "./fault.js";
import { exprKey, type Place } from "./ir.js";
import { type Held, readMark, type TokenTable } from "./tokens.js";

/** A string with tokens, opened up. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "value";
      readonly index: number /** Offset in the string. */;
      readonly at: number;
    }
  | {
      readonly kind: "block";
      readonly index: number;
      readonly body: readonly Piece[];
      readonly otherwise: readonly Piece[] | null;
    };

/** True when it holds any token. */
export function hasTokens(text: string, table: TokenTable): boolean {
  return text.search(table.pattern) >= 0;
}

/**
 * @throws TemplateError `TEMPLATE_BLOCK_CROSSES_ELEMENT` when a block begins or ends outside of the
 * string.
 */
export function parsePieces(text: string, table: TokenTable, place: Place): readonly Piece[] {
  if (!hasTokens(text, table)) return text === "" ? [] : [{ kind: "text", text }];
  type Open = { index: number; body: Piece[]; otherwise: Piece[] | null };
  const root: Piece[] = [];
  const stack: Open[] = [];
  const current = (): Piece[] => {
    const top = stack.at(-1);
    return top === undefined ? root : (top.otherwise ?? top.body);
  };
  let from = 0;
  for (const match of text.matchAll(table.pattern)) {
    if (match.index > from) current().push({ kind: "text", text: text.slice(from, match.index) });
    from = match.index + match[0].length;
    const index = Number(match[2]);
    const mark = readMark(match[1]);
    if (mark === "value") current().push({ kind: "value", index, at: match.index });
    else if (mark === "open") stack.push({ index, body: [], otherwise: null });
    else {
      const top = stack.at(-1);
      if (top === undefined || top.index !== index) throw crossing(table.held(index), place);
      if (mark === "else") top.otherwise = [];
      else {
        stack.pop();
        current().push({ kind: "block", ...top });
      }
    }
  }
  const open = stack.at(-1);
  if (open !== undefined) throw crossing(table.held(open.index), place);
  if (from < text.length) root.push({ kind: "text", text: text.slice(from) });
  return root;
}

export function crossing(held: Held, place: Place): Error {
  const label = "label" in held.node ? held.node.label : "The block";
  return fault(
    "TEMPLATE_BLOCK_CROSSES_ELEMENT",
    `${label} begins in one element or attribute and ends in another.`,
    held.node.place ?? place,
    "Let the block hold whole elements, or a whole part of one attribute's value.",
  );
}

export function writePieces(pieces: readonly Piece[], table: TokenTable): string {
  return pieces
    .map((piece) => {
      if (piece.kind === "text") return piece.text;
      if (piece.kind === "value") return table.write("value", piece.index);
      const otherwise =
        piece.otherwise === null
          ? ""
          : table.write("else", piece.index) + writePieces(piece.otherwise, table);
      return (
        table.write("open", piece.index) +
        writePieces(piece.body, table) +
        otherwise +
        table.write("close", piece.index)
      );
    })
    .join("");
}

/** A condition that has been decided for one variant. */
export interface OutputDecision {
  /** {@link exprKey} of the test. */
  readonly key: string;
  readonly truthy: boolean;
}

/**
 * The branch a block comes to under a decision; undefined when the decision is about something
 * else.
 */
export function decided(
  index: number,
  decision: OutputDecision,
  table: TokenTable,
): "body" | "otherwise" | undefined {
  const held = table.held(index);
  if (held.kind !== "if" || exprKey(held.node.test) !== decision.key) return undefined;
  return decision.truthy !== held.node.negated ? "body" : "otherwise";
}

function resolvePieces(
  pieces: readonly Piece[],
  decision: OutputDecision,
  table: TokenTable,
): readonly Piece[] {
  return pieces.flatMap((piece): readonly Piece[] => {
    if (piece.kind !== "block") return [piece];
    const body = resolvePieces(piece.body, decision, table);
    const otherwise =
      piece.otherwise === null ? null : resolvePieces(piece.otherwise, decision, table);
    const branch = decided(piece.index, decision, table);
    if (branch === undefined) return [{ ...piece, body, otherwise }];
    return branch === "body" ? body : (otherwise ?? []);
  });
}

export function resolveString(
  text: string,
  decision: OutputDecision,
  table: TokenTable,
  place: Place,
): string {
  return hasTokens(text, table)
    ? writePieces(resolvePieces(parsePieces(text, table, place), decision, table), table)
    : text;
}

/**
 * Could it come out empty? Values count as non-empty: a field that may be missing belongs in a
 * condition.
 */
export function maybeEmpty(pieces: readonly Piece[], table: TokenTable): boolean {
  return pieces.every((piece) => {
    if (piece.kind === "text") return piece.text === "";
    if (piece.kind === "value") return false;
    return (
      table.held(piece.index).kind === "each" ||
      maybeEmpty(piece.body, table) ||
      maybeEmpty(piece.otherwise ?? [], table)
    );
  });
}

/** The first `if` in it, outermost first. */
export function firstCondition(pieces: readonly Piece[], table: TokenTable): number | undefined {
  for (const piece of pieces)
    if (piece.kind === "block" && table.held(piece.index).kind === "if") return piece.index;
  return undefined;
}
