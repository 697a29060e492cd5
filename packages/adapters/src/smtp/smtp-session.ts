import { isAscii } from "node:buffer";
import type { Envelope } from "../transport-rules/index.js";
import type { Limit } from "./limit.js";
import { MessageBody } from "./message-body.js";
import type { SmtpConnection, SmtpReplyError } from "./nodemailer-modules.js";

/**
 * How far a hand-off got. `body`: the server asked for the message, and its end was not written.
 * `end`: it may have been, and only now can the message have left.
 */
export type Phase = "connecting" | "envelope" | "body" | "end";

export interface Broken {
  readonly kind: "broken";
  readonly phase: Phase;
  readonly error: SmtpReplyError;
}

export interface Stopped {
  readonly kind: "stopped";
  readonly phase: Phase;
  readonly why: "timeout" | "aborted";
}

export interface Taken {
  readonly kind: "taken";
  readonly response: string;
  readonly serverMessageId: string | undefined;
}

export type Delivery = Taken | Broken | Stopped;

/** One SMTP connection, used by one message at a time. */
export interface SmtpSession {
  /** How many messages were tried. */
  readonly used: number;
  readonly alive: boolean;
  readonly smtputf8: boolean;
  deliver(envelope: Envelope, bytes: Uint8Array, limit: Limit): Promise<Delivery>;
  /** Makes a connection ready for the next message after a refusal; else resolves at once. */
  clear(): Promise<void>;
  /** Says goodbye, or hangs up at once. */
  end(how: "quit" | "now"): void;
}

/** What the connection's own events change. */
export interface SessionState {
  alive: boolean;
  /** Settles what is at hand when the connection is lost. */
  pending: ((error: SmtpReplyError) => void) | null;
}

/** A session over a connection that is open and logged in. */
export function sessionOver(
  connection: SmtpConnection,
  state: SessionState,
  smtputf8: boolean,
): SmtpSession {
  let used = 0;
  let clean = true;
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
    async deliver(envelope, bytes, limit) {
      if (limit.struck !== null) return { kind: "stopped", phase: "envelope", why: limit.struck };
      used++;
      const body = new MessageBody(bytes);
      const delivery = await handOver(connection, state, envelope, body, bytes, limit);
      const whole = body.ended || !body.begun;
      if (delivery.kind === "taken") {
        if (whole) return delivery;
        end("now");
        const error = new Error("The server answered before the message had ended.");
        return { kind: "broken", phase: "body", error };
      }
      // A refused message leaves its transaction open; a connection whose place in the dialogue is
      // not certain is no use any more.
      clean = false;
      if (delivery.kind === "stopped" || !whole || !isReply(delivery.error)) end("now");
      return delivery;
    },
    async clear() {
      if (clean || !state.alive) return;
      clean = await cleared(connection, state);
      if (!clean) end("now");
    },
  };
}

function handOver(
  connection: SmtpConnection,
  state: SessionState,
  envelope: Envelope,
  body: MessageBody,
  bytes: Uint8Array,
  limit: Limit,
): Promise<Delivery> {
  return new Promise((resolve) => {
    const phase = (): Phase => (body.ended ? "end" : body.begun ? "body" : "envelope");
    const settle = (delivery: Delivery): void => {
      state.pending = null;
      limit.watch = null;
      body.stop();
      resolve(delivery);
    };
    const broken = (error: SmtpReplyError): void =>
      settle({ kind: "broken", phase: phase(), error });
    // nodemailer reports a lost connection first as an event and then to the callback, which knows
    // no more.
    state.pending = broken;
    limit.watch = () => settle({ kind: "stopped", phase: phase(), why: limit.struck ?? "aborted" });
    const { from, to } = envelope;
    const use8BitMime = !isAscii(bytes);
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

/** How long a server may take to forget a refused message. */
const clearTimeoutMs = 5_000;

function cleared(connection: SmtpConnection, state: SessionState): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (clear: boolean): void => {
      clearTimeout(timer);
      state.pending = null;
      resolve(clear);
    };
    const timer = setTimeout(() => settle(false), clearTimeoutMs);
    state.pending = () => settle(false);
    connection.reset((error) => settle(error === null));
  });
}

/** The server answered, so the session goes on; 421 says that it does not. */
function isReply({ responseCode = 0, command }: SmtpReplyError): boolean {
  return responseCode >= 400 && responseCode !== 421 && command !== "CONN" && command !== "API";
}
