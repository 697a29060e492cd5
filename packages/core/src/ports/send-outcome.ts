import type { TransportError } from "../errors/index.js";

/**
 * Why a provider refused for good.
 *
 * - `invalid_address`: this mailbox or number does not exist.
 * - `undetermined`: refused for good, and the code does not say whose fault it was.
 * - `blocked`: the sender's reputation or rights, not the recipient.
 * - `suppressed`, `unsubscribed`: on a list that the provider keeps.
 * - `policy`: anything else that a code says, such as a full mailbox or a message that is too big.
 */
export type RejectionReason =
  | "suppressed"
  | "invalid_address"
  | "blocked"
  | "unsubscribed"
  | "policy"
  | "undetermined";

/**
 * What became of one hand-off. A value, not an exception: the caller has to look.
 *
 * - `accepted`: the provider took responsibility.
 * - `rejected`: the provider refused this recipient or message for good. Certainly not sent.
 * - `failed`: certainly not sent; `error.retry` says whether trying again makes sense. MUST NOT be
 *   `never` for what the provider may take later: nobody would try again, and the message is lost.
 * - `unknown`: the request was written and no answer came. It may have been sent: nobody guesses.
 *   The error's scope is `provider` where the provider fell silent, `message` where the caller gave
 *   up.
 */
export type SendOutcome =
  | {
      readonly outcome: "accepted";
      readonly ref: string;
      readonly providerMessageId: string | null;
    }
  | {
      readonly outcome: "rejected";
      readonly ref: string;
      readonly reason: RejectionReason;
      readonly error: TransportError;
    }
  | { readonly outcome: "failed"; readonly ref: string; readonly error: TransportError }
  | { readonly outcome: "unknown"; readonly ref: string; readonly error: TransportError };
