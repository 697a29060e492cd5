import type { RejectionReason, SendOutcome } from "@wellsent/core";
import { TransportError, type TransportErrorKind } from "@wellsent/core/errors";

/** What a memory transport's provider shall answer. */
export type ScriptedOutcome =
  | { readonly outcome: "accepted" }
  | {
      readonly outcome: "rejected";
      readonly reason: RejectionReason;
      readonly smtpCode?: number;
      readonly enhancedCode?: string;
    }
  | {
      readonly outcome: "failed";
      readonly kind?: TransportErrorKind;
      /** Default: `provider`. */
      readonly scope?: TransportError["scope"];
      /** Default: `after`. */
      readonly retry?: TransportError["retry"];
      readonly retryAfterMs?: number;
      readonly smtpCode?: number;
      readonly enhancedCode?: string;
    }
  /** The answer got lost. `arrived: false`: so did the message. */
  | { readonly outcome: "unknown"; readonly arrived?: boolean };

/** The provider's answer in the port's words. */
export function toOutcome(
  script: ScriptedOutcome,
  transport: string,
  ref: string,
  id: string,
): SendOutcome {
  switch (script.outcome) {
    case "accepted":
      return { outcome: "accepted", ref, providerMessageId: id };
    case "rejected": {
      const { reason } = script;
      const error = new TransportError(
        reason === "invalid_address" ? "invalid_recipient" : "provider",
        "The provider refused the message.",
        {
          transport,
          scope: reason === "blocked" ? "account" : "recipient",
          retry: "never",
          ...pickCodes(script),
        },
      );
      return { outcome: "rejected", ref, reason, error };
    }
    case "failed": {
      const { kind = "provider", scope = "provider", retry = "after", retryAfterMs } = script;
      const error = new TransportError(kind, "The provider did not take the message.", {
        transport,
        scope,
        retry,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        ...pickCodes(script),
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

function pickCodes({
  smtpCode,
  enhancedCode,
}: {
  readonly smtpCode?: number;
  readonly enhancedCode?: string;
}): { readonly smtpCode?: number; readonly enhancedCode?: string } {
  return {
    ...(smtpCode === undefined ? {} : { smtpCode }),
    ...(enhancedCode === undefined ? {} : { enhancedCode }),
  };
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

export function misaddressed(transport: string, ref: string, message: string): SendOutcome {
  const error = new TransportError("invalid_recipient", message, {
    transport,
    scope: "recipient",
    retry: "never",
  });
  return { outcome: "rejected", ref, reason: "invalid_address", error };
}
