import type { CallOptions, EmailTransport, OutboundEmail, SendOutcome } from "@wellsent/core";
import { readEnvelope } from "../transport-rules/index.js";
import { createOutlet } from "./memory-outlet.js";
import { memoryPlaces, type Reservation } from "./memory-places.js";
import { misaddressed, refused, type ScriptedOutcome } from "./scripted-outcome.js";

export interface MemoryEmailTransportOptions {
  readonly id?: string;
  /**
   * How the provider answers each message. Default: accepts everything. A promise keeps the sender
   * waiting.
   */
  readonly outcomes?: (message: OutboundEmail) => ScriptedOutcome | Promise<ScriptedOutcome>;
  /** How many hand-offs can be under way or reserved at once. Default: any number. */
  readonly connections?: number;
  /**
   * Takes finished messages as bytes, so that `sent` holds those. Default: false, and the parts
   * tell what was sent.
   */
  readonly raw?: boolean;
  /** Sends a key once, as the better providers do. Default: true. */
  readonly knowsKeys?: boolean;
  /**
   * What `outcomes` promises to keep, in milliseconds: nothing here measures it. Default: 1,000.
   */
  readonly longestWaitMs?: number;
}

export interface MemoryEmailTransport extends EmailTransport {
  /** What the provider took, in order. */
  readonly sent: readonly OutboundEmail[];
  sendBatch(
    messages: readonly OutboundEmail[],
    options?: CallOptions,
  ): Promise<readonly SendOutcome[]>;
  reserve(options?: CallOptions): Promise<Reservation<OutboundEmail>>;
  close(): Promise<void>;
}

/**
 * Keeps mails instead of sending them. Knows idempotency keys, as the better providers do.
 * @example
 * const email = memoryEmailTransport();
 * const app = await wellsent({ ...options, email });
 * await app.drain();
 * console.log(email.sent.length);
 */
export function memoryEmailTransport(
  options: MemoryEmailTransportOptions = {},
): MemoryEmailTransport {
  const id = options.id ?? "memory-email";
  const knowsKeys = options.knowsKeys ?? true;
  const outlet = createOutlet<OutboundEmail>(
    id,
    knowsKeys,
    options.outcomes ?? (() => ({ outcome: "accepted" })),
  );

  const hand = async (message: OutboundEmail, call?: CallOptions): Promise<SendOutcome> => {
    call?.signal?.throwIfAborted();
    const reading = readEnvelope(message, true);
    if (!reading.ok) {
      return reading.fault === "recipient"
        ? misaddressed(id, message.ref, "The recipient's address is no address of one mailbox.")
        : refused(
            id,
            message.ref,
            "A header field or address of the message is malformed.",
            "Refuse such input earlier.",
          );
    }
    return outlet.hand(message, call);
  };
  const places = memoryPlaces(id, options.connections ?? Number.POSITIVE_INFINITY, hand);

  return {
    specVersion: 1,
    id,
    channel: "email",
    capabilities: {
      batch: { max: 1_000 },
      idempotency: knowsKeys && { scope: "message", ttlSeconds: 31_536_000 },
      raw: options.raw ?? false,
      envelopeFrom: true,
      smtputf8: true,
      longestWaitMs: options.longestWaitMs ?? 1_000,
    },
    sent: outlet.sent,
    send: places.send,
    async sendBatch(messages, call) {
      call?.signal?.throwIfAborted();
      const outcomes: SendOutcome[] = [];
      // One after the other, so that `sent` is in order. Once begun, a batch is answered in full.
      for (const message of messages) outcomes.push(await places.send(message));
      return outcomes;
    },
    reserve: places.reserve,
    async close() {
      outlet.close();
      places.close();
    },
  };
}
