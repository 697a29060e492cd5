import type { TransportError } from "../../errors/index.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { actionWhenUnknown, deliveryOfOutcome, type SendPolicy } from "../../messages/index.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { SendOutcome } from "../../ports/send-outcome.js";
import type { OutboxRecord, Settlement } from "../../ports/store/outbox.js";
import { defaultRetry, messageLifetime, type RetryPolicy } from "./delivery-options.js";
import type { Jitter } from "./jitter.js";
import { waitAsked } from "./lane-breakers.js";

export interface SettleContext {
  readonly now: Instant;
  readonly retry: RetryPolicy;
  readonly jitter: Jitter;
  /** The policy of this message, which decides what happens when its fate is unknown. */
  readonly policy: SendPolicy;
  /** When the provider, or mail to the domain, is tried again. `now` or earlier: at once. */
  readonly pausedUntil: Instant;
  /** See `SenderDoubt`. */
  readonly isSendersFault: boolean;
  /** Whether its sender is warmed up, which goes by what receivers put off. */
  readonly isWarming: boolean;
}

const sendersFault: DecisionReason = {
  ...{ code: "SENDER_IN_DOUBT", effect: "deny", rule: "breaker policy: unclearRefusals" },
};

/** Turns a transport's outcome into the settlement of the message. */
export function toSettlement(
  outcome: SendOutcome,
  message: OutboxRecord,
  context: SettleContext,
): Settlement {
  const settlement = settlementFor(outcome, message, context);
  const { key, attempt } = message;
  if (!context.isWarming || !isPutOff(outcome)) return settlement;
  const dedupeKey = `deferred:${key}:${attempt}`;
  return { ...settlement, report: { type: "deferred", dedupeKey, message: key, at: context.now } };
}

/** Whether the receiver said "not now" (4yz, RFC 5321 section 4.2.1). */
function isPutOff(outcome: SendOutcome): boolean {
  if (outcome.outcome !== "failed") return false;
  const { scope, smtpCode = 0 } = outcome.error;
  return (scope === "domain" || scope === "recipient") && smtpCode >= 400 && smtpCode < 500;
}

function settlementFor(
  outcome: SendOutcome,
  message: OutboxRecord,
  context: SettleContext,
): Settlement {
  const { key, attempt } = message;
  const { now, retry } = context;
  if (outcome.outcome === "accepted") {
    return { key, attempt, ...accepted(outcome) };
  }
  const reasons = explainOutcome(outcome);
  if (outcome.outcome === "rejected") {
    const { isSendersFault } = context;
    const report = deliveryOfOutcome(outcome, key, now, isSendersFault ? "sender" : undefined);
    const told = isSendersFault ? [...reasons, sendersFault] : reasons;
    return { key, attempt, outcome: "rejected", reasons: told, ...(report ? { report } : {}) };
  }
  const { error } = outcome;
  if (outcome.outcome === "unknown") {
    if (actionWhenUnknown(message, context.policy) === "hold")
      return { key, attempt, outcome: "unknown", reasons };
    const at = waitUntil(error, message.lost, context);
    return { key, attempt, outcome: "retry", at, reasons, costs: "doubt" };
  }
  if (error.kind === "aborted")
    return { key, attempt, outcome: "retry", at: now, reasons, costs: "nothing" };
  const isOwn = isOwnFault(error);
  if (isOwn && error.retry === "never") return { key, attempt, outcome: "failed", reasons };
  const given = (code: string, rule: string): Settlement => {
    const last: DecisionReason = { code, effect: "deny", rule };
    return { key, attempt, outcome: "failed", reasons: [...reasons, last] };
  };
  const expiresAt = (message.triedAt ?? now) + messageLifetime(retry, message.messageClass);
  if (now >= expiresAt) return given("EXPIRED", "retry policy: expires");
  // A failure of the relay or the domain is not the message's. It waits as long as the failure
  // lasts.
  if (!isOwn) {
    const paused = Math.max(now + waitAsked(error), context.pausedUntil);
    const at = paused > now ? paused : now + context.jitter(retry.firstDelay);
    return { key, attempt, outcome: "retry", at, reasons, costs: "nothing" };
  }
  if (message.tries + 1 >= retry.maxTries) return given("TRIES_USED_UP", "retry policy: maxTries");
  // The last try is at the time when the message expires, not after it.
  const last = Math.max(expiresAt, now + waitAsked(error));
  const at = Math.min(waitUntil(error, message.tries, context), last);
  return { key, attempt, outcome: "retry", at, reasons, costs: "try" };
}

/** The settlement if {@link toSettlement} fails, so that the known outcome is not lost. */
export function toPlainSettlement(
  outcome: SendOutcome,
  { key, attempt }: OutboxRecord,
  now: Instant,
): Settlement {
  if (outcome.outcome === "accepted") return { key, attempt, ...accepted(outcome) };
  const reasons: readonly DecisionReason[] = [
    { code: "UNEXPECTED", effect: "deny", rule: "the engine" },
  ];
  if (outcome.outcome !== "failed") return { key, attempt, outcome: outcome.outcome, reasons };
  const at = now + defaultRetry.firstDelay;
  return { key, attempt, outcome: "retry", at, reasons, costs: "try" };
}

function accepted({
  outcome,
  providerMessageId,
}: Extract<SendOutcome, { readonly outcome: "accepted" }>) {
  return { outcome, providerMessageId };
}

/**
 * Whether the failure is due to the message or its recipient, and not to the relay or the domain.
 */
function isOwnFault({ scope, retry }: TransportError): boolean {
  return scope === "recipient" || scope === "message" || (scope === "domain" && retry === "never");
}

function waitUntil(error: TransportError, before: number, context: SettleContext): Instant {
  const { firstDelay, maxDelay } = context.retry;
  const delay: Milliseconds = Math.min(maxDelay, firstDelay * 2 ** Math.min(before, 30));
  return context.now + Math.max(context.jitter(delay), waitAsked(error));
}

/** Why a hand-over did not end in acceptance, as it stands in the record: codes, never words. */
function explainOutcome(
  outcome: Exclude<SendOutcome, { readonly outcome: "accepted" }>,
): readonly DecisionReason[] {
  const { error } = outcome;
  const detail = [error.smtpCode, error.enhancedCode, error.httpStatus]
    .filter((part) => part !== undefined)
    .join(" ");
  const code =
    outcome.outcome === "rejected" ? `REJECTED_${outcome.reason.toUpperCase()}` : error.code;
  const rule = detail === "" ? error.transport : `${error.transport} ${detail}`;
  return [{ code, effect: "deny", rule }];
}
