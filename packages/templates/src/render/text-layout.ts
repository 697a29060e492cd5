import * as Mark from "../program/text-mark.js";
import { entryNumber } from "./entry-number.js";
import { type TextCell, tableLines } from "./text-table.js";

/** What has begun and not ended. */
interface Block {
  readonly mark: number;
  /** None for the whole text, and for a cell. */
  readonly parent: Block | null;
  /** Written before its first word. */
  readonly first: string;
  /** Written at the head of each further line in it. */
  readonly indent: string;
  readonly verbatim: boolean;
  /** Of a list: it stands in an entry. */
  readonly nested: boolean;
  /** Line ends that set it apart from what stands before: of a block in a block, the inner's. */
  before: number;
  /** Line ends owed before its next word. */
  owed: number;
  /** A space owed before its next word. */
  space: boolean;
  /** True once anything of it was written. */
  begun: boolean;
  /** The number of a list's next entry, and how it is written. */
  next: number;
  readonly style: string;
  /** Of a table. */
  readonly rows: TextCell[][];
  /** Of a cell: what is gone on with after it. */
  readonly around: Around | null;
}

interface Around {
  readonly table: Block;
  readonly out: string;
  readonly fresh: boolean;
  readonly spans: string;
  inLines: boolean;
}

const whiteSpace = /[ \t\n\r\f\u200b]+/g;
// A run is tried from its beginning only: a recipient's value may be nothing but spaces.
const trailingSpaces = /(?<![ \t])[ \t]+$/gm;
const outerLineEnds = /^\n+|(?<!\n)\n+$/g;
/** More would be a mistake, or an attempt to use up memory. */
const mostSpanned = 1000;

/**
 * Sets a text part for one recipient: marks become line ends, numbers, bullets and columns, white
 * space becomes single spaces. Nothing is written of a block without words.
 */
