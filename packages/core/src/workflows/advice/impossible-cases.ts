import type { Report } from "../check-parts.js";
import type { BranchNode } from "../definition.js";
import { type Knowledge, narrow } from "./narrow.js";

const nobodyYet: readonly Knowledge[] = [new Map()];
/** Beyond this many ways to come past the cases before, no case is judged any more. */
const most = 512;

/**
 * Reports cases that no contact can take: those whose condition contradicts itself, or holds only
 * where an earlier case does. Only what is certain, whatever the contact's data.
 */
export function checkImpossible({ cases }: BranchNode, path: string, report: Report): void {
  let past: readonly Knowledge[] = nobodyYet;
  for (const [index, { where }] of cases.entries()) {
    if (narrow(past, where, "met").length === 0) {
      const alone = narrow(nobodyYet, where, "met").length === 0;
      report(
        "IMPOSSIBLE",
        `${path}.cases[${index}].where`,
        alone
          ? "No contact can meet this condition: it contradicts itself."
          : "No contact comes here: whoever meets this condition takes a case before it.",
      );
    }
    // Nobody asks who comes past the last case.
    if (index === cases.length - 1) return;
    past = narrow(past, where, "notMet");
    // Nobody is left, or too many kinds of people to follow.
    if (past.length === 0 || past.length > most) past = past.length === 0 ? [] : nobodyYet;
  }
}
