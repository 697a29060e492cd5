import * as Mark from "../../program/text-mark.js";
import { readMark, type TokenTable } from "../tokens.js";
import type { TextItem } from "./text-item.js";

type Items = readonly TextItem[];

/** What is known of a text whatever the recipient's data: tokens may leave nothing of theirs. */
interface Certainty {
  /** It has a word outside of conditions and loops. */
  readonly words: boolean;
  readonly tokens: boolean;
  /** Conditions and loops begun, less those ended; and at its lowest. */
  readonly depth: number;
  readonly lowest: number;
}

/** Says whether the address of a link is none that is left out. */
export type IsAddress = (address: string) => boolean;

/**
 * Decides while compiling what no value can change: the address of a link with words, and the lines
 * around blocks with words, which are then no blocks any more.
 */
export function settleText(given: Items, table: TokenTable, isAddress: IsAddress): Items {
  const { items, endings } = settleLinks(given, table, isAddress);
  return settleBlocks(items, table, endings);
}

function measureCertainty(text: string, table: TokenTable): Certainty {
  let depth = 0;
  let lowest = 0;
  let from = 0;
  let words = false;
  let tokens = false;
  const look = (to: number): void => {
    if (depth === 0 && /[^ \t\n\r\f\u200b]/.test(text.slice(from, to))) words = true;
  };
  for (const match of text.matchAll(table.pattern)) {
    look(match.index);
    from = match.index + match[0].length;
    const mark = readMark(match[1]);
    tokens = true;
    if (mark === "open") depth++;
    else if (mark === "close") lowest = Math.min(lowest, --depth);
    else if (mark === "value" && depth === 0 && table.held(Number(match[2])).kind === "link")
      words = true;
  }
  look(text.length);
  return { words, tokens, depth, lowest };
}

function readMarkCode(item: TextItem | undefined): number {
  return item?.kind === "mark" && item.text !== "" ? item.text.charCodeAt(0) : 0;
}

function settleLinks(
  given: Items,
  table: TokenTable,
  isAddress: IsAddress,
): { readonly items: Items; readonly endings: ReadonlySet<TextItem> } {
  const items = [...given];
  /** Ends of links that leave words in any case. */
  const endings = new Set<TextItem>();
  for (const [from, item] of given.entries()) {
    if (item.kind !== "mark" || readMarkCode(item) !== Mark.link) continue;
    const to = given.findIndex((one, at) => at > from && readMarkCode(one) === Mark.linkEnd);
    const end = given[to];
    const address = item.text.slice(1, -1);
    if (end === undefined || !isAddress(address)) continue;
    const between = given.slice(from + 1, to);
    const texts = between.flatMap((one) => (one.kind === "text" ? [one.text] : []));
    const { words, tokens, depth, lowest } = measureCertainty(texts.join(""), table);
    if (depth !== 0 || lowest < 0) continue;
    endings.add(end);
    const plain = between.every((one) => one.kind !== "mark" || readMarkCode(one) === Mark.lineEnd);
    if (!plain || (!words && (tokens || texts.length < between.length))) continue;
    const shown = address.replace(/[ \t\n\r\f\u200b]+/g, " ").trim();
    items[from] = { kind: "text", text: "", verbatim: false };
    items[to] = { kind: "text", text: words ? ` [${shown}]` : shown, verbatim: false };
  }
  return { items, endings };
}

