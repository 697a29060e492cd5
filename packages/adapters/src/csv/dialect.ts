import { type CsvDelimiter, detectDelimiter } from "./delimiter.js";

/** How a file is written, and from where on. */
export interface CsvDialect {
  readonly delimiter: CsvDelimiter;
  /** Before a quote inside quotes: another one, or a backslash as MySQL and MailPoet write. */
  readonly escape: '"' | "\\";
}

/** Marks at the start, once or, where files were put together, several times. */
const marks = /^\ufeff+/;
/** The line by which spreadsheets learn the delimiter. It is no row: they do not show it. */
const announcement = /^"?sep=(.)"?[\t ]*(?:\r\n|\r|\n|$)/i;

/** What comes before the first row: byte order marks and the line `sep=;`. */
export function readPreamble(text: string): {
  readonly length: number;
  readonly delimiter: CsvDelimiter | null;
} {
  const marked = marks.exec(text)?.[0].length ?? 0;
  const [line = "", sign = ""] = announcement.exec(text.slice(marked)) ?? [];
  return { length: marked + line.length, delimiter: isDelimiter(sign) ? sign : null };
}

/** Of the text behind the preamble. */
export function detectDialect(text: string, given: CsvDelimiter | null): CsvDialect {
  const delimiter = given ?? detectDelimiter(text);
  return { delimiter, escape: detectEscape(text, delimiter) };
}

/**
 * A backslash where it stands before a quote that does not end its cell, and no quote is doubled.
 * `C:\\` at a cell's end is a backslash.
 */
function detectEscape(text: string, delimiter: CsvDelimiter): CsvDialect["escape"] {
  const sign = delimiter === "|" ? "\\|" : delimiter;
  const inside = new RegExp(`\\\\"(?!["${sign}\\r\\n]|$)`).test(text);
  const doubled = new RegExp(`[^"${sign}\\r\\n\\\\]""(?!")|""[^"${sign}\\r\\n]`).test(text);
  return inside && !doubled ? "\\" : '"';
}

function isDelimiter(sign: string): sign is CsvDelimiter {
  return sign === "," || sign === ";" || sign === "\t" || sign === "|";
}
