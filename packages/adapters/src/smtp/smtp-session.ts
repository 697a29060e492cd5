import { Readable } from "node:stream";
import type { Envelope } from "./compose.js";
import type { SmtpTransportOptions } from "./config.js";
import type { NodemailerModules, SmtpConnection, SmtpReplyError } from "./nodemailer-modules.js";

/** How far a hand-off got. Only after the server asked for the message can the message have left. */
export type Phase = "connecting" | "envelope" | "data";

export type Delivery =
  | {
      readonly kind: "taken";
      readonly response: string;
      readonly serverMessageId: string | undefined;
    }
  | { readonly kind: "broken"; readonly phase: Phase; readonly error: SmtpReplyError }
  | { readonly kind: "stopped"; readonly phase: Phase };

/** One SMTP connection, used by one message at a time. */
export interface SmtpSession {
  /** How many messages were tried. */
  readonly used: number;
  readonly alive: boolean;
  readonly smtputf8: boolean;
  deliver(envelope: Envelope, bytes: Uint8Array, stop: AbortSignal): Promise<Delivery>;
  /** Says goodbye, or hangs up at once. */
  end(how: "quit" | "now"): void;
}

export type Opening =
  | { readonly session: SmtpSession }
  | (Delivery & { readonly kind: "broken" | "stopped" });

/**
 * Opens a connection and logs in.
 *
 * nodemailer's own pool is not used, for one reason: it cannot tell whether the message had begun to leave when a
 * connection was lost, and that decides between "not sent" and "unknown". `SMTPConnection` can: it first reads the
 * message stream after the server answered DATA with 354, so the stream's first read marks that moment.
 */
export function openSession(
  options: SmtpTransportOptions,
  { SMTPConnection }: NodemailerModules,
  stop: AbortSignal,
): Promise<Opening> {
  const connection = new SMTPConnection(connectionOptions(options));
  return new Promise((resolve) => {
    let settled = false;
    let lost: SmtpReplyError | null = null;
    const settle = (opening: Opening): void => {
      if (settled) return;
      settled = true;
      stop.removeEventListener("abort", stopped);
      resolve(opening);
      if (!("session" in opening)) connection.close();
    };
    const fail = (error: SmtpReplyError): void =>
      settle({ kind: "broken", phase: "connecting", error });
    const stopped = (): void => settle({ kind: "stopped", phase: "connecting" });
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
    stop.addEventListener("abort", stopped, { once: true });
    if (stop.aborted) return stopped();
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

interface SessionState {
  alive: boolean;
  /** Settles the delivery at hand when the connection is lost. */
  pending: ((error: SmtpReplyError) => void) | null;
}

function sessionOver(
  connection: SmtpConnection,
  state: SessionState,
  smtputf8: boolean,
): SmtpSession {
  let used = 0;
  const end = (how: "quit" | "now"): void => {
    if (how === "quit" && state.alive) connection.quit();
    else connection.close();
    state.alive = false;
  };
  return {
    get used() {
      return used;
    },
    get alive() {
      return state.alive;
    },
    smtputf8,
    end,
    async deliver(envelope, bytes, stop) {
      used++;
      const delivery = await handOver(connection, state, envelope, bytes, stop);
      if (delivery.kind === "stopped") end("now");
      // A refused message leaves its transaction open; a connection that cannot be cleared is no use any more.
      else if (
        delivery.kind === "broken" &&
        !(state.alive && isReply(delivery.error) && (await cleared(connection, state)))
      ) {
        end("now");
      }
      return delivery;
    },
  };
}

function handOver(
  connection: SmtpConnection,
  state: SessionState,
  envelope: Envelope,
  bytes: Uint8Array,
  stop: AbortSignal,
): Promise<Delivery> {
  return new Promise((resolve) => {
    let phase: Phase = "envelope";
    const settle = (delivery: Delivery): void => {
      state.pending = null;
      stop.removeEventListener("abort", stopped);
      resolve(delivery);
    };
    const stopped = (): void => settle({ kind: "stopped", phase });
    const broken = (error: SmtpReplyError): void => settle({ kind: "broken", phase, error });
    // nodemailer reports a lost connection first as an event and then to the callback, which knows no more.
    state.pending = broken;
    stop.addEventListener("abort", stopped, { once: true });
    const body = new Readable({
      read() {
        phase = "data";
        this.push(bytes);
        this.push(null);
      },
    });
    const { from, to } = envelope;
    const use8BitMime = bytes.some((byte) => byte > 127);
    connection.send({ from, to: [to], size: bytes.length, use8BitMime }, body, (error, info) => {
      if (error) broken(error);
      else
        settle({
          kind: "taken",
          response: info?.response ?? "",
          serverMessageId: info?.serverMessageId,
        });
    });
  });
}

function cleared(connection: SmtpConnection, state: SessionState): Promise<boolean> {
  return new Promise((resolve) => {
    state.pending = () => resolve(false);
    connection.reset((error) => resolve(error === null));
  }).then((clear) => {
    state.pending = null;
    return clear === true;
  });
}

/** The server answered, so the session goes on; 421 says that it does not. */
function isReply({ responseCode = 0, command }: SmtpReplyError): boolean {
  return responseCode >= 400 && responseCode !== 421 && command !== "CONN" && command !== "API";
}

function connectionOptions(options: SmtpTransportOptions): Record<string, unknown> {
  const {
    host,
    port,
    secure,
    tls,
    name,
    auth,
    requireTls = auth !== undefined && !isLoopback(host),
  } = options;
  return {
    host,
    port: port ?? (secure === true ? 465 : 587),
    secure: secure === true,
    requireTLS: requireTls && secure !== true,
    connectionTimeout: options.connectTimeoutMs ?? 15_000,
    dnsTimeout: options.connectTimeoutMs ?? 15_000,
    greetingTimeout: options.greetingTimeoutMs ?? 15_000,
    socketTimeout: options.socketTimeoutMs ?? 60_000,
    // Hanging up is how an abort keeps the rest of a message from leaving: no grace.
    socketCloseTimeout: 0,
    ...(tls && { tls }),
    ...(name !== undefined && { name }),
  };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
