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
  const delimiter = options.delimiter ?? ",";
  const needsQuotes = new RegExp(`["\\r\\n${delimiter}]|^\\s|\\s$`);
  const lines: string[] = [];
  let columns = options.columns;
  const line = (cells: readonly CsvCell[]): void => {
    const texts = cells.map((cell) => {
      const text = neutralized(cell);
      return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    });
    lines.push(`${texts.join(delimiter)}\r\n`);
  };
  for (const row of rows) {
    if (columns === undefined) columns = Object.keys(row);
    if (lines.length === 0) line(columns);
    line(columns.map((column) => row[column]));
  }
  if (lines.length === 0 && columns !== undefined) line(columns);
  return lines.join("");
}

function neutralized(cell: CsvCell): string {
  const text = String(cell ?? "");
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? `'${text}` : text;
}