export const layOut = (marked: string): string => {
  let out = "";
  let top: Block = blockIn(null, Mark.open, 0);
  /** Nothing on the line yet but what its block begins with. */
  let fresh = true;
  /** Grows with everything that is written. */
  let written = 0;
  let ragged = false;
  const links: { readonly address: string; readonly written: number }[] = [];

  const endLines = ({ indent }: Block, count: number): void => {
    for (let left = count; left > 0; left--) out += `\n${indent}`;
    if (indent !== "") ragged = true;
    fresh = true;
  };

  const begin = (block: Block): void => {
    const { parent } = block;
    if (parent?.begun === true) endLines(parent, Math.max(parent.owed, block.before));
    else if (parent !== null) {
      parent.before = block.before;
      begin(parent);
    }
    block.begun = true;
    if (needsLines(block.mark)) noteLines(block);
    out += block.first;
    fresh = true;
    written++;
  };

  const word = (text: string): void => {
    if (!top.begun) begin(top);
    else if (top.owed > 0) endLines(top, top.owed);
    else if (top.space && !fresh) out += " ";
    out += text;
    top.owed = 0;
    top.space = false;
    fresh = false;
    written++;
  };

  /** `even`: its white space is single spaces. */
  const words = (given: string, even: boolean): void => {
    if (top.mark === Mark.table || given === "") return;
    if (top.verbatim) {
      if (!top.begun) begin(top);
      out += given.replaceAll("\n", `\n${top.indent}`);
      fresh = false;
      ragged = true;
      written++;
      return;
    }
    const text = even ? given : given.replace(whiteSpace, " ");
    const from = text.charCodeAt(0) === 32 ? 1 : 0;
    const trailing = text.length > from && text.charCodeAt(text.length - 1) === 32;
    if (from > 0) top.space = true;
    const to = trailing ? text.length - 1 : text.length;
    if (to > from) word(text.slice(from, to));
    if (trailing) top.space = true;
  };

  const close = (after: number): void => {
    const block = top;
    const { parent, mark } = block;
    if (parent === null) return;
    if (mark === Mark.item && !block.begun) {
      begin(block);
      ragged = true;
    }
    top = parent;
    if (!block.begun) return;
    const list = mark === Mark.bullets || mark === Mark.numbers;
    parent.owed = list ? after : Math.max(block.owed, after);
  };

  const openItem = (): void => {
    const { mark, nested, next, style } = top;
    const sign = mark === Mark.numbers ? `${entryNumber(next, style)}. ` : "* ";
    top.next++;
    const first = nested ? sign : ` ${sign}`;
    top = blockIn(top, Mark.item, 1, first, " ".repeat(first.length));
  };

  const closeLink = (): void => {
    const link = links.pop();
    const address = link?.address.replace(/^mailto:/, "") ?? "";
    if (link === undefined || address === "" || address.startsWith("#")) return;
    words(written > link.written ? ` [${address}]` : address, false);
  };

  const closeCell = (): void => {
    let cell = top;
    while (cell.parent !== null) cell = cell.parent;
    const { around } = cell;
    if (around === null) return;
    const [columns = 1, down = 1] = around.spans.split(",").map(spanOf);
    const text = out.replace(outerLineEnds, "");
    top = around.table;
    out = around.out;
    fresh = around.fresh;
    if (top.rows.length === 0) top.rows.push([]);
    top.rows.at(-1)?.push({ text, columns, rows: down, inLines: around.inLines });
  };

  const closeTable = (): void => {
    const { parent, mark, rows } = top;
    if (mark !== Mark.table || parent === null) return;
    for (const [index, line] of tableLines(rows).entries()) {
      if (index === 0) begin(top);
      else endLines(top, 1);
      out += line;
      fresh = false;
    }
    if (top.begun) parent.owed = 2;
    top = parent;
  };

  const apply = (mark: number, at: number): number => {
    const digit = marked.charCodeAt(at) - 48;
    switch (mark) {
      case Mark.open:
        top = blockIn(top, mark, digit);
        return at + 1;
      case Mark.close:
        close(digit);
        return at + 1;
      case Mark.bullets:
        top = blockIn(top, mark, digit);
        return at + 1;
      case Mark.lineEnd:
        if (top.verbatim) words("\n", false);
        else if (top.mark !== Mark.table) {
          if (!top.begun) begin(top);
          endLines(top, 1);
          written++;
        }
        return at;
      case Mark.quote:
        top = blockIn(top, mark, 2, "> ", "> ");
        return at;
      case Mark.item:
        openItem();
        return at;
      case Mark.preformatted:
        top = blockIn(top, mark, 2);
        return at;
      case Mark.line:
        top = blockIn(top, mark, top.begun ? 1 : Math.max(1, top.before));
        return at;
      case Mark.numbers:
      case Mark.link:
      case Mark.cell: {
        const found = marked.indexOf(endOfGiven, at);
        const end = found < 0 ? marked.length : found;
        const given = marked.slice(at, end);
        if (mark === Mark.link) links.push({ address: given, written });
        else if (mark === Mark.numbers) {
          const start = Number(given.slice(2).trim() || "1");
          const next = Number.isSafeInteger(start) ? start : 1;
          top = blockIn(top, mark, digit, "", "", next, given.charAt(1));
        } else if (top.mark === Mark.table) {
          const around = { table: top, out, fresh, spans: given, inLines: false };
          out = "";
          top = blockIn(null, mark, 0, "", "", 1, "1", around);
        }
        return end + 1;
      }
      case Mark.linkEnd:
        closeLink();
        return at;
      case Mark.table:
        top = blockIn(top, mark, 2);
        return at;
      case Mark.row:
        top.rows.push([]);
        return at;
      case Mark.cellEnd:
        closeCell();
        return at;
      case Mark.tableEnd:
        closeTable();
        return at;
      default:
        return at;
    }
  };

  const { length } = marked;
  let from = 0;
  let even = true;
  let before = 0;
  for (let at = 0; at < length; at++) {
    const code = marked.charCodeAt(at);
    if (code > 32 && code !== 0x200b) {
      before = code;
      continue;
    }
    if (code === 32 || (code > 8 && code < 14 && code !== 11) || code === 0x200b) {
      if (code !== 32 || before === 32) even = false;
      before = code;
      continue;
    }
    if (at > from) words(marked.slice(from, at), even);
    from = apply(code, at + 1);
    at = from - 1;
    even = true;
    before = 0;
  }
  if (length > from) words(marked.slice(from), even);
  const lines = ragged ? out.replace(trailingSpaces, "") : out;
  let first = 0;
  let last = lines.length;
  while (lines.charCodeAt(first) === 10) first++;
  while (last > first && lines.charCodeAt(last - 1) === 10) last--;
  return `${lines.slice(first, last)}\n`;
};

const endOfGiven: string = /* @__PURE__ */ String.fromCharCode(Mark.end);

const blockIn = (
  parent: Block | null,
  mark: number,
  before: number,
  first = "",
  further = "",
  next = 1,
  style = "1",
  around: Around | null = null,
): Block => ({
  mark,
  parent,
  first,
  indent: (parent?.indent ?? "") + further,
  nested: before === 1,
  verbatim: mark === Mark.preformatted || parent?.verbatim === true,
  before,
  owed: 0,
  space: false,
  begun: false,
  next,
  style,
  rows: [],
  around,
});

const needsLines = (mark: number): boolean =>
  mark === Mark.table ||
  mark === Mark.bullets ||
  mark === Mark.numbers ||
  mark === Mark.quote ||
  mark === Mark.preformatted;

/** Tells the cell that the block stands in. */
const noteLines = (block: Block): void => {
  let outer = block;
  while (outer.parent !== null) outer = outer.parent;
  if (outer.around !== null) outer.around.inLines = true;
};

const spanOf = (written: string): number => {
  const span = Number(written.trim() || "1");
  return Number.isSafeInteger(span) && span > 0 ? Math.min(span, mostSpanned) : 1;
};
