import type { SmtpReplyError } from "./nodemailer-modules.js";
import type { Broken } from "./smtp-session.js";

/**
 * What was answered. `session`: greeting, EHLO, STARTTLS, or words that nobody had asked for.
 * `data`: the command, or the whole message.
 */
export type Stage = "session" | "login" | "sender" | "recipient" | "data";

/** A refusal in numbers: all that may be read of it. */
export interface ServerReply {
  readonly stage: Stage;
  readonly smtpCode: number;
  /** RFC 3463, as the server said it. */
  readonly enhancedCode: string | undefined;
  /**
   * Subject and detail of the enhanced code, such as `1.1`. Empty without one, for `x.0.0`, which
   * says nothing, and for one whose class is not the reply's.
   */
  readonly status: string;
}

/** `null`: the connection broke without a refusal. */
export function serverReply({ phase, error }: Broken): ServerReply | null {
  const { responseCode: smtpCode = 0, response = "" } = error;
  if (smtpCode < 400 || smtpCode > 599) return null;
  const enhancedCode = readEnhancedCode(response);
  const [, category, status = ""] = /^(\d)\.(.*)$/.exec(enhancedCode ?? "") ?? [];
  const speaks = category === String(smtpCode)[0] && status !== "0.0";
  return { stage: readStage(phase, error), smtpCode, enhancedCode, status: speaks ? status : "" };
}

/**
 * At the beginning of a line, bare or as `#5.7.1` or `(#5.7.1)`; with the number sign also at the
 * end, where qmail and its heirs put it.
 */
function readEnhancedCode(response: string): string | undefined {
  const code = String.raw`([245]\.\d{1,3}\.\d{1,3})(?![\w.])`;
  const first = new RegExp(String.raw`^\d{3}[ -]\(?#?${code}`, "m").exec(response);
  return (first ?? new RegExp(`#${code}`).exec(response))?.[1];
}

function readStage(phase: Broken["phase"], error: SmtpReplyError): Stage {
  if (isLogin(error)) return "login";
  if (phase === "connecting") return "session";
  if (phase === "body" || phase === "end") return "data";
  switch (error.command) {
    case "MAIL FROM":
      return "sender";
    case "RCPT TO":
      return "recipient";
    case "DATA":
      return "data";
    default:
      // nodemailer says `CONN` of a 421 to a recipient where commands were pipelined: one to the
      // sender keeps its name.
      return error.responseCode === 421 ? "recipient" : "session";
  }
}

export function isLogin({ code, command = "" }: SmtpReplyError): boolean {
  return code === "EAUTH" || command.startsWith("AUTH");
}
