import type { ColumnFormat } from "./column-format.js";
import type { ImportQuestion } from "./import-questions.js";
import type { ReadRow } from "./read-batch.js";
import type { RowNote, RowOutcome, RowResult } from "./row-result.js";

export interface ReasonCount {
  readonly outcome: RowOutcome;
  readonly code: string;
  readonly count: number;
  /** The first few rows it happened to. */
  readonly examples: readonly ({ readonly row: number } & Omit<RowNote, "code">)[];
}

/**
 * What the accepted and merged rows bring of a permission: one that lacks any of the three may not
 * be mailed where consent is asked for. What the law of a place makes of them is decided later.
 */
export interface PermissionCounts {
  /** Rows that say their person is subscribed. */
  readonly claims: number;
  /** Those of them that bring evidence. `null`: the host has not said which do. */
  readonly evidence: number | null;
  /** Rows with a jurisdiction, of their own or by default. */
  readonly places: number;
  /** Rows with all three. `null`: as `evidence`. */
  readonly complete: number | null;
}

export interface PermissionCounter {
  /** Gives what is to be flagged: evidence that is not accepted. */
  add(result: RowResult, row: ReadRow): readonly RowNote[];
  counts(): PermissionCounts;
}

/**
 * What an import did or would do. `accepted + merged + refused + restricted = read`: no row is
 * unaccounted for.
 */
export interface ImportReport {
  readonly read: number;
  readonly accepted: number;
  readonly merged: number;
  readonly refused: number;
  readonly restricted: number;
  /** What the accepted and merged rows bring of a permission. */
  readonly permission: PermissionCounts;
  /**
   * Every row that is not simply accepted, by reason, the most frequent first within an outcome.
   */
  readonly byReason: readonly ReasonCount[];
  /**
   * What to look at among rows that were taken. One row may have several; `outcome` is the row's.
   */
  readonly flags: readonly Omit<ReasonCount, "outcome">[];
  /** What a person should decide about columns; until then the import restricts, or leaves out. */
  readonly questions: readonly ImportQuestion[];
  /** How columns were read that are not plain text. */
  readonly formats: readonly { readonly column: string; readonly format: ColumnFormat }[];
  /**
   * Columns that may hold the record of how people agreed, by their names, and in how many rows
   * they are filled. They are evidence once the host says so.
   */
  readonly possibleEvidence: readonly { readonly column: string; readonly count: number }[];
}

const examplesKept = 3;
const order: readonly RowOutcome[] = ["refused", "restricted", "merged", "accepted"];

interface Bucket {
  readonly outcome: RowOutcome;
  readonly code: string;
  readonly examples: ReasonCount["examples"][number][];
  count: number;
}

/** Adds rows up, keeping a few examples and nothing else. */
export function importTally(permission: PermissionCounter): {
  /** Results of rows, in the rows' order. */
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
