import type { ContactId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { ConsentGate, Decision, DecisionReason } from "../ports/consent-gate.js";
import type { ContactPointRecord } from "../ports/store/contact-record.js";
import type { ContactFacts, MessageFact } from "../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { Candidate } from "../ports/store/store.js";
import { capReached } from "../timing/frequency-cap.js";
import { nextAllowed } from "../timing/quiet-hours.js";
import { questionFor } from "./consent-question.js";
import { isSolicited, type SendPolicy } from "./send-policy.js";

export interface JudgeContext {
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly gate: ConsentGate;
  readonly workspaceZone: string;
  readonly processor: string | null;
  /** The policy of the message's workflow or campaign, already merged over the tenant's. */
  readonly policyOf: (message: OutboxRecord) => SendPolicy;
}

const deny = (code: string, rule: string): DecisionReason => ({ code, effect: "deny", rule });

export const pointOf = (
  facts: ContactFacts,
  message: OutboxRecord,
): ContactPointRecord | undefined =>
  facts.contact.points.find((point) => point.id === message.contactPoint);

export const decideFor = (
  message: OutboxRecord,
  facts: ContactFacts,
  context: JudgeContext,
  activity: "send" | "track.open" | "track.click",
): Decision | null => {
  const point = pointOf(facts, message);
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
};

/**
 * Decides one claimed message on facts read in the claim's own transaction. In this order: a dead worker's message,
 * a vanished address, consent and suppression, lateness, caps, quiet hours. Permanent refusals come before those
 * that time lifts, so that nothing waits for an hour in which it will be refused anyway.
 */
const judgeMessage = (candidate: Candidate, context: JudgeContext): Verdict => {
  const { message, facts } = candidate;
  const { now } = context;
  const policy = context.policyOf(message);
  const solicited = isSolicited(message.messageClass);
  if (
    candidate.leaseExpired &&
    (policy.afterLostWorker ?? (solicited ? "retry" : "hold")) === "hold"
  ) {
    return { verdict: "hold", reasons: [deny("WORKER_LOST", "send policy: afterLostWorker")] };
  }
  const decision = decideFor(message, facts, context, "send");
  if (!decision)
    return {
      verdict: "skip",
      reasons: [deny("ADDRESS_GONE", "the contact no longer has this address")],
    };
  if (!decision.allowed) {
    const denials = decision.reasons.filter(
      (reason) => reason.effect === "deny" || reason.effect === "defer",
    );
    return decision.retryAt !== undefined && decision.retryAt > now
      ? { verdict: "defer", until: decision.retryAt, reasons: denials }
      : { verdict: "skip", reasons: denials };
  }
  if (policy.lateAfter !== undefined && now - message.createdAt > policy.lateAfter) {
    return { verdict: "skip", reasons: [deny("TOO_LATE", "send policy: lateAfter")] };
  }
  if (!solicited) {
    const cap = capReached(policy.caps ?? [], facts.messages, now, message);
    if (cap.reached) {
      const reasons = [{ ...deny("FREQUENCY_CAP", "send policy: caps"), effect: "defer" as const }];
      return cap.retryAt === undefined
        ? { verdict: "skip", reasons }
        : { verdict: "defer", until: cap.retryAt, reasons };
    }
    const zones = [facts.contact.timeZone?.name ?? context.workspaceZone];
    const allowedAt = nextAllowed(policy.quietHours ?? [], zones, now);
    if (allowedAt > now) {
      const reason = {
        code: "QUIET_HOURS",
        effect: "defer" as const,
        rule: "send policy: quietHours",
        until: allowedAt,
      };
      return { verdict: "defer", until: allowedAt, reasons: [reason] };
    }
  }
  return { verdict: "send", decision };
};

/** A message in somebody's hands counts as sent: two claimed at once must not both pass the cap. */
const withClaimed = (
  messages: readonly MessageFact[],
  own: OutboxRecord,
  now: Instant,
): readonly MessageFact[] =>
  messages
    .filter((message) => message.key !== own.key)
    .map((message) =>
      message.status === "claimed" && message.sentAt === null
        ? { ...message, sentAt: now }
        : message,
    );

/** Judges a batch in order; a message approved earlier in it counts for the caps of those after it. */
export const judgeMessages = (
  candidates: readonly Candidate[],
  context: JudgeContext,
): readonly Verdict[] => {
  const approved = new Map<ContactId, MessageFact[]>();
  return candidates.map((candidate) => {
    const { message, facts } = candidate;
    const inBatch = approved.get(message.contact) ?? [];
    const messages = [...inBatch, ...withClaimed(facts.messages, message, context.now)];
    const verdict = judgeMessage({ ...candidate, facts: { ...facts, messages } }, context);
    if (verdict.verdict === "send")
      approved.set(message.contact, [sentNow(message, context.now), ...inBatch]);
    return verdict;
  });
};

const sentNow = (message: OutboxRecord, now: Instant): MessageFact => ({
  key: message.key,
  channel: message.channel,
  template: message.template,
  purpose: message.purpose,
  status: "claimed",
  sentAt: now,
  deliveredAt: null,
  bouncedAt: null,
  complainedAt: null,
  openedAt: null,
  clickedAt: null,
  machineOpenedAt: null,
  machineClickedAt: null,
});
