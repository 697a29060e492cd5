/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV
 * injection); reading takes it off.
 */
const formula = /^'*[=+\-@\t\r]/;

function cell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * RFC 4180 with comma and CRLF. `csvText` in the adapters package cannot be used here, because
 * adapters depend on this package, and it leaves signed numbers without the apostrophe that
 * {@link readCsv} removes.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function plain(value: string): string {
  return value.startsWith("'") && formula.test(value.slice(1)) ? value.slice(1) : value;
}

export interface CsvRecord {
  /** Of the line it begins on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads RFC 4180, LF allowed. Null where a quote is never closed or stands inside an unquoted cell.
 */
export function readCsv(text: string): readonly CsvRecord[] | null {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let startedOn = 1;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let value = "";
    if (text[at] === '"') {
      at++;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return null;
        value += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        value += '"';
        at++;
      }
      line += value.split("\n").length - 1;
    } else {
      const end = text.slice(at).search(/[,\r\n]/);
      value = end < 0 ? text.slice(at) : text.slice(at, at + end);
      if (value.includes('"')) return null;
      at += value.length;
    }
    cells.push(plain(value));
    if (text[at] === ",") {
      at++;
      if (at < text.length) continue;
      cells.push("");
    }
    const crlf = text.startsWith("\r\n", at);
    if (at < text.length && !crlf && text[at] !== "\n") return null;
    at += crlf ? 2 : 1;
    line++;
    if (cells.length > 1 || cells[0] !== "") records.push({ line: startedOn, cells });
    cells = [];
    startedOn = line;
  }
  return records;
}
