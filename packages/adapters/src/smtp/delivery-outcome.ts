import type { SendOutcome } from "@wellsent/core";
import {
  TransportError,
  type TransportErrorKind,
  type TransportErrorOptions,
} from "@wellsent/core/errors";
import type { SmtpReplyError } from "./nodemailer-modules.js";
import type { Delivery, Phase } from "./smtp-session.js";

type Rejection = Extract<SendOutcome, { readonly outcome: "rejected" }>["reason"];
type Fault = Omit<TransportErrorOptions, "transport">;

const second = 1_000;
const minute = 60 * second;

/**
 * Says what became of a message, from the server's reply code, its enhanced code (RFC 3463) and how far things had got.
 * Never from the words: they are anybody's, in any language.
 */
export function outcomeOf(delivery: Delivery, ref: string, transport: string): SendOutcome {
  const error = (kind: TransportErrorKind, message: string, fault: Fault): TransportError =>
    new TransportError(kind, message, { ...fault, transport });
  switch (delivery.kind) {
    case "taken":
      return { outcome: "accepted", ref, providerMessageId: providerId(delivery) };
    case "stopped":
      return lost(delivery.phase, "aborted");
    case "broken": {
      const { responseCode = 0 } = delivery.error;
      if (delivery.phase === "connecting" && isConfiguration(delivery.error))
        return misconfigured(delivery.error);
      if (responseCode >= 500 && responseCode < 600) return refused(delivery.phase, delivery.error);
      if (responseCode >= 400) return deferred(delivery.error);
      return lost(
        delivery.phase,
        delivery.error.code === "ETIMEDOUT" ? "timeout" : "network",
        delivery.error,
      );
    }
  }

  /** Login or TLS: every other message will fare the same until somebody changes a setting. */
  function misconfigured(cause: SmtpReplyError): SendOutcome {
    return {
      outcome: "failed",
      ref,
      error: error(
        isLogin(cause) ? "auth" : "config",
        "The server could not be used as configured.",
        {
          ...(cause.responseCode !== undefined && codesOf(cause)),
          scope: "account",
          retry: "never",
          remedy: "Check user, password, certificate and TLS settings.",
        },
      ),
    };
  }

  /** No reply: what matters is whether the message had begun to leave. */
  function lost(phase: Phase, kind: TransportErrorKind, cause?: SmtpReplyError): SendOutcome {
    if (phase === "data") {
      const said =
        "The connection ended after the message had begun to leave, and before the server answered.";
      return {
        outcome: "unknown",
        ref,
        error: error(kind, said, { scope: "message", retry: "never" }),
      };
    }
    if (cause?.code === "EMESSAGE" || cause?.code === "EENVELOPE") {
      const said = "The server's limits do not allow this message.";
      return rejected(
        "policy",
        error("invalid_message", said, { scope: "message", retry: "never" }),
      );
    }
    const said =
      phase === "connecting"
        ? "The server could not be reached."
        : "The connection ended before the message.";
    return {
      outcome: "failed",
      ref,
      error: error(kind, said, {
        scope: kind === "aborted" ? "message" : "provider",
        retry: "after",
        retryAfterMs: phase === "connecting" ? minute : second,
      }),
    };
  }

  /** 4yz: not now. */
  function deferred(cause: SmtpReplyError): SendOutcome {
    const codes = codesOf(cause);
    const [, subject = "", detail = ""] = /^4\.(\d+)\.(\d+)$/.exec(codes.enhancedCode ?? "") ?? [];
    const everybody =
      codes.smtpCode === 421 ||
      codes.smtpCode === 454 ||
      cause.command === "CONN" ||
      isLogin(cause);
    const limited =
      codes.smtpCode === 421 || subject === "7" || (subject === "4" && detail === "5");
    const full = codes.smtpCode === 452 || codes.enhancedCode === "4.2.2";
    const said = `The server deferred the message with ${codes.smtpCode}.`;
    return {
      outcome: "failed",
      ref,
      error: error(limited ? "rate_limited" : "provider", said, {
        ...codes,
        scope: everybody ? "provider" : cause.command === "RCPT TO" ? "recipient" : "message",
        retry: "after",
        retryAfterMs: everybody ? minute : full ? 30 * minute : 5 * minute,
      }),
    };
  }

  /** 5yz: never, said at some point of the session. */
  function refused(phase: Phase, cause: SmtpReplyError): SendOutcome {
    const codes = codesOf(cause);
    const said = `The server refused with ${codes.smtpCode}.`;
    const never = { ...codes, retry: "never" } as const;
    if (codes.smtpCode === 530) {
      return { outcome: "failed", ref, error: error("auth", said, { ...never, scope: "account" }) };
    }
    if (cause.command === "RCPT TO") {
      const reason = recipientReason(codes.smtpCode, codes.enhancedCode);
      const kind = reason === "invalid_address" ? "invalid_recipient" : "provider";
      return rejected(
        reason,
        error(kind, said, { ...never, scope: reason === "blocked" ? "account" : "recipient" }),
      );
    }
    // 503 says that the session went wrong, not the message.
    if (codes.smtpCode === 503 || phase === "connecting" || cause.command === "CONN") {
      const fault = {
        ...codes,
        scope: "provider",
        retry: "after",
        retryAfterMs: 5 * minute,
      } as const;
      return { outcome: "failed", ref, error: error("protocol", said, fault) };
    }
    const tooBig = codes.smtpCode === 552 || codes.enhancedCode === "5.3.4";
    if (cause.command === "MAIL FROM" && !tooBig) {
      return {
        outcome: "failed",
        ref,
        error: error("config", said, { ...never, scope: "account" }),
      };
    }
    const reason = codes.enhancedCode?.startsWith("5.7.") ? "blocked" : "policy";
    return rejected(reason, error("invalid_message", said, { ...never, scope: "message" }));
  }

  function rejected(reason: Rejection, because: TransportError): SendOutcome {
    return { outcome: "rejected", ref, reason, error: because };
  }
}

