import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { AdapterError } from "@wellsent/core/errors";

export interface SmtpReplyError extends Error {
  readonly code?: string;
  /** The system's or OpenSSL's own code where nodemailer put a broader one in its place. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
  /**
   * The command that was answered: `MAIL FROM`, `RCPT TO`, `DATA`, `CONN`, `AUTH …`; `API` where
   * nothing was sent.
   */
  readonly command?: string;
}

/** What this adapter uses of nodemailer's `SMTPConnection`. */
export interface SmtpConnection {
  readonly lastServerResponse: string | false;
  connect(done: (error?: SmtpReplyError) => void): void;
  login(
    auth: { readonly user: string; readonly pass: string },
    done: (error: SmtpReplyError | null) => void,
  ): void;
  send(
    envelope: { from: string; to: string[]; size: number; use8BitMime: boolean },
    message: Readable,
    done: (
      error: SmtpReplyError | null,
      info?: { readonly response: string; readonly serverMessageId?: string | undefined },
    ) => void,
  ): void;
  reset(done: (error: SmtpReplyError | null) => void): void;
  quit(): void;
  close(): void;
  on(event: "error", listener: (error: SmtpReplyError) => void): unknown;
  once(event: "end", listener: () => void): unknown;
}

/** The parts of nodemailer 10 that are used, for hosts that bundle or wrap it. */
export interface NodemailerModules {
  /** `nodemailer/lib/smtp-connection` */
  readonly SMTPConnection: new (
    options: Record<string, unknown>,
  ) => SmtpConnection;
  /** `nodemailer/lib/dkim` */
  readonly DKIM: new (
    options: Record<string, unknown>,
  ) => { sign(message: Buffer): Readable };
}

/**
 * nodemailer from where the host installed it.
 *
 * @throws AdapterError `ADAPTER_PEER_MISSING`
 */
export function installedNodemailer(): NodemailerModules {
  const require = createRequire(import.meta.url);
  try {
    return {
      SMTPConnection: require("nodemailer/lib/smtp-connection"),
      DKIM: require("nodemailer/lib/dkim"),
    };
  } catch (cause) {
    throw new AdapterError("ADAPTER_PEER_MISSING", "The SMTP transport needs nodemailer 10.", {
      remedy: "npm install nodemailer@10, or pass its modules as the option nodemailer.",
      cause,
    });
  }
}
