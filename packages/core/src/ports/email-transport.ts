import type { TransportError } from "../errors/index.js";
import type { CallOptions } from "./call-options.js";
import type { SendOutcome } from "./send-outcome.js";

/**
 * One mailbox, never a list or a name with an address: a transport MUST refuse an invalid one. The
 * domain may be in any script; the part before the `@` only with `capabilities.smtputf8`.
 */
export interface EmailAddress {
  readonly address: string;
  readonly name?: string;
}

/**
 * One header field. Neither part contains CR, LF or NUL, and the field is none of those that are
 * made from the message's own parts (recipients, sender, subject, date, id, content). A transport
 * MUST refuse such a message and never strip the field. A value may be in any script and arrives
 * unchanged.
 */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** One rendered e-mail to exactly one recipient. There are no copies. */
export interface OutboundEmail {
  /** `[A-Za-z0-9_-]{1,64}`, opaque, no personal data. Comes back in webhooks. */
  readonly ref: string;
  /** Stable over every retry of the same logical send. */
  readonly idempotencyKey: string;
  readonly from: EmailAddress;
  readonly to: EmailAddress;
  readonly replyTo?: EmailAddress;
  readonly envelopeFrom?: string;
  /**
   * With angle brackets, derived from the send key, so that a receiver can recognize a second copy.
   */
  readonly messageId: string;
  readonly date: Date;
  readonly subject: string;
  readonly html?: string;
  readonly text: string;
  readonly headers: readonly HeaderField[];
  /**
   * A finished RFC 5322 message. A transport with `capabilities.raw` sends these bytes and nothing
   * else.
   */
  readonly raw?: Uint8Array;
}

/**
 * Facts about a transport, as data. An absent ability is emulated or refused by name, never
 * silently dropped.
 */
export interface EmailCapabilities {
  /** `false`: the core sends one by one. */
  readonly batch: false | { readonly max: number };
  /** `false`: the same key sent twice is sent twice, and `unknown` stays unknown. */
  readonly idempotency:
    | false
    | { readonly scope: "message" | "request"; readonly ttlSeconds: number };
  /** `false`: the transport composes the message from its parts. */
  readonly raw: boolean;
  readonly envelopeFrom: boolean;
  /** `false`: an address with a non-ASCII local part is rejected as `invalid_address`. */
  readonly smtputf8: boolean;
  /**
   * The longest time, in milliseconds, from `send`, on the transport or on a slot, to its outcome.
   * The limit MUST hold: a longer hand-over counts as lost with its worker. An engine refuses a
   * lease that is not longer. Waiting in `reserve` does not count, because no message is being
   * handed over then.
   */
  readonly longestWaitMs: number;
}

/** A slot at a transport: a hand-over can begin at once, over an open connection. */
export interface SendSlot<Message> {
  /**
   * Hands over at once, under the promises of the transport's own `send`. May be called once: a
   * second call, or one after `release`, resolves to `failed` and sends nothing. The slot is freed
   * by itself.
   */
  send(message: Message, options?: CallOptions): Promise<SendOutcome>;
  /** Frees the slot unused. May be called twice. Does nothing after `send`. */
  release(): void;
}

/**
 * Hands e-mails to a provider.
 *
 * MUST resolve to a {@link SendOutcome} for anything a recipient, message or provider can cause,
 * and reject only with `signal.reason` before anything was written. MUST report `unknown` when the
 * message may have left. MUST NOT retry by itself: retries, rate limits and ordering belong to the
 * outbox. Safe under concurrent calls. Not for: deciding whether somebody may be written to.
 */
export interface EmailTransport {
  readonly specVersion: 1;
  readonly id: string;
  readonly channel: "email";
  readonly capabilities: EmailCapabilities;
  send(message: OutboundEmail, options?: CallOptions): Promise<SendOutcome>;
  /**
   * One outcome for each message, in the order given. One recipient's failure never rejects the
   * call and never affects the others. Present if `capabilities.batch` is an object.
   */
  sendBatch?(
    messages: readonly OutboundEmail[],
    options?: CallOptions,
  ): Promise<readonly SendOutcome[]>;
  /**
   * Waits until a hand-over can begin at once, and reserves the slot. The engine checks the
   * permission for the last time after this and before `send`, so that nobody is written to who
   * withdrew while a mail waited for a connection. Resolves to the error if there is no connection;
   * no message is at fault. Rejects only with `signal.reason`. The caller must use or release the
   * slot. Absent: the transport is always ready.
   */
  reserve?(
    options?: CallOptions,
  ): Promise<{ readonly slot: SendSlot<OutboundEmail> } | { readonly error: TransportError }>;
  /** Releases connections. Idempotent; a later `send` resolves to `failed`. */
  close?(): Promise<void>;
}
