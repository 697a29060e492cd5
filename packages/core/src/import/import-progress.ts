import type { Instant, Milliseconds } from "../instant.js";
import type { ImportReport } from "./import-report.js";

interface Progress {
  /** Rows dealt with. */
  readonly done: number;
  readonly total: number | null;
  /** Rows a second since the start; 0 until the clock has moved. */
  readonly rate: number;
  readonly remainingMs: Milliseconds | null;
}

/** Where an import is. The last one, and only the last, is `done` and has the report. */
export type ImportProgress<Report = ImportReport> =
  | (Progress & { readonly phase: "reading" | "writing" })
  | (Progress & { readonly phase: "done"; readonly report: Report });

export function importProgress(
  done: number,
  total: number | null,
  startedAt: Instant,
  now: Instant,
): Progress {
  const elapsed = now - startedAt;
  const rate = elapsed > 0 ? (done * 1000) / elapsed : 0;
  // A total from elsewhere may be wrong: never less than nothing is left.
  const left = total === null ? null : Math.max(0, total - done);
  return {
    done,
    total,
    rate,
    remainingMs: left === null || rate === 0 ? null : Math.round((left * 1000) / rate),
  };
}
