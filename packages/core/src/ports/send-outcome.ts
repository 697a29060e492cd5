import type { TransportError } from "../errors/index.js";

/**
 * What became of one hand-off. A value, not an exception: the caller has to look.
 *
 * - `accepted`: the provider took responsibility.
 * - `rejected`: the provider refused this recipient or message for good. Certainly not sent.
 * - `failed`: certainly not sent; `error.retry` says whether trying again makes sense.
 * - `unknown`: the request was written and no answer came. It may have been sent: nobody guesses.
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
      readonly reason: "suppressed" | "invalid_address" | "blocked" | "unsubscribed" | "policy";
      readonly error: TransportError;
    }
  | { readonly outcome: "failed"; readonly ref: string; readonly error: TransportError }
  | { readonly outcome: "unknown"; readonly ref: string; readonly error: TransportError };
