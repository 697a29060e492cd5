// Longer than other files: every mark of the text layout works on the state of one sink.
import { escapeValue } from "../escape/index.js";
import * as Escape from "../program/escape.js";
import * as Mark from "../program/text-mark.js";
import { isText } from "../unknown-value.js";
import { entryNumber } from "./entry-number.js";
import type { LoadedPart } from "./loaded-program.js";
import type { Sink } from "./sink.js";
import { isEven, type TextPiece, textPieces, wordsPiece } from "./text-pieces.js";
import { type TextCell, tableLines } from "./text-table.js";

/** A block that has begun and not ended. */
interface Block {
  readonly mark: number;
  /** None for the whole text and for a cell. */
  readonly parent: Block | null;
  /** Written before its first word. */
  readonly first: string;
  /** Written at the start of each further line in it. */
  readonly indent: string;
  readonly verbatim: boolean;
  /** Only of a list that is inside an entry. */
  readonly nested: boolean;
  /**
   * The line ends that separate it from the text before it. For a block inside a block, the inner
   * block's count.
   */
  before: number;
  /** The line ends to write before its next word. */
  owed: number;
  /** Whether a space has to be written before its next word. */
  space: boolean;
  /** True once any of its text was written. */
  begun: boolean;
  /** The number of a list's next entry, and its style. */
  next: number;
  readonly style: string;
  /** Of a table. */
  readonly rows: TextCell[][];
}

/** The cell that is being written, and the state to continue with after it. */
interface Cell {
  readonly outer: Cell | null;
  readonly table: Block;
  readonly out: TextChunk[];
  readonly fresh: boolean;
  readonly spans: string;
  inLines: boolean;
}

// A run of spaces is matched only from its start, because a recipient's value may be nothing but
// spaces.
const trailingSpaces = /(?<![ \t])[ \t]+$/gm;
const outerLineEnds = /^\n+|(?<!\n)\n+$/g;
/** A higher number would be a mistake, or an attempt to exhaust memory. */
const mostSpanned = 1000;

/**
 * The pieces of a laid-out text: words of the template, which targets encode once, and all other
 * text.
 */
export type TextChunk = TextPiece | string;

export interface TextSink extends Sink {
  /**
   * Returns the whole text after everything was written, and resets itself. A chunk that is a space
   * is always followed by a word.
   */
  finish(write: (chunk: TextChunk) => void): void;
}

export function chunkText(chunk: TextChunk): string {
  return isText(chunk) ? chunk : chunk.text;
}

function joinedText(chunks: readonly TextChunk[]): string {
  let text = "";
  for (const chunk of chunks) text += chunkText(chunk);
  return text;
}

/**
 * Lays out a text part for one recipient. Marks become line ends, numbers, bullets and columns.
 * White space becomes single spaces. A block without words writes nothing.
 */
