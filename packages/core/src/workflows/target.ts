import type { ContactPointId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Channel, Decision, DecisionReason } from "../ports/consent-gate.js";
import type { ContactPointRecord, ContactRecord } from "../ports/store/contact-record.js";

/** The contact point that a message goes to, and the decision about it. */
export interface Target {
  /** `null`: the contact has no point on the channel. */
  readonly contactPoint: ContactPointId | null;
  /**
   * If sending is refused, the reasons are those of all points, and `retryAt` is set only if
   * nothing but time prevents it.
   */
  readonly decision: Decision;
}

/**
 * Asks about every point of the channel that is for the purpose, in order of rank. Chooses the
 * first that is allowed; otherwise the one that will be allowed soonest; otherwise none, with all
 * reasons. `purpose: null`: the point was chosen by somebody who knows.
 */
export function chooseTarget(
  contact: Pick<ContactRecord, "points">,
  { channel, purpose }: { readonly channel: Channel; readonly purpose: string | null },
  now: Instant,
  decide: (point: ContactPointId) => Decision,
): Target {
  let refused: readonly Target[] = nobody;
  let held: { readonly target: Target; readonly retryAt: Instant } | null = null;
  let others = false;
  for (const point of contact.points) {
    if (point.channel !== channel) continue;
    if (purpose !== null && !isFor(point, purpose)) {
      others = true;
      continue;
    }
    const decision = decide(point.id);
    const target = { contactPoint: point.id, decision };
    if (decision.allowed) return target;
    refused = [...refused, target];
    const retryAt = heldUntil(decision, now);
    if (retryAt !== null && (held === null || retryAt < held.retryAt)) held = { target, retryAt };
  }
  const [first] = refused;
  if (first === undefined) return others ? forOthers : unreachable;
  // Most contacts have one point on a channel: there is nothing to gather.
  if (refused.length === 1 && first.decision.retryAt === undefined) return first;
  const reasons = refused.flatMap(({ decision }) => decision.reasons);
  if (held !== null) {
    const { target, retryAt } = held;
    return { ...target, decision: { ...target.decision, reasons, retryAt } };
  }
  const { retryAt, ...decision } = first.decision;
  return { contactPoint: first.contactPoint, decision: { ...decision, reasons } };
}

/** Whether a point is written to for a purpose: one that it names, or one below it. */
function isFor({ purposes }: ContactPointRecord, purpose: string): boolean {
  return (
    purposes === undefined ||
    purposes.some((outer) => outer === purpose || purpose.startsWith(`${outer}.`))
  );
}

/** Most contacts are allowed at once. */
const nobody: readonly Target[] = [];

/** When to ask again; `null` if sending is allowed, or if waiting alone does not help. */
export function heldUntil({ allowed, reasons, retryAt }: Decision, now: Instant): Instant | null {
  return !allowed && retryAt !== undefined && retryAt > now && !reasons.some(isDenial)
    ? retryAt
    : null;
}

function isDenial({ effect }: DecisionReason): boolean {
  return effect === "deny";
}

/** A refusal that is clear without asking the gate. */
export function refusedDecision(code: string, rule: string): Decision {
  return {
    allowed: false,
    reasons: [{ code, effect: "deny", rule }],
    obligations: [],
    evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
    ruleset: { id: "none", digest: "" },
  };
}

const forOthers: Target = {
  contactPoint: null,
  decision: refusedDecision(
    "POINT_FOR_OTHER_PURPOSE",
    "the contact's addresses on this channel are for other purposes",
  ),
};

const unreachable: Target = {
  contactPoint: null,
  decision: refusedDecision("NO_CONTACT_POINT", "the contact has no address on this channel"),
};
