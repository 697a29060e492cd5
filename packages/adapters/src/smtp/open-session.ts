import type { SmtpTransportOptions } from "./config.js";
import { connectionOptions } from "./connection-options.js";
import type { Limit } from "./limit.js";
import type { NodemailerModules, SmtpReplyError } from "./nodemailer-modules.js";
import {
  type Broken,
  type SessionState,
  type SmtpSession,
  type Stopped,
  sessionOver,
} from "./smtp-session.js";

export type Opening = { readonly session: SmtpSession } | Broken | Stopped;

/**
 * Opens a connection and logs in.
 *
 * nodemailer's own pool is not used, for one reason: it cannot tell how far a message had got when
 * its connection was lost, and that decides between "not sent" and "unknown". `SMTPConnection` can,
 * by how much of the message it has read.
 */
export function openSession(
  options: SmtpTransportOptions,
  { SMTPConnection }: NodemailerModules,
  limit: Limit,
): Promise<Opening> {
  const connection = new SMTPConnection(connectionOptions(options));
  return new Promise((resolve) => {
    let settled = false;
    let lost: SmtpReplyError | null = null;
    const settle = (opening: Opening): void => {
      if (settled) return;
      settled = true;
      limit.watch = null;
      resolve(opening);
      if (!("session" in opening)) connection.close();
    };
    const fail = (error: SmtpReplyError): void =>
      settle({ kind: "broken", phase: "connecting", error });
    const stopped = (): void =>
      settle({ kind: "stopped", phase: "connecting", why: limit.struck ?? "aborted" });
    const state: SessionState = { alive: true, pending: null };
    connection.on("error", (error) => {
      lost = error;
      fail(error);
      state.pending?.(error);
    });
    connection.once("end", () => {
      state.alive = false;
      // The callback that knows the server's last words runs right after this event.
      setImmediate(() => {
        const error =
          lost ?? Object.assign(new Error("The connection ended."), { code: "ECONNECTION" });
        fail(error);
        state.pending?.(error);
      });
    });
    if (limit.struck !== null) return stopped();
    limit.watch = stopped;
    connection.connect((error) => {
      if (error) return fail(error);
      // Right after the handshake this is the answer to EHLO, the extensions the server offers.
      const smtputf8 = /^250[ -]SMTPUTF8\b/im.test(connection.lastServerResponse || "");
      const ready = (): void => settle({ session: sessionOver(connection, state, smtputf8) });
      if (options.auth === undefined) return ready();
      connection.login({ ...options.auth }, (refused) => (refused ? fail(refused) : ready()));
    });
  });
}