/**
 * What a 5yz to RCPT says about the recipient. Only `invalid_address` means that the mailbox does not exist, and so
 * suppresses: a full or closed mailbox, and a sender with a bad name, are something else.
 */
function recipientReason(smtpCode: number, enhancedCode: string | undefined): Rejection {
  if (enhancedCode !== undefined && enhancedCode !== "5.0.0") {
    if (/^5\.1\.(?:0|1|2|3|6|10)$/.test(enhancedCode) || enhancedCode === "5.4.4")
      return "invalid_address";
    return enhancedCode.startsWith("5.7.") ? "blocked" : "policy";
  }
  return [501, 550, 551, 553].includes(smtpCode) ? "invalid_address" : "policy";
}

function codesOf({ responseCode = 0, response = "" }: SmtpReplyError): {
  readonly smtpCode: number;
  readonly enhancedCode?: string;
} {
  const enhancedCode = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  return { smtpCode: responseCode, ...(enhancedCode !== undefined && { enhancedCode }) };
}

function isLogin({ code, command = "" }: SmtpReplyError): boolean {
  return code === "EAUTH" || command.startsWith("AUTH");
}

function isConfiguration({
  code = "",
  originalCode = "",
  responseCode = 500,
}: SmtpReplyError): boolean {
  // 454 and its like: the server cannot check the password right now.
  if (responseCode < 500) return false;
  if (["EAUTH", "ENOAUTH", "ETLS", "EREQUIRETLS", "ECONFIG"].includes(code)) return true;
  // Node's and OpenSSL's names for a certificate that is not trusted.
  return /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(
    originalCode || code,
  );
}

/** The id the server gave the message, where its answer has one in a known place: for people who search logs. */
function providerId({
  response,
  serverMessageId,
}: Delivery & { readonly kind: "taken" }): string | null {
  return serverMessageId ?? /\bqueued as ([\w.-]{1,100})/i.exec(response)?.[1] ?? null;
}
