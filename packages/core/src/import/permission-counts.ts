import type { ImportConsent, ImportOptions } from "./import-options.js";
import type { PermissionCounter } from "./import-tally.js";

export function permissionCounter(
  findEvidence: ImportConsent["evidence"],
  defaults: ImportOptions["defaults"],
): PermissionCounter {
  let [claims, evidence, places, complete] = [0, 0, 0, 0];
  return {
    add({ outcome }, row) {
      if (!("draft" in row) || (outcome !== "accepted" && outcome !== "merged")) return [];
      const { claimed, jurisdiction } = row.draft;
      // A contact in the store keeps its values; defaults apply to new contacts only.
      const isNew = outcome === "accepted" || row.duplicateOf !== null;
      const placed = jurisdiction !== null || (isNew && defaults?.jurisdiction !== undefined);
      const brought = claimed ? (findEvidence?.(row.row) ?? "none") : "none";
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
      evidence: findEvidence === undefined ? null : evidence,
      complete: findEvidence === undefined ? null : complete,
    }),
  };
}
