import type { Instant, Milliseconds } from "../instant.js";
import type { ImportReport } from "./import-report.js";

interface Progress {
  /** Rows processed so far. */
  readonly done: number;
  readonly total: number | null;
  /** Rows per second since the start; 0 until the clock has advanced. */
  readonly rate: number;
  readonly remainingMs: Milliseconds | null;
}

/** The progress of an import. The last one, and only the last, is `done` and has the report. */
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
  // The total may come from elsewhere and be wrong, so what is left is never negative.
  const left = total === null ? null : Math.max(0, total - done);
  return {
    done,
    total,
    rate,
    remainingMs: left === null || rate === 0 ? null : Math.round((left * 1000) / rate),
  };
}
