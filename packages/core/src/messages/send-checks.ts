import type { Instant, Milliseconds } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { Decision, DecisionReason } from "../ports/consent-gate.js";
import type { ContactPointRecord } from "../ports/store/contact-record.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { Candidate } from "../ports/store/store.js";
import { capReached } from "../timing/index.js";
import type { BindingPolicy } from "./binding-policy.js";
import { questionFor } from "./consent-question.js";
import type { JudgeContext } from "./judge-context.js";
import { shutUntil, unknownHolidays } from "./quiet-time.js";
import { isDrawn } from "./sample.js";

/** One message before the checks: itself, its contact, and all that binds it. */
interface Asked extends Candidate {
  readonly policy: BindingPolicy;
  readonly decision: Decision;
  readonly context: JudgeContext;
}

/** `null`: no objection. */
type Check = (asked: Asked) => Verdict | null;

/**
 * After the address and its permission, in this order. Permanent refusals come before those that
 * time lifts, so that nothing waits for an hour in which it will be refused anyway.
 */
const checks: readonly Check[] = [notHeldOut, notTooLate, notExpired, underCaps, notShut];

/** What speaks against sending now, or that nothing does. */
export function firstObjection(
  { message, facts }: Candidate,
  policy: BindingPolicy,
  context: JudgeContext,
): Verdict {
  const decision = decideFor(message, facts, context, "send");
  if (!decision) return skip("ADDRESS_GONE", "the contact no longer has this address");
  if (!decision.allowed) return notPermitted(decision, context.now);
  const asked: Asked = { message, facts, policy, decision, context };
  for (const check of checks) {
    const objection = check(asked);
    if (objection !== null) return objection;
  }
  const unknown = isSolicited(message.messageClass)
    ? []
    : unknownHolidays(policy, facts.contact, context);
  if (unknown.length === 0) return { verdict: "send", decision };
  return {
    verdict: "send",
    decision: { ...decision, reasons: [...decision.reasons, ...unknown] },
  };
}

export function skip(code: string, rule: string): Verdict {
  return { verdict: "skip", reasons: [{ code, effect: "deny", rule }] };
}

function deferral(code: string, rule: string, until: Instant): Verdict {
  return { verdict: "defer", until, reasons: [{ code, effect: "defer", rule, until }] };
}

export function findPoint(
  facts: ContactFacts,
  message: OutboxRecord,
): ContactPointRecord | undefined {
  return facts.contact.points.find((point) => point.id === message.contactPoint);
}

export function decideFor(
  message: OutboxRecord,
  facts: ContactFacts,
  context: Pick<JudgeContext, "tenant" | "now" | "gate" | "processor">,
  activity: "send" | "track.open" | "track.click",
): Decision | null {
  const point = findPoint(facts, message);
  const consent = facts.consent.find((entry) => entry.contactPoint === message.contactPoint);
  if (!point || !consent) return null;
  const { tenant, processor } = context;
  const { channel, purpose, topic, messageClass } = message;
  const subject = {
    tenant,
    contact: facts.contact,
    point,
    channel,
    purpose,
    topic,
    messageClass,
    processor,
  };
  return context.gate.decide(questionFor(subject, activity, context.now), consent);
}

function notPermitted(decision: Decision, now: Instant): Verdict {
  const reasons: readonly DecisionReason[] = decision.reasons.filter(
    ({ effect }) => effect === "deny" || effect === "defer",
  );
  return decision.retryAt !== undefined && decision.retryAt > now
    ? { verdict: "defer", until: decision.retryAt, reasons }
    : { verdict: "skip", reasons };
}

/** Those left out still go through workflows, so that both groups can be compared step by step. */
function notHeldOut({ message, policy }: Asked): Verdict | null {
  if (isSolicited(message.messageClass)) return null;
  const { controlGroup, holdout } = policy;
  if (controlGroup !== undefined && isDrawn(controlGroup, "control", message.contact))
    return skip("CONTROL_GROUP", "send policy: controlGroup");
  return holdout !== undefined && isDrawn(holdout, "holdout", message.contact)
    ? skip("HOLDOUT", `${message.origin.kind} policy: holdout`)
    : null;
}

function notTooLate({ message, policy, context }: Asked): Verdict | null {
  const plannedAt = Math.max(message.createdAt, message.plannedAt);
  return policy.lateAfter !== undefined && context.now - plannedAt > policy.lateAfter
    ? skip("TOO_LATE", "send policy: lateAfter")
    : null;
}

function notExpired({ message, context }: Asked): Verdict | null {
  return context.now >= expiryOf(message, context)
    ? skip("EXPIRED", "retry policy: expires")
    : null;
}

/**
 * From when on it must not leave any more. It counts from the first claim, so that outages use it
 * up, and before one from when it is due. What was put off beyond that, by a cap, by the host's
 * word or for its last try, has a lifetime anew from when it is due.
 */
function expiryOf(message: OutboxRecord, { lifetimeOf }: JudgeContext): Instant {
  const lifetime = lifetimeOf?.(message.messageClass) ?? Number.POSITIVE_INFINITY;
  const due = Math.max(message.createdAt, message.dueAt);
  const tried = message.triedAt === null ? null : message.triedAt + lifetime;
  if (tried === null || due >= tried) return due + lifetime;
  return Math.max(tried, due + Math.min(lifetime, lastTryWithin));
}

/** A try that came due before the end is still made when a tick is this late. */
const lastTryWithin: Milliseconds = 3_600_000;

function underCaps({ message, facts, policy, context }: Asked): Verdict | null {
  const { caps = [], onCap, tenantCaps } = policy;
  if (caps.length === 0) return null;
  const others = facts.messages.filter(({ key }) => key !== message.key);
  const zone = facts.contact.timeZone?.name ?? context.workspaceZone;
  const { workflow = null, campaign = null } = message.origin;
  const subject = { ...message, workflow, campaign };
  const { cap, reached, retryAt, reservedFor } = capReached(
    ...([caps, others, context.now, subject, zone] as const),
  );
  if (!reached || cap === undefined) return null;
  const place = caps.indexOf(cap);
  const clause =
    place < tenantCaps
      ? `send policy: caps[${place}]`
      : `workflow policy: caps[${place - tenantCaps}]`;
  const code = reservedFor === undefined ? "FREQUENCY_CAP" : "CAP_RESERVED";
  const rule = reservedFor === undefined ? clause : `${clause}, kept for ${reservedFor.join(", ")}`;
  return retryAt === undefined || onCap === "drop"
    ? skip(code, rule)
    : deferral(code, rule, retryAt);
}

function notShut({ message, facts, policy, context }: Asked): Verdict | null {
  if (isSolicited(message.messageClass)) return null;
  return shutUntil(policy, facts.contact, context);
}
