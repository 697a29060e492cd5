import { InputError } from "@wellsent/core/errors";
import type { ImportRow } from "@wellsent/core/import";
import { readSheet, SheetNotFoundError } from "read-excel-file/universal";
import { readHeader } from "../csv/header.js";
import { type FileSource, openBytes } from "../file-text/byte-source.js";
import { type ImportFile, sampledRows } from "../file-text/import-file.js";
import { checkSize, defaultLimits, type XlsxLimits } from "./check-size.js";
import { notXlsx } from "./zip-entries.js";

export type { XlsxLimits } from "./check-size.js";

export interface XlsxOptions {
  /** By name, or by number from 1. Default: the first one. */
  readonly sheet?: string | number;
  /** Column names of a sheet without a header row. */
  readonly header?: readonly string[];
  readonly limits?: XlsxLimits;
}

export type XlsxFile = ImportFile;

/**
 * Reads one sheet of a workbook. Cells are text as in the file: numbers with all their digits, days
 * as `2026-03-01`, times as `2026-03-01T08:30`, yes and no as `true` and `false`, formulas as their
 * last result. `row` is the row of the sheet; the first one that is not empty is the header.
 *
 * A workbook can only be read as a whole. One beyond the limits is refused before it is: small
 * files can hold gigabytes. Needs the optional peer `read-excel-file`.
 *
 * @throws InputError `INPUT_FILE_TOO_LARGE`, `INPUT_FILE_NOT_XLSX`, `INPUT_FILE_EMPTY`,
 * `INPUT_SHEET_UNKNOWN`, `INPUT_HEADER_MISSING`, `INPUT_FILE_MISSING`, `INPUT_FILE_DIRECTORY`,
 * `INPUT_FILE_UNREADABLE`
 * @example
 * const { header, sample, rows } = await xlsxRows("contacts.xlsx");
 */
export async function xlsxRows(source: FileSource, options: XlsxOptions = {}): Promise<XlsxFile> {
  const limits = { ...defaultLimits, ...options.limits };
  const file = await readBytes(source, limits.fileSize);
  await checkSize(file, limits);
  const grid = (await readGrid(file, options.sheet ?? 1)).map((cells) => cells.map(cellText));
  const first = grid.findIndex((cells) => cells.some((cell) => cell.trim() !== ""));
  if (first < 0) {
    throw new InputError("INPUT_FILE_EMPTY", "The sheet holds nothing.", {
      remedy: "Name the sheet with the contacts.",
    });
  }
  const given = options.header;
  const header = readHeader(given ?? withoutEnd(grid[first] ?? []), given !== undefined);
  const from = given === undefined ? first + 1 : first;
  const sampled = await sampledRows(toRows(grid, header, from));
  return { header, ...sampled };
}

/** The grid is as wide as its widest row. */
function withoutEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== "") + 1);
}

async function* toRows(
  grid: readonly (readonly string[])[],
  header: readonly string[],
  from: number,
): AsyncGenerator<ImportRow, void, undefined> {
  for (let index = from; index < grid.length; index++) {
    const cells = grid[index] ?? [];
    if (cells.every((cell) => cell.trim() === "")) continue;
    const values = Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""]));
    const beyond = cells.slice(header.length);
    const problem = findProblem(cells, header);
    yield {
      row: index + 1,
      values,
      ...(problem !== undefined && { problem }),
      ...(problem !== undefined && beyond.length > 0 && { beyond }),
    };
  }
}

function findProblem(cells: readonly string[], header: readonly string[]): ImportRow["problem"] {
  if (cells.slice(header.length).some((cell) => cell.trim() !== ""))
    return { code: "ROW_TOO_MANY_FIELDS", detail: `${cells.length} of ${header.length}` };
  const damaged = cells.findIndex((cell) => cell.includes("\ufffd") || !cell.isWellFormed());
  const column = header[damaged];
  if (damaged < 0) return undefined;
  return { code: "ROW_ENCODING", ...(column !== undefined && { column }) };
}

async function readBytes(source: FileSource, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of openBytes(source)) {
    pieces.push(piece.slice());
    length += piece.length;
    // One piece beyond the limit is enough to refuse.
    if (length > most) break;
  }
  const file = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

async function readGrid(
  file: Uint8Array<ArrayBuffer>,
  sheet: string | number,
): Promise<readonly (readonly unknown[])[]> {
  try {
    // As text: an id has more digits than a number keeps.
    return await readSheet(file.buffer, sheet, { trim: false, parseNumber: (text) => text });
  } catch (cause) {
    if (cause instanceof SheetNotFoundError) {
      throw new InputError("INPUT_SHEET_UNKNOWN", "The workbook has no such sheet.", {
        path: "sheet",
        remedy: "Name one of its sheets, or its number from 1.",
      });
    }
    throw notXlsx(cause);
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (!(cell instanceof Date)) return String(cell);
  if (Number.isNaN(cell.getTime())) return "";
  // A time is kept as a fraction of a day, and comes out some microseconds off.
  const text = new Date(Math.round(cell.getTime() / 1_000) * 1_000).toISOString();
  if (text.endsWith("T00:00:00.000Z")) return text.slice(0, 10);
  return text.slice(0, text.endsWith(":00.000Z") ? 16 : 19);
}