export function textSink(): TextSink {
  let out: TextChunk[] = [];
  let cell: Cell | null = null;
  let top: Block = blockIn(null, Mark.open, 0);
  /** True while the line has only what its block begins with. */
  let fresh = true;
  /** Increases with everything that is written. */
  let written = 0;
  let ragged = false;
  const links: { readonly address: string; readonly written: number }[] = [];
  /** The mark that takes a value, and the value, which runs up to `END`. */
  let taker = 0;
  let given = "";
  /** The last value and its piece, because the prefix of click links is written many times. */
  let lastText = "";
  let lastPiece: TextPiece | null = null;

  const endLines = ({ indent }: Block, count: number): void => {
    for (let left = count; left > 0; left--) out.push(indent === "" ? "\n" : `\n${indent}`);
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
    if (cell !== null && needsLines(block.mark)) cell.inLines = true;
    if (block.first !== "") out.push(block.first);
    fresh = true;
    written++;
  };

  const word = (words: TextChunk): void => {
    const { indent } = top;
    if (!top.begun) begin(top);
    else if (top.owed > 0) endLines(top, top.owed);
    else if (top.space && !fresh) out.push(" ");
    if (indent === "") out.push(words);
    else {
      ragged = true;
      out.push(chunkText(words).replaceAll("\n", `\n${indent}`));
    }
    top.owed = 0;
    top.space = fresh = false;
    written++;
  };

  const words = (
    text: string,
    raw: string,
    lead: boolean,
    trail: boolean,
    whole: TextChunk = text,
  ): void => {
    if (top.verbatim) {
      if (raw === "") return;
      if (!top.begun) begin(top);
      out.push(raw.replaceAll("\n", `\n${top.indent}`));
      fresh = false;
      ragged = true;
      written++;
    } else if (top.mark !== Mark.table) {
      if (lead) top.space = true;
      if (text !== "") word(whole);
      if (trail) top.space = true;
    }
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
    const isList = mark === Mark.bullets || mark === Mark.numbers;
    parent.owed = isList ? after : Math.max(block.owed, after);
  };

  const closeLink = (): void => {
    const link = links.pop();
    if (!link || /^#|^(?:mailto:)?$/.test(link.address)) return;
    const { address } = link;
    const shown = address.startsWith("mailto:") ? address.slice(7) : address;
    if (written === link.written) say(shown);
    else {
      words("", " ", true, false);
      say(`[${shown}]`);
    }
  };

  const closeCell = (): void => {
    if (cell === null) return;
    const { inLines } = cell;
    const [columns = 1, rows = 1] = cell.spans.split(",").map(readSpan);
    const text = joinedText(out).replace(outerLineEnds, "");
    top = cell.table;
    ({ out, fresh, outer: cell } = cell);
    if (top.rows.length === 0) top.rows.push([]);
    top.rows.at(-1)?.push({ text, columns, rows, inLines });
  };

  const closeTable = (): void => {
    const { parent, mark, rows } = top;
    if (mark !== Mark.table || parent === null) return;
    for (const [index, line] of tableLines(rows).entries()) {
      if (index === 0) begin(top);
      else endLines(top, 1);
      out.push(line);
      fresh = false;
    }
    if (top.begun) parent.owed = 2;
    top = parent;
  };

  const open = (mark: number, before: number, first = "", further = ""): void => {
    top = blockIn(top, mark, before, first, further);
  };

  const take = (): void => {
    if (taker === Mark.link) links.push({ address: given, written });
    else if (taker === Mark.numbers) {
      const start = Number(given.slice(2).trim() || "1");
      const next = Number.isSafeInteger(start) ? start : 1;
      top = blockIn(top, taker, Number(given.charAt(0)), "", "", next, given.charAt(1));
    } else if (top.mark === Mark.table) {
      cell = { outer: cell, table: top, out, fresh, spans: given, inLines: false };
      out = [];
      top = blockIn(null, taker, 0);
    }
    taker = 0;
  };

  const apply = (mark: number, digit: number): void => {
    switch (mark) {
      case Mark.open:
      case Mark.bullets:
        open(mark, digit);
        break;
      case Mark.preformatted:
      case Mark.table:
        open(mark, 2);
        break;
      case Mark.quote:
        open(mark, 2, "> ", "> ");
        break;
      case Mark.line:
        open(mark, top.begun ? 1 : Math.max(1, top.before));
        break;
      case Mark.close:
        close(digit);
        break;
      case Mark.apart:
        if (top.begun) top.owed = Math.max(top.owed, digit);
        else top.before = digit;
        break;
      case Mark.lineEnd:
        if (top.verbatim) words("", "\n", false, false);
        else if (top.mark !== Mark.table) {
          if (!top.begun) begin(top);
          endLines(top, 1);
          written++;
        }
        break;
      case Mark.item: {
        const { next, style } = top;
        const sign = top.mark === Mark.numbers ? `${entryNumber(next, style)}. ` : "* ";
        const first = top.nested ? sign : ` ${sign}`;
        top.next++;
        open(mark, 1, first, " ".repeat(first.length));
        break;
      }
      case Mark.numbers:
      case Mark.link:
      case Mark.cell:
        taker = mark;
        given = "";
        break;
      case Mark.linkEnd:
        closeLink();
        break;
      case Mark.row:
        if (top.mark === Mark.table) top.rows.push([]);
        break;
      case Mark.cellEnd:
        closeCell();
        break;
      case Mark.tableEnd:
        closeTable();
        break;
    }
  };

  const put = (piece: TextPiece): void => {
    const { mark, digit, text, raw, lead, trail } = piece;
    if (mark === Mark.end) take();
    else if (taker !== 0) given += raw;
    else if (mark === 0) words(text, raw, lead, trail, piece);
    else apply(mark, digit);
  };

  const putAll = (pieces: readonly TextPiece[]): void => {
    for (const piece of pieces) put(piece);
  };

  const even = (text: string): void => {
    if (taker !== 0) given += text;
    else words(text, text, false, false);
  };

  const say = (text: string): void => {
    if (isEven(text)) even(text);
    else put(wordsPiece(text));
  };

  return {
    segment({ segments, pieces }: LoadedPart, index: number): void {
      let made = pieces[index];
      if (made === undefined) {
        made = textPieces(segments[index] ?? "", true);
        pieces[index] = made;
      }
      putAll(made);
    },
    value(text: string, context: number): void {
      if (context === Escape.plain && text === lastText) {
        lastPiece ??= wordsPiece(escapeValue(context, text));
        put(lastPiece);
        return;
      }
      lastText = text;
      lastPiece = null;
      // Plain text is not escaped, so an even text goes out as it is.
      if (context === Escape.plain && isEven(text)) even(text);
      // Markup has marks of its own.
      else if (context === Escape.htmlText) putAll(textPieces(escapeValue(context, text)));
      else say(escapeValue(context, text));
    },
    finish(write) {
      const chunks = ragged
        ? [joinedText(out).replace(trailingSpaces, "").replace(outerLineEnds, "")]
        : out;
      let first = 0;
      let last = chunks.length;
      while (chunks[first] === "\n") first++;
      while (last > first && chunks[last - 1] === "\n") last--;
      for (; first < last; first++) write(chunks[first] ?? "");
      write("\n");
      out = [];
      cell = null;
      links.length = 0;
      top = blockIn(null, Mark.open, 0);
      fresh = true;
      ragged = false;
      taker = 0;
      lastText = given = "";
      lastPiece = null;
    },
  };
}

function blockIn(
  parent: Block | null,
  mark: number,
  before: number,
  first = "",
  further = "",
  next = 1,
  style = "1",
): Block {
  return {
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
  };
}

function needsLines(mark: number): boolean {
  return (
    (mark >= Mark.quote && mark <= Mark.numbers) ||
    mark === Mark.preformatted ||
    mark === Mark.table
  );
}

function readSpan(written: string): number {
  const span = Number(written.trim() || "1");
  return Number.isSafeInteger(span) && span > 0 ? Math.min(span, mostSpanned) : 1;
}
