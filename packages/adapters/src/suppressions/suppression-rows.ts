import type { ImportMapping, ImportRow } from "@wellsent/core/import";
import type { FileSource } from "../file-text/byte-source.js";
import { type TextLinesOptions, textLines } from "../file-text/text-lines.js";

export interface SuppressionFile {
  readonly rows: AsyncIterable<ImportRow>;
  /** What the two columns of `rows` are. */
  readonly mapping: ImportMapping;
}

/** Stands where bytes were no text. */
const replacement = "\ufffd";

/**
 * Reads a list with one address or number on each line, as providers export what they suppress. A
 * line with an @ is an address. Blank lines and lines that begin with `#` are left out. Import it
 * with `only: "denials"`. A list with columns is read with `csvRows`.
 *
 * @throws as {@link textLines}, while rows are read
 * @example
 * const { rows, mapping } = suppressionRows("blocked.txt");
 * for await (const step of acme.import(rows, { importId: "blocked-1", mapping, only: "denials" }))
 *   if (step.phase === "done") console.log(step.report.restricted);
 */
export function suppressionRows(
  source: FileSource,
  options: TextLinesOptions = {},
): SuppressionFile {
  const chosen = { confidence: 1, reason: "chosen" } as const;
  return {
    rows: readRows(source, options),
    mapping: [
      { column: "address", target: "email", ...chosen },
      { column: "number", target: "phone", ...chosen },
    ],
  };
}

async function* readRows(
  source: FileSource,
  options: TextLinesOptions,
): AsyncGenerator<ImportRow, void, undefined> {
  for await (const { line, text } of textLines(source, options)) {
    const entry = text.trim().replace(/^"(.*)"$/, "$1");
    if (entry === "" || entry.startsWith("#")) continue;
    const column = entry.includes("@") ? "address" : "number";
    const problem = entry.includes(replacement) ? { code: "ROW_ENCODING", column } : undefined;
    yield { row: line, values: { [column]: entry }, ...(problem !== undefined && { problem }) };
  }
}
