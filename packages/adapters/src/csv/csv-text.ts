export type CsvCell = string | number | boolean | null | undefined;

export interface CsvTextOptions {
  /** Which members, in which order. Absent: those of the first row. */
  readonly columns?: readonly string[];
  readonly delimiter?: "," | ";" | "\t";
}

/**
 * RFC 4180 text with a header row, safe to open in a spreadsheet: a cell that would run as a
 * formula gets an apostrophe in front (OWASP, CSV injection). Numbers, also signed ones, stay as
 * they are.
 */
export function csvText(
  rows: Iterable<Readonly<Record<string, CsvCell>>>,
  options: CsvTextOptions = {},
): string {
  const line = csvLine(options.delimiter ?? ",");
  const lines: string[] = [];
  let columns = options.columns;
  for (const row of rows) {
    if (columns === undefined) columns = Object.keys(row);
    if (lines.length === 0) lines.push(line(columns));
    lines.push(line(columns.map((column) => row[column])));
  }
  if (lines.length === 0 && columns !== undefined) lines.push(line(columns));
  return lines.join("");
}

/** Writes one line. */
export function csvLine(delimiter: "," | ";" | "\t"): (cells: readonly CsvCell[]) => string {
  const needsQuotes = new RegExp(`["\\r\\n${delimiter}]|^\\s|\\s$`);
  return (cells) => {
    const texts = cells.map((cell) => {
      const text = neutralized(cell);
      return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    });
    return `${texts.join(delimiter)}\r\n`;
  };
}

/** Text that already has apostrophes in front of a formula gets one more, so that it comes back. */
function neutralized(cell: CsvCell): string {
  const text = String(cell ?? "");
  return /^'*[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? `'${text}` : text;
}

/** The text that was written: without the apostrophe in front of a formula. */
export function withoutApostrophe(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
