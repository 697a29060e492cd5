import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { InputError } from "@wellsent/core/errors";
import { notXlsx, type ZipEntry, zipEntries } from "./zip-entries.js";

/** What a workbook may hold. Its reader keeps all of it in memory. */
export interface XlsxLimits {
  /** Bytes of the file. Default: 32 MiB. */
  readonly fileSize?: number;
  /** Bytes of all its parts, inflated. Default: 256 MiB. */
  readonly inflatedSize?: number;
  /** Default: 200,000. */
  readonly rows?: number;
  /** Default: 1,000. */
  readonly columns?: number;
  /** Rows times columns, empty cells included. Default: 5,000,000. */
  readonly cells?: number;
  /** Texts that cells share. Default: 1,000,000. */
  readonly sharedStrings?: number;
}

export const defaultLimits: Required<XlsxLimits> = {
  fileSize: 32 * 2 ** 20,
  inflatedSize: 256 * 2 ** 20,
  rows: 200_000,
  columns: 1_000,
  cells: 5_000_000,
  sharedStrings: 1_000_000,
};

const inflate = promisify(inflateRaw);

/**
 * Refuses a workbook that would need too much memory, before anything of it is kept: by the sizes
 * that its directory declares, by the sizes that its parts really have, and by the places of its
 * cells. One cell in the last row and column makes a reader lay out all cells before it.
 *
 * @throws InputError `INPUT_FILE_TOO_LARGE`, `INPUT_FILE_NOT_XLSX`
 */
export async function checkSize(file: Uint8Array, limits: Required<XlsxLimits>): Promise<void> {
  if (file.length > limits.fileSize) throw tooLarge("fileSize");
  const entries = zipEntries(file);
  let declared = 0;
  for (const { inflatedSize } of entries) declared += inflatedSize;
  if (declared > limits.inflatedSize) throw tooLarge("inflatedSize");
  for (const entry of entries) {
    const bytes = await inflated(entry);
    if (/^xl\/worksheets\/[^/]*\.xml$/i.test(entry.name)) checkCells(bytes, limits);
    if (/sharedStrings\.xml$/i.test(entry.name)) checkStrings(bytes, limits.sharedStrings);
  }
}

/** Never more than the directory declares, whatever the bytes would become. */
async function inflated({ method, bytes, inflatedSize }: ZipEntry): Promise<Uint8Array> {
  if (method === 0) {
    if (bytes.length !== inflatedSize) throw notXlsx();
    return bytes;
  }
  let result: Uint8Array;
  try {
    result = await inflate(bytes, { maxOutputLength: Math.max(1, inflatedSize) });
  } catch (cause) {
    throw cause instanceof RangeError ? tooLarge("inflatedSize") : notXlsx(cause);
  }
  if (result.length !== inflatedSize) throw notXlsx();
  return result;
}

function checkCells(bytes: Uint8Array, { rows, columns, cells }: Required<XlsxLimits>): void {
  let [lastRow, lastColumn] = [0, 0];
  for (const text of pieces(bytes)) {
    for (const [, column = "", row = "", ownRow] of text.matchAll(reference)) {
      lastRow = Math.max(lastRow, Number(ownRow ?? row));
      if (column.length > 3) throw tooLarge("columns");
      lastColumn = Math.max(lastColumn, columnNumber(column));
    }
  }
  if (lastRow > rows) throw tooLarge("rows");
  if (lastColumn > columns) throw tooLarge("columns");
  if (lastRow * lastColumn > cells) throw tooLarge("cells");
}

/** The place of a cell, `r="AB12"`, or of a row, `r="12"`. */
const reference = /\br\s*=\s*["'](?:([A-Za-z]+)(\d+)|(\d+))["']/g;

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters.toUpperCase()) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

function checkStrings(bytes: Uint8Array, most: number): void {
  let count = 0;
  for (const text of pieces(bytes)) count += text.match(/<(?:\w+:)?si\b/g)?.length ?? 0;
  if (count > most) throw tooLarge("sharedStrings");
}

/** Pieces that end behind a tag, so that nothing sought is cut. */
function* pieces(bytes: Uint8Array): Generator<string, void, undefined> {
  const decoder = new TextDecoder("latin1");
  for (let at = 0; at < bytes.length; ) {
    const end = at + pieceSize >= bytes.length ? -1 : bytes.indexOf(closing, at + pieceSize);
    const next = end < 0 ? bytes.length : end + 1;
    yield decoder.decode(bytes.subarray(at, next));
    at = next;
  }
}

const pieceSize = 2 ** 20;
const closing = 0x3e;

function tooLarge(limit: keyof XlsxLimits): InputError {
  return new InputError("INPUT_FILE_TOO_LARGE", "The workbook holds more than the limit.", {
    path: `limits.${limit}`,
    remedy: "Export it as CSV, which is read row by row, or raise the limit.",
  });
}
