import { DefinitionError } from "../errors/index.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { Verdict } from "../ports/store/outbox.js";
import { nextAllowed } from "../timing/index.js";
import type { BindingPolicy } from "./binding-policy.js";
import type { JudgeContext } from "./judge-context.js";
import { possibleZones } from "./possible-zones.js";

/**
 * The quiet hours that reign now, wherever the contact may be. `null`: none.
 *
 * @throws DefinitionError as `nextAllowed` does
 */
export function shutUntil(
  { quietHours = [] }: BindingPolicy,
  contact: ContactRecord,
  { now, workspaceZone }: Pick<JudgeContext, "now" | "workspaceZone">,
): Verdict | null {
  if (quietHours.length === 0) return null;
  const zones = possibleZones(contact, workspaceZone);
  const code = "QUIET_HOURS";
  const rule = "send policy: quietHours";
  try {
    const until = nextAllowed(quietHours, zones, now);
    if (until <= now) return null;
    return { verdict: "defer", until, reasons: [{ code, effect: "defer", rule, until }] };
  } catch (error) {
    const isNever = error instanceof DefinitionError && error.code === "DEFINITION_ALWAYS_QUIET";
    if (!isNever || zones.length === 1) throw error;
    const never = `${rule}, in one or the other of the ${zones.length} zones the person may be in`;
    return { verdict: "skip", reasons: [{ code, effect: "deny", rule: never }] };
  }
}
