import type { EachNode, IfNode, Node, Place, ValueNode } from "./ir.js";

/** What one token stands for. An `if` made by the compiler (a variant of a section) has no node of the author's. */
export type Held =
  | { readonly kind: "value"; readonly node: ValueNode }
  /** At the head of a URL attribute of an mj- element: what the author wants of that link. Prints nothing. */
  | { readonly kind: "wish"; readonly node: LinkWish }
  /** Around a link's URL; in the text part a value: its whole URL. */
  | { readonly kind: "link"; readonly node: { readonly link: number; readonly place?: undefined } }
  | { readonly kind: "pixel"; readonly node: { readonly place?: undefined } }
  | { readonly kind: "if"; readonly node: Pick<IfNode, "test" | "negated" | "place" | "label"> }
  | { readonly kind: "each"; readonly node: Pick<EachNode, "list" | "scope" | "place" | "label"> };

export interface LinkWish {
  readonly name: string | null;
  readonly untracked: boolean;
  readonly place?: undefined;
}

export type Mark = "value" | "open" | "else" | "close";

/**
 * Stand-ins for everything that is not static, on the way through MJML: words of lower-case letters and digits that no XML, CSS
 * or HTML processor has a reason to touch, and that do not occur in the source.
 */
export interface TokenTable {
  /** Matches every token; groups: mark letter, number. Stateless use only (`matchAll`, `replace`, `split`). */
  readonly pattern: RegExp;
  held(index: number): Held;
  hold(held: Held): number;
  write(mark: Mark, index: number): string;
  readonly size: number;
}

const letters: Readonly<Record<Mark, string>> = { value: "v", open: "o", else: "l", close: "c" };

export const markOf = (letter: string | undefined): Mark =>
  letter === "v" ? "value" : letter === "o" ? "open" : letter === "l" ? "else" : "close";

/** Sources are searched, so that no author's word can pass for a token. */
export const tokenTable = (sources: readonly string[]): TokenTable => {
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
};

/** Text with tokens, and where each stretch of it came from. */
export interface Flat {
  readonly text: string;
  placeAt(offset: number): Place;
}

export const flatten = (nodes: readonly Node[], table: TokenTable): Flat => {
  const chunks: { readonly from: number; readonly text: string; readonly place: Place }[] = [];
  let text = "";
  const put = (chunk: string, place: Place): void => {
    chunks.push({ from: text.length, text: chunk, place });
    text += chunk;
  };
  const walk = (list: readonly Node[]): void => {
    for (const node of list) {
      if (node.kind === "text") put(node.text, node.place);
      else if (node.kind === "value") put(table.write("value", table.hold({ kind: "value", node })), node.place);
      else {
        const index = table.hold(node.kind === "if" ? { kind: "if", node } : { kind: "each", node });
        put(table.write("open", index), node.place);
        walk(node.kind === "if" ? node.body : node.body);
        if (node.otherwise.length > 0) {
          put(table.write("else", index), node.place);
          walk(node.otherwise);
        }
        put(table.write("close", index), node.place);
      }
    }
  };
  walk(nodes);
  return {
    text,
    placeAt(offset) {
      let low = 0;
      let high = chunks.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((chunks[middle]?.from ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      const chunk = chunks[low];
      if (chunk === undefined) return { source: "mjml", line: 1, column: 1 };
      const before = chunk.text.slice(0, offset - chunk.from).split("\n");
      const last = before.at(-1)?.length ?? 0;
      const { source, line, column } = chunk.place;
      return { source, line: line + before.length - 1, column: before.length > 1 ? last + 1 : column + last };
    },
  };
};