function settleBlocks(items: Items, table: TokenTable, endings: ReadonlySet<TextItem>): Items {
  const { ends, parents } = bounds(items);
  const certain = items.map((item) =>
    item.kind === "text" ? measureCertainty(item.text, table) : null,
  );
  /** By the beginning of a block, where its first word certainly is; -1 where that is not known. */
  const firstWords = new Map<number, number>();
  const firstWord = (from: number): number => {
    const known = firstWords.get(from);
    if (known !== undefined) return known;
    const found = isBalanced(certain.slice(from, ends.get(from))) ? search(from) : -1;
    firstWords.set(from, found);
    return found;
  };
  const search = (from: number): number => {
    /** Something may be written before. */
    let maybe = false;
    let depth = 0;
    for (let at = from + 1; at < (ends.get(from) ?? 0); at++) {
      const item = items[at];
      const text = certain[at];
      const code = readMarkCode(item);
      if (text) {
        if (text.words && depth === 0) return at;
        maybe ||= text.tokens || text.words;
        depth += text.depth;
      } else if (item?.kind === "open" || item?.kind === "line") {
        return maybe || depth > 0 || settled(at) === 0 ? -1 : firstWord(at);
      } else if (code === Mark.link || code === Mark.linkEnd || code === Mark.lineEnd) {
        if (item !== undefined && endings.has(item) && depth === 0) return at;
        maybe = true;
      } else return -1;
    }
    return -1;
  };
  /** Line ends that certainly stand before a block's first word; 0 where it stays a block. */
  const settled = (from: number): number => {
    const item = items[from];
    const parent = parents.get(from) ?? -1;
    const around = items[parent];
    if (!ends.has(from) || isVerbatim(parent) || readMarkCode(around) === Mark.table) return 0;
    if (item?.kind === "open") return firstWord(from) < 0 ? 0 : item.lines;
    if (item?.kind !== "line" || firstWord(from) < 0) return 0;
    if (around === undefined || readMarkCode(around) === Mark.cell) return 1;
    if (around.kind === "mark") return 0;
    // As far apart as what it stands in where it is the first in there.
    if (certain.slice(parent + 1, from).every((one) => one?.words === false && !one.tokens))
      return Math.max(1, settled(parent));
    const begun = settled(parent) > 0 && firstWord(parent) < from;
    return begun ? 1 : 0;
  };
  const isVerbatim = (from: number): boolean =>
    from >= 0 &&
    (readMarkCode(items[from]) === Mark.preformatted || isVerbatim(parents.get(from) ?? -1));

  const before = new Map<number, number>();
  const after = new Map<number, number>();
  for (const [from, to] of ends) {
    const lines = settled(from);
    const end = items[to];
    if (lines === 0 || end?.kind !== "close") continue;
    before.set(from, lines);
    after.set(to, end.lines);
  }
  const made: TextItem[] = [];
  for (let at = 0; at < items.length; at++) {
    let closed = 0;
    let opened = 0;
    let next = at;
    for (; next < items.length; next++) {
      const lines = before.get(next);
      closed = Math.max(closed, after.get(next) ?? 0);
      opened = lines ?? opened;
      const text = certain[next];
      const blank = text && !text.words && !text.tokens;
      if (!blank && lines === undefined && !after.has(next)) break;
    }
    const lines = Math.max(closed, opened);
    if (lines > 0) {
      made.push({ kind: "mark", text: String.fromCharCode(Mark.apart) + lines, bounds: null });
      at = next - 1;
    } else {
      const item = items[at];
      if (item !== undefined) made.push(item);
    }
  }
  return made;
}

/** By place of what begins something, where it ends and what it stands in. */
function bounds(items: Items): {
  readonly ends: ReadonlyMap<number, number>;
  readonly parents: ReadonlyMap<number, number>;
} {
  const ends = new Map<number, number>();
  const parents = new Map<number, number>();
  const open: number[] = [];
  for (const [at, item] of items.entries()) {
    const mark = item.kind === "mark" ? item.bounds : null;
    if (item.kind === "open" || item.kind === "line" || mark === "opens") {
      parents.set(at, open.at(-1) ?? -1);
      open.push(at);
    } else if (item.kind === "close" || mark === "closes") {
      const from = open.pop();
      if (from !== undefined) ends.set(from, at);
    }
  }
  return { ends, parents };
}

/** Conditions and loops that begin in it end in it. */
function isBalanced(texts: readonly (Certainty | null)[]): boolean {
  let depth = 0;
  for (const text of texts) {
    if (text === null) continue;
    if (depth + text.lowest < 0) return false;
    depth += text.depth;
  }
  return depth === 0;
}
