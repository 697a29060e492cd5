import type { ImportReport, PermissionCounts, ReasonCount } from "./import-report.js";
import type { ReadRow } from "./read-batch.js";
import type { RowNote, RowOutcome, RowResult } from "./row-result.js";

export interface PermissionCounter {
  /** Returns notes to flag, such as evidence that is not accepted. */
  add(result: RowResult, row: ReadRow): readonly RowNote[];
  counts(): PermissionCounts;
}

const examplesKept = 3;
const order: readonly RowOutcome[] = ["refused", "restricted", "merged", "accepted"];

interface Bucket {
  readonly outcome: RowOutcome;
  readonly code: string;
  readonly examples: ReasonCount["examples"][number][];
  count: number;
}

/** Counts rows and keeps a few examples, so memory use does not grow with the file. */
export function importTally(permission: PermissionCounter): {
  /** Adds the results of rows, in the order of the rows. */
  add(results: readonly RowResult[], rows: readonly ReadRow[]): void;
  report(seen: Pick<ImportReport, "questions" | "formats" | "possibleEvidence">): ImportReport;
} {
  const outcomes: Record<RowOutcome, number> = {
    accepted: 0,
    merged: 0,
    refused: 0,
    restricted: 0,
  };
  const reasons = new Map<string, Bucket>();
  const flags = new Map<string, Bucket>();
  const count = (
    buckets: Map<string, Bucket>,
    { row, outcome }: RowResult,
    note: RowNote,
    name: string,
  ): void => {
    const { code, ...place } = note;
    const bucket = buckets.get(name) ?? { outcome, code, examples: [], count: 0 };
    bucket.count++;
    if (bucket.examples.length < examplesKept) bucket.examples.push({ row, ...place });
    buckets.set(name, bucket);
  };
  return {
    add(results, rows) {
      for (const [index, result] of results.entries()) {
        const row = rows[index];
        const doubtful = row === undefined ? [] : permission.add(result, row);
        outcomes[result.outcome]++;
        if (result.reason !== null)
          count(reasons, result, result.reason, `${result.outcome} ${result.reason.code}`);
        if (result.outcome === "refused") continue;
        for (const flag of [...result.flags, ...doubtful]) count(flags, result, flag, flag.code);
      }
    },
    report(seen) {
      const sorted = [...reasons.values()].sort(
        (a, b) =>
          order.indexOf(a.outcome) - order.indexOf(b.outcome) ||
          b.count - a.count ||
          (a.code < b.code ? -1 : 1),
      );
      return {
        read: outcomes.accepted + outcomes.merged + outcomes.refused + outcomes.restricted,
        ...outcomes,
        permission: permission.counts(),
        byReason: sorted.map((bucket) => ({ ...bucket, examples: [...bucket.examples] })),
        flags: [...flags.values()]
          .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
          .map(({ code, count: times, examples }) => ({
            code,
            count: times,
            examples: [...examples],
          })),
        ...seen,
      };
    },
  };
}
