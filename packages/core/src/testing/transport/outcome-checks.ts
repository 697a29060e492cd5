import type { RejectionReason, SendOutcome } from "../../ports/send-outcome.js";
import { broken, ensure, equal, present } from "../expectations.js";

const reasons: Readonly<Record<RejectionReason, true>> = {
  suppressed: true,
  invalid_address: true,
  blocked: true,
  unsubscribed: true,
  policy: true,
  undetermined: true,
};
const scopes = ["recipient", "message", "domain", "account", "provider"];
const retries = ["never", "after", "same_key_only"];

/** What every outcome must satisfy, whatever the provider answered. */
export function checkOutcome(outcome: SendOutcome, transport: string, recipient: string): void {
  if (outcome.outcome === "accepted") {
    const { providerMessageId: id } = outcome;
    ensure(id === null || (typeof id === "string" && id !== ""), "the provider's id, or null");
    return;
  }
  const error = present(outcome.error, "error");
  ensure(error.code.startsWith("TRANSPORT_"), "the error is a TransportError with a code");
  equal(error.transport, transport, "error.transport");
  ensure(scopes.includes(error.scope), "error.scope is one of the port's");
  ensure(retries.includes(error.retry), "error.retry is one of the port's");
  const { retryAfterMs = 0 } = error;
  ensure(Number.isFinite(retryAfterMs) && retryAfterMs >= 0, "retryAfterMs is a time to wait");
  if (outcome.outcome === "rejected") {
    equal(error.retry, "never", "retry of a rejection");
    ensure(Object.hasOwn(reasons, outcome.reason), "reason is one of the port's");
  }
  if (outcome.outcome === "unknown")
    ensure(error.retry !== "after", "what may have been sent is not simply retried");
  const { message, remedy, path, cause } = error;
  const said = [
    message,
    remedy,
    path,
    cause instanceof Error ? cause.message : JSON.stringify(cause),
  ].join(" ");
  if (said.includes(recipient)) throw broken("an error holds the recipient's address");
}

/** Checks the outcome for a recipient that the provider does not accept now: it must be retried. */
export function checkDeferred(outcome: SendOutcome): void {
  if (outcome.outcome !== "failed") return;
  ensure(
    outcome.error.retry !== "never",
    "what is not taken now is tried again: a failure that never is loses the message",
  );
}

/** Checks a mistake of the caller: nothing was sent, and a retry cannot help. */
export function checkRefused(outcome: SendOutcome, ref: string, what: string): void {
  const refused = outcome.outcome === "failed" || outcome.outcome === "rejected";
  equal([outcome.ref, refused], [ref, true], `refusal of ${what}`);
  equal(refused && outcome.error.retry, "never", `retry of ${what}`);
}
