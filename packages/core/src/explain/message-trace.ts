import type { ContactId, SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { OutboxStatus } from "../ports/store/facts.js";
import type { OutboxOrigin, OutboxRecord } from "../ports/store/outbox.js";
import type { QueueGate } from "../ports/store/queue-gate.js";

/**
 * What a message has to pass, in this order. `permission`: consent, suppression and guardrails.
 * `audience`: the exceptions of its campaign, and that the campaign still wants it.
 */
export const passages = [
  "queue",
  "template",
  "address",
  "permission",
  "holdout",
  "audience",
  "lateness",
  "caps",
  "hours",
  "rate",
  "hand_over",
] as const;

export type Passage = (typeof passages)[number];

export interface TraceStep {
  readonly passage: Passage;
  /**
   * `waits`: it is asked again later. `not_asked`: it does not bind what a person waits for.
   * `not_reached`: something before it stands in the way, or the message is not due yet.
   */
  readonly result: "passed" | "waits" | "stopped" | "not_asked" | "not_reached";
  /** With the clause of the policy or the article of law in `rule`. */
  readonly reasons: readonly DecisionReason[];
  /** The events of the consent ledger that this rests on. */
  readonly events: readonly string[];
}

/** One message, sent or not, from its queue to its hand-over. */
export interface MessageTrace {
  readonly key: SendKey;
  readonly contact: ContactId;
  readonly template: string;
  readonly origin: OutboxOrigin;
  readonly status: OutboxStatus;
  readonly priority: number;
  readonly plannedAt: Instant;
  readonly dueAt: Instant;
  readonly steps: readonly TraceStep[];
  /** Where it waits or ended; `null`: it was handed over, or is not due yet. */
  readonly stoppedAt: Passage | null;
  /** The digest that it was merged into, from its own record. Absent: it was not. */
  readonly digest?: MessageTrace;
}

const byCode: Readonly<Record<string, Passage>> = {
  QUEUE_PAUSED: "queue",
  TEMPLATE_MISSING: "template",
  TEMPLATE_GONE: "template",
  CLASS_LAXER: "template",
  CHANNEL_MISMATCH: "template",
  PURPOSE_MISMATCH: "template",
  COMPOSE_FAILED: "template",
  NO_SMS_SENDER: "template",
  ADDRESS_GONE: "address",
  NO_CONTACT_POINT: "address",
  POINT_FOR_OTHER_PURPOSE: "address",
  CONTROL_GROUP: "holdout",
  HOLDOUT: "holdout",
  CANCELLED: "audience",
  LEFT_AUDIENCE: "audience",
  RETRACTED: "audience",
  TOO_LATE: "lateness",
  EXPIRED: "lateness",
  LATE: "lateness",
  FREQUENCY_CAP: "caps",
  CAP_RESERVED: "caps",
  DIGESTED: "caps",
  DIGEST_CLOSED: "caps",
  DIGEST_EMPTY: "caps",
  DIGEST_FULL: "caps",
  BLACKOUT: "hours",
  HOLIDAY: "hours",
  DOMAIN_PAUSED: "rate",
  RATE: "rate",
  WARM_UP: "rate",
  ABORTED: "hand_over",
  OUTCOME_REFUSED: "hand_over",
  SENDER_IN_DOUBT: "hand_over",
  DROPPED: "hand_over",
  RELEASED: "hand_over",
  TRIES_USED_UP: "hand_over",
  WORKER_LOST: "hand_over",
};

/** The passage that a reason speaks of, on a message in this state. */
export function passageFor(
  { code, rule, row }: DecisionReason,
  { status, tries, lost }: Pick<OutboxRecord, "status" | "tries" | "lost">,
): Passage {
  const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
  if (known !== undefined) return known;
  // The law has quiet hours of its own: those are a part of permission.
  if (code === "QUIET_HOURS" && /^(send|workflow) policy/.test(rule)) return "hours";
  if (rule.startsWith("template field") || rule.startsWith("at ")) return "template";
  const handedOver = status === "rejected" || status === "failed" || status === "unknown";
  return handedOver || (row === undefined && tries + lost > 0) ? "hand_over" : "permission";
}

/**
 * What a message passed and where it stands, by its record.
 *
 * @param gate of its queue, `undefined` where it was never moved
 */
export function traceMessage(message: OutboxRecord, gate: QueueGate | undefined): MessageTrace {
  const { key, contact, template, origin, status, priority, plannedAt, dueAt } = message;
  const end = explainEnd(message, gate);
  const place = end === null ? -1 : passages.indexOf(end.passage);
  const isThrough = status === "accepted" || status === "claimed";
  const steps = passages.map((passage, index): TraceStep => {
    if (end !== null && index === place) return { passage, ...end.step };
    const passed = isThrough || index < place;
    if (passage === "permission" && (passed || message.decision.allowed)) {
      const { reasons, evidence } = message.decision;
      return { passage, result: "passed", reasons, events: evidence.eventIds };
    }
    const free =
      passage === "audience"
        ? origin.kind !== "campaign"
        : isSolicited(message.messageClass) && unasked.includes(passage);
    const result = passed ? (free ? "not_asked" : "passed") : "not_reached";
    return { passage, result, reasons: [], events: [] };
  });
  return {
    ...{ key, contact, template, origin, status, priority, plannedAt, dueAt, steps },
    stoppedAt: end?.passage ?? null,
  };
}

const unasked: readonly Passage[] = ["holdout", "caps", "hours"];

type End = { readonly passage: Passage; readonly step: Omit<TraceStep, "passage"> } | null;

function explainEnd(message: OutboxRecord, gate: QueueGate | undefined): End {
  const { status, decision } = message;
  if (status === "accepted" || status === "claimed") return null;
  if (status === "queued" && gate?.open === false) {
    const rule = gate.why === null ? "the queue's gate" : `the queue's gate: ${gate.why}`;
    const reason: DecisionReason = { code: "QUEUE_PAUSED", effect: "defer", rule };
    return { passage: "queue", step: { result: "waits", reasons: [reason], events: [] } };
  }
  // An open gate holds back nothing any more.
  const told = message.reasons.filter(({ code }) => code !== "QUEUE_PAUSED");
  const reasons = told.length === 0 && !decision.allowed ? decision.reasons : told;
  const [first] = reasons;
  if (first === undefined) {
    if (status === "queued") return null;
    return { passage: "hand_over", step: { result: "stopped", reasons, events: [] } };
  }
  const passage = passageFor(first, message);
  const named = reasons.flatMap(({ eventId }) => eventId ?? []);
  const evidence = passage === "permission" ? decision.evidence.eventIds : [];
  const events = [...new Set([...named, ...evidence])];
  const result = status === "queued" ? "waits" : "stopped";
  return { passage, step: { result, reasons, events } };
}
