import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import { reasonWords } from "./reason-words.js";

/** `2026-03-02 08:00 UTC` */
export const moment = (at: Instant): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** What stood in the way, each with the rule that speaks. */
export const why = (reasons: readonly DecisionReason[]): string =>
  reasons
    .filter(({ effect }) => effect === "deny" || effect === "defer")
    .map(({ code, rule }) => {
      const words = reasonWords(code);
      return words === null ? `${code} (${rule})` : `${code} (${words}; ${rule})`;
    })
    .join(", ");
