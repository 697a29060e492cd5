import type { JsonObject } from "../json.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { deliveredAt, holds } from "./condition.js";
import type { BranchCondition } from "./definition.js";
import type { TransitionContext } from "./transition-context.js";

/** Whether one case of a branch is the way to go. */
export function branchHolds(
  where: BranchCondition,
  enrollment: EnrollmentRecord,
  data: JsonObject | null,
  facts: ContactFacts,
  _context: TransitionContext,
): boolean {
  switch (where.op) {
    case "delivery":
      return deliveredAt(where, enrollment.id, facts.messages) !== null;
    case "trigger":
      return holds(where.where, data ?? {});
  }
}
