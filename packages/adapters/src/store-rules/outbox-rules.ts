import type {
  Instant,
  Milliseconds,
  OutboxDraft,
  OutboxRecord,
  Settlement,
  Verdict,
} from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";

export function queuedMessage(draft: OutboxDraft, now: Instant): OutboxRecord {
  return {
    ...draft,
    createdAt: now,
    status: "queued",
    attempt: 0,
    leaseUntil: null,
    reasons: [],
    providerMessageId: null,
    settledAt: null,
  };
}

/** When a claim may take it: due while queued, at the end of its lease while claimed, never once settled. */
export function messageDueAt(message: OutboxRecord): Instant | null {
  if (message.status === "queued") return message.dueAt;
  return message.status === "claimed" ? message.leaseUntil : null;
}

/** The message after a claim's verdict. */
export function claimedMessage(
  message: OutboxRecord,
  verdict: Verdict,
  now: Instant,
  leaseMs: Milliseconds,
): OutboxRecord {
  if (verdict.verdict !== "send") return refusedMessage(message, verdict, now);
  if (!verdict.decision.allowed) {
    throw new StoreError(
      "STORE_DECISION_REFUSED",
      "A message was to be sent on a decision that does not allow it.",
      {
        remedy: "Answer skip or defer when the decision is a refusal.",
      },
    );
  }
  return {
    ...linkedMessage(message, verdict),
    status: "claimed",
    attempt: message.attempt + 1,
    leaseUntil: now + leaseMs,
    decision: verdict.decision,
    reasons: [],
  };
}

/** The message with the links that a verdict to send brings; the same object where it brings none. */
export function linkedMessage(
  message: OutboxRecord,
  { links }: Extract<Verdict, { verdict: "send" }>,
): OutboxRecord {
  return links === undefined ? message : { ...message, links };
}

/** The message after any verdict but `send`. */
export function refusedMessage(
  message: OutboxRecord,
  verdict: Exclude<Verdict, { verdict: "send" }>,
  now: Instant,
): OutboxRecord {
  const { reasons } = verdict;
  if (verdict.verdict === "defer") {
    return { ...message, status: "queued", dueAt: verdict.until, leaseUntil: null, reasons };
  }
  const status = verdict.verdict === "skip" ? "skipped" : "unknown";
  return { ...message, status, leaseUntil: null, reasons, settledAt: now };
}

/** The message after a settlement, or `undefined` when the settlement is stale. */
export function settledMessage(
  message: OutboxRecord,
  result: Settlement,
  now: Instant,
): OutboxRecord | undefined {
  if (result.attempt !== message.attempt) return undefined;
  const resolves = result.outcome === "accepted" || result.outcome === "failed";
  if (message.status !== "claimed" && !(message.status === "unknown" && resolves)) return undefined;
  if (result.outcome === "retry") {
    return {
      ...message,
      status: "queued",
      dueAt: result.at,
      leaseUntil: null,
      reasons: result.reasons,
    };
  }
  const settled = { ...message, status: result.outcome, leaseUntil: null, settledAt: now };
  return result.outcome === "accepted"
    ? { ...settled, reasons: [], providerMessageId: result.providerMessageId }
    : { ...settled, reasons: result.reasons };
}
