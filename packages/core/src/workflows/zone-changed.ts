import type { ContactRecord } from "../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import { readState } from "./enrollment-state.js";
import { waitZone } from "./wait.js";

/**
 * Whether the run waits by a clock that is no longer the contact's: a `contact` input then has the
 * wait reckoned anew. Needs no definition, so that it serves runs of every version.
 */
export function zoneChanged(
  enrollment: EnrollmentRecord,
  contact: ContactRecord,
  workspaceZone: string,
): boolean {
  const wait = enrollment.status === "active" ? readState(enrollment.state)?.wait : null;
  if (!wait) return false;
  return wait.zone !== waitZone(wait.rule, contact, workspaceZone);
}
