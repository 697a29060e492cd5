import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { WorkflowDefinition } from "./definition.js";
import { readState } from "./enrollment-state.js";
import { nodeAt } from "./graph.js";
import { isWaiting, zoneOf, zoneRuleOf } from "./wait.js";

/**
 * Whether the run waits by a clock that is no longer the contact's: a `contact` input then has the wait reckoned anew.
 * Of the definition's id and version, as for `transition`.
 */
export function zoneChanged(
  definition: WorkflowDefinition,
  enrollment: EnrollmentRecord,
  contact: ContactRecord,
  workspaceZone: string,
): boolean {
  const state = enrollment.status === "active" ? readState(enrollment.state) : null;
  const node = state === null ? undefined : nodeAt(definition.nodes, state.node);
  if (!state?.wait || node === undefined || !isWaiting(node)) return false;
  return state.wait.zone !== zoneOf(zoneRuleOf(node, definition.zone), contact, workspaceZone);
}
