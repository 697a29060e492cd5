import type { CallOptions, EmailTransport, OutboundEmail, SendOutcome } from "@wellsent/core";
import { holdsLineBreak } from "../transport-rules/index.js";
import { createOutlet } from "./memory-outlet.js";
import { refused, type ScriptedOutcome } from "./scripted-outcome.js";

export interface MemoryEmailTransportOptions {
  readonly id?: string;
  /** How the provider answers each message. Default: accepts everything. A promise keeps the sender waiting. */
  readonly outcomes?: (message: OutboundEmail) => ScriptedOutcome | Promise<ScriptedOutcome>;
}

export interface MemoryEmailTransport extends EmailTransport {
  /** What the provider took, in order. */
  readonly sent: readonly OutboundEmail[];
  sendBatch(
    messages: readonly OutboundEmail[],
    options?: CallOptions,
  ): Promise<readonly SendOutcome[]>;
  close(): Promise<void>;
}

/** Keeps mails instead of sending them. Knows idempotency keys, as the better providers do. */
export function memoryEmailTransport(
  options: MemoryEmailTransportOptions = {},
): MemoryEmailTransport {
  const id = options.id ?? "memory-email";
  const outlet = createOutlet<OutboundEmail>(
    id,
    options.outcomes ?? (() => ({ outcome: "accepted" })),
  );

  const send = async (message: OutboundEmail, call?: CallOptions): Promise<SendOutcome> => {
    call?.signal?.throwIfAborted();
    if (holdsLineBreak(message)) {
      return refused(
        id,
        message.ref,
        "A header or address holds a line break or NUL.",
        "Refuse such input earlier.",
      );
    }
    return outlet.hand(message, call);
  };

  return {
    specVersion: 1,
    id,
    channel: "email",
    capabilities: {
      batch: { max: 1_000 },
      idempotency: { scope: "message", ttlSeconds: 31_536_000 },
      raw: true,
      envelopeFrom: true,
      smtputf8: true,
    },
    sent: outlet.sent,
    send,
    async sendBatch(messages, call) {
      call?.signal?.throwIfAborted();
      const outcomes: SendOutcome[] = [];
      // One after the other, so that `sent` is in order. Once begun, a batch is answered in full.
      for (const message of messages) outcomes.push(await send(message));
      return outcomes;
    },
    async close() {
      outlet.close();
    },
  };
}
