import type { ImportRow } from "@wellsent/core/import";
import type { FileSource } from "../file-text/byte-source.js";
import { columnsOf, type ImportFile, sampledRows } from "../file-text/import-file.js";
import { type TextLinesOptions, textLines } from "../file-text/text-lines.js";

export interface JsonLinesOptions extends TextLinesOptions {
  /** Most columns of a row. Default: 1,000. */
  readonly maxColumns?: number;
}

/** Objects within objects become columns such as `address.city`, down to here. */
const deepest = 4;

/**
 * Reads JSON Lines: one object a line. Members are columns, members of nested objects too
 * (`address.city`), and lists are cells of JSON, which the format `list` with the separator `json`
 * reads. `null` is an empty cell; a member that a row does not have is no cell at all.
 *
 * A line that is no object is a row with the problem `ROW_NOT_JSON`. `ROW_NUMBER_INEXACT`: a number
 * has more digits than JSON readers keep, as ids have: write it as text. `header` has the columns of
 * the first 100 rows.
 *
 * @throws as {@link textLines}: at once for the first 100 rows, and else while rows are read
 * @example
 * const { header, sample, rows } = await jsonLinesRows("contacts.jsonl");
 */
export async function jsonLinesRows(
  source: FileSource,
  options: JsonLinesOptions = {},
): Promise<ImportFile> {
  const file = await sampledRows(readRows(source, options));
  return { header: columnsOf(file.sample), ...file };
}

async function* readRows(
  source: FileSource,
  options: JsonLinesOptions,
): AsyncGenerator<ImportRow, void, undefined> {
  const { maxColumns = 1_000 } = options;
  for await (const { line: row, text } of textLines(source, options)) {
    if (text.trim() === "") continue;
    const object = readObject(text);
    // The line as a surplus cell: what is wrong with it can be seen in the file of bad rows.
    if (object === null) yield damaged(row, { code: "ROW_NOT_JSON" }, text);
    else {
      const cells = new Map<string, string>();
      const problem = addCells(object, "", 1, cells, maxColumns);
      if (problem?.code === "ROW_TOO_MANY_FIELDS") yield damaged(row, problem, text);
      else {
        const values = Object.fromEntries(cells);
        yield { row, values, ...(problem !== undefined && { problem }) };
      }
    }
  }
}

function damaged(row: number, problem: ImportRow["problem"] & object, text: string): ImportRow {
  return { row, values: {}, beyond: [text], problem };
}

function readObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function addCells(
  object: object,
  prefix: string,
  depth: number,
  cells: Map<string, string>,
  most: number,
): ImportRow["problem"] {
  let problem: ImportRow["problem"];
  const members: readonly (readonly [string, unknown])[] = Object.entries(object);
  for (const [name, value] of members) {
    const column = columnName(prefix, name, cells);
    if (cells.size >= most) return { code: "ROW_TOO_MANY_FIELDS", detail: `more than ${most}` };
    if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < deepest) {
      const within = addCells(value, `${prefix}${name}.`, depth + 1, cells, most);
      if (within?.code === "ROW_TOO_MANY_FIELDS") return within;
      problem ??= within;
      continue;
    }
    const cell = cellOf(value);
    cells.set(column, cell);
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      problem ??= { code: "ROW_NUMBER_INEXACT", column };
    if (!cell.isWellFormed() || cell.includes("\ufffd"))
      problem ??= { code: "ROW_ENCODING", column };
  }
  return problem;
}

/** `address.city` may be a member's own name as well. */
function columnName(prefix: string, name: string, taken: ReadonlyMap<string, string>): string {
  const plain = `${prefix}${name}`.replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, " ").trim() || "column";
  let column = plain;
  for (let count = 2; taken.has(column); count++) column = `${plain} (${count})`;
  return column;
}

function cellOf(value: unknown): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
