import type { ImportConsent, ImportOptions } from "./import-options.js";
import type { ReadRow } from "./read-batch.js";
import type { RowNote, RowResult } from "./row-result.js";

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

export function permissionCounter(
  evidenceOf: ImportConsent["evidence"],
  defaults: ImportOptions["defaults"],
): PermissionCounter {
  let [claims, evidence, places, complete] = [0, 0, 0, 0];
  return {
    add({ outcome }, row) {
      if (!("draft" in row) || (outcome !== "accepted" && outcome !== "merged")) return [];
      const { claimed, jurisdiction } = row.draft;
      // A contact that the store has keeps what it has: defaults are for new ones.
      const isNew = outcome === "accepted" || row.duplicateOf !== null;
      const placed = jurisdiction !== null || (isNew && defaults?.jurisdiction !== undefined);
      const brought = claimed ? (evidenceOf?.(row.row) ?? "none") : "none";
      if (placed) places++;
      if (claimed) claims++;
      if (brought === "given") {
        evidence++;
        if (placed) complete++;
      }
      return typeof brought === "string" ? [] : [brought];
    },
    counts: () => ({
      ...{ claims, places },
      evidence: evidenceOf === undefined ? null : evidence,
      complete: evidenceOf === undefined ? null : complete,
    }),
  };
}
