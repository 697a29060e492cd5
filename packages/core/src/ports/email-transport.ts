import type { TransportError } from "../errors/index.js";
import type { CallOptions } from "./call-options.js";
import type { SendOutcome } from "./send-outcome.js";

/**
 * One mailbox, never a list or a name with an address: a transport MUST refuse what is none. The
 * domain may be of any script; the part before the `@` only with `capabilities.smtputf8`.
 */
export interface EmailAddress {
  readonly address: string;
  readonly name?: string;
}

/**
 * One header field. Neither part holds CR, LF or NUL, and it is none of those that the message's
 * own parts decide (recipients, sender, subject, date, id, content): a transport MUST refuse such a
 * message, never strip it. A value may be of any script: it arrives unchanged.
 */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** One rendered e-mail to exactly one recipient. Copies do not exist for marketing mail. */
export interface OutboundEmail {
  /** `[A-Za-z0-9_-]{1,64}`, opaque, no personal data. Comes back in webhooks. */
  readonly ref: string;
  /** Stable over every retry of the same logical send. */
  readonly idempotencyKey: string;
  readonly from: EmailAddress;
  readonly to: EmailAddress;
  readonly replyTo?: EmailAddress;
  readonly envelopeFrom?: string;
  /** With angle brackets, derived from the send key: a receiver that gets it twice can tell. */
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
 * Facts about a transport, as data. Each absent ability is emulated or refused by name, never
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
   * The longest a hand-over takes from `send`, on the transport or on a slot, to its outcome, in
   * milliseconds. MUST hold: what takes longer counts as lost with its worker. An engine refuses a
   * lease that is not longer. Waiting in `reserve` does not count: no message is in anybody's
   * hands.
   */
  readonly longestWaitMs: number;
}

/** A place at a transport: a hand-over that could begin at once, over a connection that is open. */
export interface SendSlot<Message> {
  /**
   * Hands over at once, under the promises of the transport's own `send`. Once: a second call, or
   * one after `release`, resolves to `failed` and sends nothing. The place comes back by itself.
   */
  send(message: Message, options?: CallOptions): Promise<SendOutcome>;
  /** Gives the place back unused. May be called twice; does nothing after `send`. */
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
   * One outcome per message, in the order given; one recipient's failure never rejects the call nor
   * touches the rest. Present when `capabilities.batch` is an object.
   */
  sendBatch?(
    messages: readonly OutboundEmail[],
    options?: CallOptions,
  ): Promise<readonly SendOutcome[]>;
  /**
   * Waits until a hand-over could begin at once, and keeps that place. The engine takes its last
   * look at the permission after this and before `send`, so that nobody is written to who withdrew
   * while a mail waited for a connection. Resolves to the error where no connection can be had; no
   * message is to blame for it. Rejects only with `signal.reason`. Who has a slot uses it or
   * releases it. Absent: always ready.
   */
  reserve?(
    options?: CallOptions,
  ): Promise<{ readonly slot: SendSlot<OutboundEmail> } | { readonly error: TransportError }>;
  /** Releases connections. Idempotent; a later `send` resolves to `failed`. */
  close?(): Promise<void>;
}
