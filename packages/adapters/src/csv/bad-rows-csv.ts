import type { BadRow, ImportRow } from "@wellsent/core/import";
import type { FileSource } from "../file-text/byte-source.js";
import { type CsvFile, type CsvOptions, csvRows, findDamage } from "./csv-rows.js";
import { csvLine, withoutApostrophe } from "./csv-text.js";

/** In front of a row's own cells. `beyond` holds surplus cells as JSON. */
const added = {
  row: "import row",
  column: "import field",
  code: "import code",
  detail: "import detail",
  value: "import value",
  beyond: "import beyond",
} as const;

/** A CSV file of bad rows, written line by line. */
export interface BadRowsCsv {
  /** The header, with a byte order mark for spreadsheets and a line end. */
  readonly head: string;
  /** A row, with a line end. */
  readonly line: (bad: BadRow) => string;
}

/**
 * The rows that an import refused as a file to mend: what is wrong (row, field, code, value), and
 * the cells of the row below their own columns. Safe to open in a spreadsheet, as with `csvText`.
 * Read it again with {@link mendedRows}. It holds personal data.
 *
 * @example
 * const bad = badRowsCsv(header);
 * const file = createWriteStream("bad.csv");
 * file.write(bad.head);
 * const onBadRow = (row: BadRow) => void file.write(bad.line(row));
 */
export function badRowsCsv(
  header: readonly string[],
  { delimiter = "," }: { readonly delimiter?: "," | ";" | "\t" } = {},
): BadRowsCsv {
  const line = csvLine(delimiter);
  return {
    head: `\ufeff${line([...Object.values(added), ...header])}`,
    line: ({ row, column, code, detail, value, values, beyond }) =>
      line(
        [
          ...[String(row), column ?? "", code, detail ?? "", value],
          beyond === undefined ? "" : JSON.stringify(beyond),
          ...header.map((name) => values[name] ?? ""),
        ].map(readable),
      ),
  };
}

/** A text file holds no zeros and no half characters. They stay marked as damaged. */
function readable(cell: string): string {
  return cell.replaceAll("\0", "\ufffd").toWellFormed();
}

/**
 * Reads a file of {@link badRowsCsv} that somebody has mended: the rows under their own columns, and
 * each cell as it was before the file was made safe for spreadsheets.
 *
 * @throws as `csvRows`
 * @example
 * const { header, rows } = await mendedRows("bad.csv");
 */
export async function mendedRows(source: FileSource, options: CsvOptions = {}): Promise<CsvFile> {
  const file = await csvRows(source, options);
  const ours: ReadonlySet<string> = new Set(Object.values(added));
  const own = file.header.filter((column) => !ours.has(column));
  const bare = (given: ImportRow): ImportRow => {
    const { problem, ...row } = given;
    const values = Object.fromEntries(
      own.map((column) => [column, withoutApostrophe(row.values[column] ?? "")]),
    );
    // What the file says of a damaged cell is damaged too, and nobody has to mend that.
    const left =
      problem?.code === "ROW_ENCODING" ? findDamage(Object.values(values), own) : problem;
    return { ...row, values, ...(left !== undefined && { problem: left }) };
  };
  return {
    ...file,
    header: own,
    sample: file.sample.map(bare),
    rows: (async function* () {
      for await (const row of file.rows) yield bare(row);
    })(),
  };
}
