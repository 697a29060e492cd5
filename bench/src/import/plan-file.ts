import { csvRows } from "@wellsent/adapters/csv";
import { systemClock } from "@wellsent/adapters/in-process";
import { dryRunImport, type ImportReport, inferMapping } from "@wellsent/core/import";
import { schema } from "../engine/shop.ts";

/** Parses, maps, validates and matches the rows of a file among themselves. */
export async function planFile(file: string): Promise<ImportReport> {
  const { header, sample, rows } = await csvRows(file);
  const mapping = inferMapping({ header, sample, schema });
  for await (const step of dryRunImport({ rows, mapping, schema, clock: systemClock() }))
    if (step.phase === "done") return step.report;
  throw new Error("The file has no end.");
}
