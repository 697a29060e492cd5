import type { SendOutcome } from "@wellsent/core";
import { TransportError, type TransportErrorKind } from "@wellsent/core/errors";

/** What a memory transport's provider shall answer. */
export type ScriptedOutcome =
  | { readonly outcome: "accepted" }
  | {
      readonly outcome: "rejected";
      readonly reason: Extract<SendOutcome, { outcome: "rejected" }>["reason"];
    }
  | {
      readonly outcome: "failed";
      readonly kind?: TransportErrorKind;
      readonly retryAfterMs?: number;
    }
  /** The answer got lost. `arrived: false`: so did the message. */
  | { readonly outcome: "unknown"; readonly arrived?: boolean };

/** The provider's answer in the port's words. */
export function outcomeOf(
  script: ScriptedOutcome,
  transport: string,
  ref: string,
  id: string,
): SendOutcome {
  switch (script.outcome) {
    case "accepted":
      return { outcome: "accepted", ref, providerMessageId: id };
    case "rejected": {
      const error = new TransportError("invalid_recipient", "The provider refused the recipient.", {
        transport,
        scope: "recipient",
        retry: "never",
      });
      return { outcome: "rejected", ref, reason: script.reason, error };
    }
    case "failed": {
      const { kind = "provider", retryAfterMs } = script;
      const error = new TransportError(kind, "The provider did not take the message.", {
        transport,
        scope: "provider",
        retry: "after",
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
      return { outcome: "failed", ref, error };
    }
    case "unknown": {
      const error = new TransportError(
        "timeout",
        "The message was handed over, and no answer came.",
        {
          transport,
          scope: "provider",
          retry: "same_key_only",
        },
      );
      return { outcome: "unknown", ref, error };
    }
  }
}

export function refused(
  transport: string,
  ref: string,
  message: string,
  remedy: string,
): SendOutcome {
  const error = new TransportError("invalid_message", message, {
    transport,
    scope: "message",
    retry: "never",
    remedy,
  });
  return { outcome: "failed", ref, error };
}
