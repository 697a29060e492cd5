import { InputError } from "@wellsent/core/errors";
import type { ImportRow } from "@wellsent/core/import";
import type { FileSource } from "../file-text/byte-source.js";
import { columnsOf, type ImportFile, sampledRows } from "../file-text/import-file.js";
import {
  longestLine,
  type TextLine,
  type TextLinesOptions,
  textLines,
} from "../file-text/text-lines.js";
import { cardCells } from "./card-cells.js";
import { type CardProperty, isQuotedPrintable, readProperty } from "./content-line.js";

export interface VCardOptions extends TextLinesOptions {
  /** Longest card in characters, without pictures and sounds. Default: 262,144. */
  readonly maxCardLength?: number;
}

/** Never read, however long. */
const skipped = /^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]/i;
/** Properties of a card. Address books write some dozens. */
const mostProperties = 1_000;

/**
 * Reads vCards of the versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350): one row a card, with folded
 * lines, quoted-printable and escapes read. Columns are `name`, `first name`, `last name`, `email`,
 * `phone`, `company`, `street`, `city`, `country`, `birthday`, `categories` and so on; the preferred
 * address is `email`, others are `email (2)`. Pictures are skipped.
 *
 * `row` is the line on which the card begins. A card that does not end before the next one begins is
 * a row with the problem `CARD_OPEN`. `header` has the columns of the first 100 cards.
 *
 * @throws as {@link textLines}; InputError `INPUT_FILE_NOT_VCARD` where text stands outside of cards
 * @example
 * const { header, sample, rows } = await vCardRows("contacts.vcf");
 */
export async function vCardRows(
  source: FileSource,
  options: VCardOptions = {},
): Promise<ImportFile> {
  const file = await sampledRows(readCards(source, options));
  return { header: columnsOf(file.sample), ...file };
}

async function* readCards(
  source: FileSource,
  options: VCardOptions,
): AsyncGenerator<ImportRow, void, undefined> {
  const { maxCardLength = longestLine } = options;
  let begun: number | null = null;
  let length = 0;
  let properties: CardProperty[] = [];
  for await (const { line, text } of unfolded(textLines(source, options), maxCardLength)) {
    const word = text.trim().toUpperCase();
    if (word === "BEGIN:VCARD") {
      if (begun !== null) yield cardRow(begun, properties, { code: "CARD_OPEN" });
      [begun, length, properties] = [line, 0, []];
      continue;
    }
    if (begun === null) {
      if (word === "") continue;
      throw new InputError("INPUT_FILE_NOT_VCARD", "Text stands outside of a card.", {
        path: `line ${line}`,
        remedy: "Pass a file of vCards: each begins with BEGIN:VCARD and ends with END:VCARD.",
      });
    }
    if (word === "END:VCARD") {
      yield cardRow(begun, properties);
      begun = null;
      continue;
    }
    length += text.length;
    if (length > maxCardLength || properties.length > mostProperties) throw tooLong(begun);
    const property = readProperty(text);
    if (property !== null) properties.push(property);
  }
  if (begun !== null) yield cardRow(begun, properties, { code: "CARD_OPEN" });
}

function cardRow(
  row: number,
  properties: readonly CardProperty[],
  problem?: ImportRow["problem"],
): ImportRow {
  const cells = cardCells(properties);
  const values = Object.fromEntries(cells);
  const [damaged] = [...cells].find(([, cell]) => cell.includes("\ufffd")) ?? [];
  const encoding = damaged === undefined ? undefined : { code: "ROW_ENCODING", column: damaged };
  const fault = problem ?? encoding;
  return { row, values, ...(fault !== undefined && { problem: fault }) };
}

/** A line that may go on in the next one. */
interface HeldLine {
  readonly line: number;
  readonly parts: string[];
  length: number;
  /** Of a picture: it goes on, and is not kept. */
  readonly skip: boolean;
  readonly quotedPrintable: boolean;
}

/**
 * Joins lines that were folded: one that begins with a space or tab goes on with the line before,
 * and so does one behind a `=` at the end of quoted-printable.
 */
async function* unfolded(
  lines: AsyncIterable<TextLine>,
  most: number,
): AsyncGenerator<TextLine, void, undefined> {
  let held: HeldLine | null = null;
  let soft = false;
  for await (const { line, text } of lines) {
    if (held !== null && (soft || /^[ \t]/.test(text))) {
      const more: string = soft ? text : text.slice(1);
      soft = held.quotedPrintable && more.endsWith("=");
      if (held.skip) continue;
      held.length += more.length;
      if (held.length > most) throw tooLong(held.line);
      held.parts.push(soft ? more.slice(0, -1) : more);
      continue;
    }
    if (held !== null && !held.skip) yield { line: held.line, text: held.parts.join("") };
    const property = readProperty(text);
    const quotedPrintable = property !== null && isQuotedPrintable(property);
    soft = quotedPrintable && text.endsWith("=");
    const parts = [soft ? text.slice(0, -1) : text];
    held = { line, parts, length: text.length, skip: skipped.test(text), quotedPrintable };
  }
  if (held !== null && !held.skip) yield { line: held.line, text: held.parts.join("") };
}

function tooLong(line: number): InputError {
  return new InputError("INPUT_RECORD_TOO_LONG", "A card is longer than the limit.", {
    path: `line ${line}`,
    remedy: "Look whether cards end with END:VCARD, or raise maxCardLength.",
  });
}
