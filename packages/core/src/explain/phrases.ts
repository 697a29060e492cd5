import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import { reasonWords } from "./reason-words.js";

/** `2026-03-02 08:00 UTC` */
export function moment(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What stood in the way, each with the rule that speaks. */
export function why(reasons: readonly DecisionReason[]): string {
  return reasons
    .filter(({ effect }) => effect === "deny" || effect === "defer")
    .map(({ code, rule }) => {
      const words = reasonWords(code);
      return words === null ? `${code} (${rule})` : `${code} (${words}; ${rule})`;
    })
    .join(", ");
}
