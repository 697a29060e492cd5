import type { TenantId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { ConsentGate, Decision, MessageClass } from "../ports/consent-gate.js";
import type { Renderer } from "../ports/renderer.js";
import type { ContactPointRecord } from "../ports/store/contact-record.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { Candidate } from "../ports/store/store.js";
import { questionFor } from "./consent-question.js";
import { capReach, effectivePolicy } from "./effective-policy.js";
import { heldByPolicy, skip } from "./held-by-policy.js";
import type { SendPolicy } from "./send-policy.js";
import { templateFault } from "./template-use.js";

export interface JudgeContext {
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly gate: ConsentGate;
  readonly renderer: Renderer;
  readonly workspaceZone: string;
  readonly processor: string | null;
  /** The tenant's own; a message brings its workflow's along. */
  readonly policy: SendPolicy;
  /** How long a message waits for a template that this engine does not have. */
  readonly templateMissingFor: Milliseconds;
  /** How long a message of a class may take to leave. Absent: as long as it likes. */
  readonly lifetimeOf?: (messageClass: MessageClass) => Milliseconds;
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

/** What the claim reads: messages as far back as the widest cap that binds one of these reaches. */
export function claimNeeds(messages: readonly OutboxRecord[], base: SendPolicy): FactsNeeded {
  return {
    events: {},
    messages: Math.max(capReach(base), ...messages.map((message) => ownReach(message, base))),
    consent: true,
    memberships: false,
    enrolled: false,
  };
}

/** A policy that cannot be read says nothing here: the verdict on its own message will throw. */
function ownReach(message: OutboxRecord, base: SendPolicy): Milliseconds {
  if (message.policy === undefined) return 0;
  try {
    return capReach(effectivePolicy(base, message.policy));
  } catch {
    return 0;
  }
}

/**
 * What the second look reads: what is claimed counts for caps, so they are not asked again, but
 * mail is composed in it, for members of segments.
 */
export const lookNeeds: FactsNeeded = {
  events: {},
  messages: 0,
  consent: true,
  enrolled: false,
};

/**
 * Decides about one message inside the claim, on facts read there: first by its template, then by
 * all that {@link judgeAgain} looks at, and by caps.
 */
export function judgeClaim(candidate: Candidate, context: JudgeContext): Verdict {
  const { message } = candidate;
  const template = context.renderer.template(message.template);
  if (template === undefined) return withoutTemplate(message, context);
  const fault = templateFault(message, template);
  if (fault !== null) return skip(fault, "the template's own class and channel");
  const policy = effectivePolicy(context.policy, message.policy);
  return judgedBy(policy, candidate, context);
}

/**
 * The wait counts from the first engine that met the message and lacked its template. Its end is on
 * record until an engine that has the template takes the message up.
 */
function withoutTemplate(
  message: OutboxRecord,
  { now, templateMissingFor }: Pick<JudgeContext, "now" | "templateMissingFor">,
): Verdict {
  const code = "TEMPLATE_MISSING";
  const noted = message.reasons.find((reason) => reason.code === code)?.until;
  if (noted !== undefined && now > noted)
    return skip("TEMPLATE_GONE", "engine option: templateMissingFor");
  const until = noted ?? now + templateMissingFor;
  const rule = "the renderer of this engine";
  return { verdict: "leave", reasons: [{ code, effect: "defer", rule, until }] };
}

/** The second look. What is claimed counts for caps, so they are not asked again. */
export function judgeAgain(candidate: Candidate, context: JudgeContext): Verdict {
  const policy = effectivePolicy(context.policy, candidate.message.policy);
  return judgedBy({ ...policy, caps: [] }, candidate, context);
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

/**
 * In this order: a vanished address, consent and suppression, lateness, caps, quiet hours.
 * Permanent refusals come before those that time lifts, so that nothing waits for an hour in which
 * it will be refused anyway.
 */
function judgedBy(
  policy: SendPolicy,
  { message, facts }: Candidate,
  context: JudgeContext,
): Verdict {
  const { now } = context;
  const decision = decideFor(message, facts, context, "send");
  if (!decision) return skip("ADDRESS_GONE", "the contact no longer has this address");
  if (!decision.allowed) {
    const reasons = decision.reasons.filter(
      ({ effect }) => effect === "deny" || effect === "defer",
    );
    return decision.retryAt !== undefined && decision.retryAt > now
      ? { verdict: "defer", until: decision.retryAt, reasons }
      : { verdict: "skip", reasons };
  }
  const plannedAt = Math.max(message.createdAt, message.plannedAt);
  const zone = facts.contact.timeZone?.name ?? context.workspaceZone;
  const expiresAt = expiryOf(message, context);
  const held = heldByPolicy(
    policy,
    { ...message, plannedAt, expiresAt },
    facts.messages,
    now,
    zone,
  );
  return held ?? { verdict: "send", decision };
}
