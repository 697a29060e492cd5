import type { SendOutcome } from "@wellsent/core";
import { TransportError } from "@wellsent/core/errors";

/** What the transport says by itself, without asking any server. */
export interface LocalRefusals {
  readonly closed: TransportError;
  /** No connection became free in time. */
  readonly busy: TransportError;
  /** A place that was used or given back before. */
  readonly usedUp: TransportError;
  badAddress(ref: string): SendOutcome;
  malformed(ref: string): SendOutcome;
}

export function localRefusals(transport: string): LocalRefusals {
  const error = (
    kind: TransportError["kind"],
    message: string,
    scope: TransportError["scope"],
    retry: TransportError["retry"] = "never",
  ): TransportError => new TransportError(kind, message, { transport, scope, retry });
  return {
    get closed() {
      return error("config", "The transport is closed.", "account");
    },
    get busy() {
      return error("timeout", "No connection became free in time.", "provider", "after");
    },
    get usedUp() {
      return error("config", "The place was used or given back before.", "message", "after");
    },
    badAddress: (ref) => ({
      outcome: "rejected",
      ref,
      reason: "invalid_address",
      error: error(
        "invalid_recipient",
        "The recipient's address cannot be used with this server.",
        "recipient",
      ),
    }),
    malformed: (ref) => ({
      outcome: "failed",
      ref,
      error: error(
        "invalid_message",
        "A header field or address of the message is malformed.",
        "message",
      ),
    }),
  };
}
