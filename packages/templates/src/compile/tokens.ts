import type { EachNode, IfNode, Node, Place, ValueNode } from "./ir.js";

/**
 * What one token stands for. An `if` made by the compiler (a variant of a section) has no node of
 * the author's.
 */
export type Held =
  | { readonly kind: "value"; readonly node: ValueNode }
  /**
   * At the head of a URL attribute of an mj- element: what the author wants of that link. Prints
   * nothing.
   */
  | { readonly kind: "wish"; readonly node: LinkOptions }
  /** Around a link's URL; in the text part a value: its whole URL. */
  | { readonly kind: "link"; readonly node: { readonly link: number; readonly place?: undefined } }
  | { readonly kind: "pixel"; readonly node: { readonly place?: undefined } }
  | { readonly kind: "if"; readonly node: Pick<IfNode, "test" | "negated" | "place" | "label"> }
  | { readonly kind: "each"; readonly node: Pick<EachNode, "list" | "scope" | "place" | "label"> };

export interface LinkOptions {
  readonly name: string | null;
  readonly untracked: boolean;
  readonly place?: undefined;
}

export type Mark = "value" | "open" | "else" | "close";

/**
 * Stand-ins for everything that is not static, on the way through MJML: words of lower-case letters
 * and digits that no XML, CSS or HTML processor has a reason to touch, and that do not occur in the
 * source.
 */
export interface TokenTable {
  /**
   * Matches every token; groups: mark letter, number. Stateless use only (`matchAll`, `replace`,
   * `split`).
   */
  readonly pattern: RegExp;
  held(index: number): Held;
  hold(held: Held): number;
  write(mark: Mark, index: number): string;
  readonly size: number;
}

const letters: Readonly<Record<Mark, string>> = { value: "v", open: "o", else: "l", close: "c" };

export function readMark(letter: string | undefined): Mark {
  return letter === "v" ? "value" : letter === "o" ? "open" : letter === "l" ? "else" : "close";
}

/** Sources are searched, so that no author's word can pass for a token. */
export function tokenTable(sources: readonly string[]): TokenTable {
  let prefix = "wsq";
  for (let n = 0; sources.some((source) => source.toLowerCase().includes(prefix)); n++)
    prefix = `wsq${n.toString(36)}q`;
  const entries: Held[] = [];
  return {
    pattern: new RegExp(`${prefix}([volc])(\\d+)z`, "g"),
    held(index) {
      const entry = entries[index];
      if (entry === undefined) throw new RangeError("no such token");
      return entry;
    },
    hold: (held) => entries.push(held) - 1,
    write: (mark, index) => `${prefix}${letters[mark]}${index}z`,
    get size() {
      return entries.length;
    },
  };
}

/** A token, and where it stands. */
export interface StandingToken {
  readonly at: number;
  readonly mark: Mark;
  readonly index: number;
}

/** Every token of a text, in order. */
export function findTokens(text: string, table: TokenTable): readonly StandingToken[] {
  return Array.from(text.matchAll(table.pattern), ({ index: at, 1: letter, 2: number }) => ({
    at,
    mark: readMark(letter),
    index: Number(number),
  }));
}

/** Text with tokens, and where each stretch of it came from. */
export interface Flat {
  readonly text: string;
  /** Where each stretch begins. */
  readonly starts: readonly number[];
  readonly places: readonly Place[];
  placeAt(offset: number): Place;
}

export function flatten(nodes: readonly Node[], table: TokenTable): Flat {
  const starts: number[] = [];
  const places: Place[] = [];
  let text = "";
  const put = (chunk: string, place: Place): void => {
    starts.push(text.length);
    places.push(place);
    text += chunk;
  };
  const walk = (list: readonly Node[]): void => {
    for (const node of list) {
      if (node.kind === "text") put(node.text, node.place);
      else if (node.kind === "value")
        put(table.write("value", table.hold({ kind: "value", node })), node.place);
      else {
        const index = table.hold(
          node.kind === "if" ? { kind: "if", node } : { kind: "each", node },
        );
        put(table.write("open", index), node.place);
        walk(node.body);
        if (node.otherwise.length > 0) {
          put(table.write("else", index), node.place);
          walk(node.otherwise);
        }
        put(table.write("close", index), node.place);
      }
    }
  };
  walk(nodes);
  const breaks = Array.from(text.matchAll(/\n/g), ({ index }) => index);
  return {
    text,
    starts,
    places,
    placeAt(offset) {
      const chunk = countBelow(starts, offset + 1) - 1;
      const { source, line, column } = places[chunk] ?? { source: "mjml", line: 1, column: 1 };
      const from = starts[chunk] ?? 0;
      const begun = countBelow(breaks, from);
      const ended = countBelow(breaks, offset);
      if (ended === begun) return { source, line, column: column + offset - from };
      return { source, line: line + ended - begun, column: offset - (breaks[ended - 1] ?? 0) };
    },
  };
}

/** How many of ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
