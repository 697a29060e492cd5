import type { SendOutcome } from "@wellsent/core";
import { TransportError, type TransportErrorKind } from "@wellsent/core/errors";
import type { SmtpReplyError } from "./nodemailer-modules.js";
import { replyMeaning } from "./reply-table.js";
import { isLogin, type ServerReply, serverReply } from "./server-reply.js";
import type { Broken, Delivery, Phase, Stopped, Taken } from "./smtp-session.js";

const second = 1_000;
const minute = 60 * second;

/** Says what became of a message, from the server's answer and from how far things had got. */
export function toOutcome(delivery: Delivery, ref: string, transport: string): SendOutcome {
  switch (delivery.kind) {
    case "taken":
      return { outcome: "accepted", ref, providerMessageId: providerId(delivery) };
    case "stopped":
      return lost(delivery, ref, transport);
    case "broken": {
      if (isLimit(delivery)) {
        const said = "The server's limits do not allow this message.";
        const never = { transport, scope: "message", retry: "never" } as const;
        const error = new TransportError("invalid_message", said, never);
        return { outcome: "rejected", ref, reason: "policy", error };
      }
      const reply = serverReply(delivery);
      if (reply !== null) return answered(reply, ref, transport);
      return lost(delivery, ref, transport);
    }
  }
}

/** Why no connection could be had: nothing was said about any message. */
export function openingError(opening: Broken | Stopped, transport: string): TransportError {
  if (opening.kind === "broken" && isConfiguration(opening.error)) {
    return new TransportError(
      isLogin(opening.error) ? "auth" : "config",
      "The server could not be used as configured.",
      {
        transport,
        scope: "account",
        retry: "never",
        ...pickCodes(serverReply(opening)),
        remedy: "Check user, password, certificate and TLS settings.",
      },
    );
  }
  const outcome = toOutcome(opening, "", transport);
  if (outcome.outcome !== "accepted") return outcome.error;
  return lostError("network", "connecting", transport);
}

function answered(reply: ServerReply, ref: string, transport: string): SendOutcome {
  const { reason, kind, scope, retryAfterMs } = replyMeaning(reply);
  const said = reply.smtpCode < 500 ? "deferred the message" : "refused";
  const error = new TransportError(kind, `The server ${said} with ${reply.smtpCode}.`, {
    transport,
    scope,
    ...(retryAfterMs === undefined
      ? { retry: "never" as const }
      : { retry: "after" as const, retryAfterMs }),
    ...pickCodes(reply),
  });
  return reason === undefined
    ? { outcome: "failed", ref, error }
    : { outcome: "rejected", ref, reason, error };
}

/** No reply: what matters is whether the whole message can have left. */
function lost(delivery: Broken | Stopped, ref: string, transport: string): SendOutcome {
  const kind = delivery.kind === "stopped" ? delivery.why : lossKind(delivery.error);
  const error = lostError(kind, delivery.phase, transport);
  return { outcome: delivery.phase === "end" ? "unknown" : "failed", ref, error };
}

const lostWords: Readonly<Record<Phase, string>> = {
  connecting: "The server could not be reached.",
  envelope: "The connection ended before the message.",
  body: "The connection ended before the message had left as a whole.",
  end: "The connection ended after the message had left, and before the server answered.",
};

function lostError(kind: TransportErrorKind, phase: Phase, transport: string): TransportError {
  return new TransportError(kind, lostWords[phase], {
    transport,
    scope: kind === "aborted" ? "message" : "provider",
    ...(phase === "end"
      ? { retry: "never" as const }
      : { retry: "after" as const, retryAfterMs: phase === "connecting" ? minute : second }),
  });
}

function lossKind({ code }: SmtpReplyError): TransportErrorKind {
  return code === "ETIMEDOUT" ? "timeout" : "network";
}

function pickCodes(reply: ServerReply | null): {
  readonly smtpCode?: number;
  readonly enhancedCode?: string;
} {
  if (reply === null) return {};
  const { smtpCode, enhancedCode } = reply;
  return { smtpCode, ...(enhancedCode !== undefined && { enhancedCode }) };
}

/** nodemailer's own check against what the server said it takes: nothing was sent. */
function isLimit({ error: { code, responseCode } }: Broken): boolean {
  return responseCode === undefined && (code === "EMESSAGE" || code === "EENVELOPE");
}

/** Login or TLS: every other message will fare the same until somebody changes a setting. */
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

/** The id that the server gave the message, for people who search logs: known places only. */
function providerId({ response, serverMessageId }: Taken): string | null {
  return serverMessageId ?? /\bqueued as ([\w.-]{1,100})/i.exec(response)?.[1] ?? null;
}
