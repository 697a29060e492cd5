import type { Instant, Milliseconds } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { SendOutcome } from "../ports/send-outcome.js";
import type { OutboxRecord, Settlement } from "../ports/store/outbox.js";

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly firstDelay: Milliseconds;
  readonly maxDelay: Milliseconds;
}

export const defaultRetry: RetryPolicy = {
  maxAttempts: 5,
  firstDelay: 60_000,
  maxDelay: 6 * 3_600_000,
};

/** Doubles from attempt to attempt. No jitter: what is retried together was claimed together, in batches. */
const delayAfter = (attempt: number, retry: RetryPolicy): Milliseconds =>
  Math.min(retry.firstDelay * 2 ** (attempt - 1), retry.maxDelay);

/** Says how a claimed message ends, given what the transport said. `unknown` stays unknown: nobody guesses. */
export const settlementOf = (
  outcome: SendOutcome,
  message: OutboxRecord,
  now: Instant,
  retry: RetryPolicy,
): Settlement => {
  const { key, attempt } = message;
  if (outcome.outcome === "accepted") {
    return { key, attempt, outcome: "accepted", providerMessageId: outcome.providerMessageId };
  }
  const { error } = outcome;
  const detail = [error.smtpCode, error.enhancedCode, error.httpStatus]
    .filter((part) => part !== undefined)
    .join(" ");
  const code =
    outcome.outcome === "rejected" ? `REJECTED_${outcome.reason.toUpperCase()}` : error.code;
  const reasons: readonly DecisionReason[] = [
    {
      code,
      effect: "deny",
      rule: detail === "" ? error.transport : `${error.transport} ${detail}`,
    },
  ];
  // What is broken on the sender's side is no fault of this message: it waits for as long as that takes.
  const ours = error.scope === "account" || error.scope === "provider";
  if (
    outcome.outcome === "failed" &&
    (ours || (error.retry !== "never" && attempt < retry.maxAttempts))
  ) {
    const at = now + (error.retryAfterMs ?? delayAfter(attempt, retry));
    return { key, attempt, outcome: "retry", at, reasons };
  }
  return { key, attempt, outcome: outcome.outcome, reasons };
};
