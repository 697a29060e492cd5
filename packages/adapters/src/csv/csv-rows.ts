import type { ImportRow } from "@wellsent/core/import";
import { type FileSource, joined, openBytes, takeFirst } from "../file-text/byte-source.js";
import { type ImportFile, sampledRows } from "../file-text/import-file.js";
import {
  decode,
  detectEncoding,
  replacement,
  type TextEncoding,
} from "../file-text/text-encoding.js";
import { emptyFile } from "../file-text/text-lines.js";
import type { CsvDelimiter } from "./delimiter.js";
import { detectDialect, readPreamble } from "./dialect.js";
import { readHeader } from "./header.js";
import { type RecordReader, recordReader } from "./record-reader.js";

export interface CsvOptions {
  /** Absent: found out from the file's first 256 KiB. */
  readonly encoding?: TextEncoding;
  readonly delimiter?: CsvDelimiter;
  /** Column names of a file without a header row. */
  readonly header?: readonly string[];
  /**
   * Longest record in characters. A quote that is never closed ends here and not in memory.
   * Default: 262,144.
   */
  readonly maxRecordLength?: number;
  readonly signal?: AbortSignal;
}

/** Its header is `email`, `email (2)`, `column 3` where names come twice or are missing. */
export interface CsvFile extends ImportFile {
  readonly delimiter: CsvDelimiter;
  readonly encoding: TextEncoding;
}

/**
 * Reads a CSV file as people have them: any of four delimiters, by what stands in the file or by a
 * line `sep=;`, four encodings with or without a byte order mark, any mixture of line ends, quotes
 * doubled or behind a backslash, ragged rows.
 *
 * @throws InputError `INPUT_FILE_MISSING`, `INPUT_FILE_DIRECTORY`, `INPUT_FILE_UNREADABLE`,
 * `INPUT_FILE_EMPTY`, `INPUT_FILE_NOT_TEXT`, `INPUT_HEADER_MISSING`; and while reading rows
 * `INPUT_RECORD_TOO_LONG`, `INPUT_QUOTE_OPEN`.
 * @example
 * const { header, rows } = await csvRows("contacts.csv");
 * for await (const row of rows) console.log(row);
 */
export async function csvRows(source: FileSource, options: CsvOptions = {}): Promise<CsvFile> {
  const bytes = openBytes(source);
  try {
    return await opened(bytes, options);
  } catch (error) {
    // Nobody gets anything to close.
    await bytes.return();
    throw error;
  }
}

async function opened(
  bytes: AsyncGenerator<Uint8Array, void, undefined>,
  options: CsvOptions,
): Promise<CsvFile> {
  const begun = await takeFirst(bytes);
  const first = Buffer.concat(begun);
  if (first.length === 0) throw emptyFile();
  const encoding = options.encoding ?? detectEncoding(first);
  const text = new TextDecoder(encoding).decode(first, { stream: true });
  const preamble = readPreamble(text);
  const dialect = detectDialect(
    text.slice(preamble.length),
    options.delimiter ?? preamble.delimiter,
  );

  const settings = {
    ...dialect,
    // Any mixture: the first one seen says nothing about the others.
    record_delimiter: ["\r\n", "\n", "\r"],
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: options.maxRecordLength ?? 262_144,
  };
  const input = without(preamble.length, decode(joined(begun, bytes), encoding));
  const records = recordReader(input, settings, options.signal);
  const header = options.header ?? (await records.next())?.record;
  if (header === undefined) throw emptyFile();
  const names = readHeader(header, options.header !== undefined);
  const rows = toRows(records, names);
  const sampled = await sampledRows(rows);
  return { header: names, delimiter: dialect.delimiter, encoding, ...sampled };
}

async function* toRows(
  records: RecordReader,
  names: readonly string[],
): AsyncGenerator<ImportRow, void, undefined> {
  const valuesOf = valuesReader(names);
  try {
    for (;;) {
      // A promise only for each piece of the file.
      const next = records.waiting() ?? (await records.next());
      if (next === null) return;
      const { info, record } = next;
      if (record.every((cell) => cell.trim() === "")) continue;
      const problem = findProblem(record, names);
      yield {
        // As a spreadsheet counts: the header is row 1, blank lines count, line breaks in quotes do
        // not.
        row: info.records + info.empty_lines,
        values: valuesOf(record),
        ...(problem && record.length > names.length && { beyond: record.slice(names.length) }),
        ...(problem && { problem }),
      };
    }
  } finally {
    await records.close();
  }
}

function valuesReader(
  names: readonly string[],
): (record: readonly string[]) => ImportRow["values"] {
  // Assigning to this name would set no member.
  if (names.includes("__proto__"))
    return (record) => Object.fromEntries(names.map((name, index) => [name, record[index] ?? ""]));
  return (record) => {
    const values: Record<string, string> = {};
    for (const [index, name] of names.entries()) values[name] = record[index] ?? "";
    return values;
  };
}

function findProblem(record: readonly string[], names: readonly string[]): ImportRow["problem"] {
  if (record.length < names.length)
    return { code: "ROW_TOO_FEW_FIELDS", detail: `${record.length} of ${names.length}` };
  if (record.slice(names.length).some((cell) => cell.trim() !== "")) {
    return { code: "ROW_TOO_MANY_FIELDS", detail: `${record.length} of ${names.length}` };
  }
  return findDamage(record, names);
}

/** The first cell that is no text. */
export function findDamage(
  record: readonly string[],
  names: readonly string[],
): ImportRow["problem"] {
  const damaged = record.findIndex((cell) => cell.includes(replacement));
  const column = names[damaged];
  if (damaged < 0) return undefined;
  return { code: "ROW_ENCODING", ...(column !== undefined && { column }) };
}

/** The text without its first letters, which may be spread over several pieces. */
async function* without(
  length: number,
  pieces: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  let left = length;
  for await (const piece of pieces) {
    const text = piece.slice(left);
    left = Math.max(0, left - piece.length);
    if (text !== "") yield text;
  }
}
