import type { Instant } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { Decision, DecisionReason } from "../ports/consent-gate.js";
import type { ContactPointRecord } from "../ports/store/contact-record.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { Candidate } from "../ports/store/store.js";
import type { BindingPolicy } from "./binding-policy.js";
import { questionFor } from "./consent-question.js";
import type { JudgeContext } from "./judge-context.js";
import { type Overflow, policyObjection, skip } from "./policy-checks.js";
import { unknownHolidays } from "./quiet-time.js";

/**
 * What speaks against sending now, or that nothing does: the address and its permission come
 * first, then the policy.
 */
export function firstObjection(
  { message, facts, campaign }: Candidate,
  policy: BindingPolicy,
  context: JudgeContext,
): Verdict | Overflow {
  const decision = decideFor(message, facts, context, "send");
  if (!decision) return skip("ADDRESS_GONE", "the contact no longer has this address");
  if (!decision.allowed) return notPermitted(decision, context.now);
  const objection = policyObjection({ message, facts, campaign, policy, context });
  if (objection !== null) return objection;
  const unknown = isSolicited(message.messageClass)
    ? []
    : unknownHolidays(policy, facts.contact, context);
  if (unknown.length === 0) return { verdict: "send", decision };
  return {
    verdict: "send",
    decision: { ...decision, reasons: [...decision.reasons, ...unknown] },
  };
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
  activity: "send" | "track.open" | "track.click" | "profile",
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
