import type { OutboundSms, SmsTransport } from "@wellsent/core";
import { isE164, smsSegments } from "../transport-rules/index.js";
import { createOutlet } from "./memory-outlet.js";
import { misaddressed, refused, type ScriptedOutcome } from "./scripted-outcome.js";

export interface MemorySmsTransportOptions {
  readonly id?: string;
  /**
   * How the provider answers each message. Default: accepts everything. A promise keeps the sender
   * waiting.
   */
  readonly outcomes?: (message: OutboundSms) => ScriptedOutcome | Promise<ScriptedOutcome>;
  /** Sends a key once, as the better providers do. Default: true. */
  readonly knowsKeys?: boolean;
  /**
   * What `outcomes` promises to keep, in milliseconds: nothing here measures it. Default: 1,000.
   */
  readonly longestWaitMs?: number;
}

export interface MemorySmsTransport extends SmsTransport {
  /** What the provider took, in order. */
  readonly sent: readonly OutboundSms[];
  close(): Promise<void>;
}

/** Keeps text messages instead of sending them. Knows idempotency keys. */
export function memorySmsTransport(options: MemorySmsTransportOptions = {}): MemorySmsTransport {
  const id = options.id ?? "memory-sms";
  const knowsKeys = options.knowsKeys ?? true;
  const outlet = createOutlet<OutboundSms>(
    id,
    knowsKeys,
    options.outcomes ?? (() => ({ outcome: "accepted" })),
  );
  return {
    specVersion: 1,
    id,
    channel: "sms",
    capabilities: {
      alphanumericSender: true,
      idempotency: knowsKeys && { scope: "message", ttlSeconds: 31_536_000 },
      stopHandling: "self",
      longestWaitMs: options.longestWaitMs ?? 1_000,
    },
    sent: outlet.sent,
    async send(message, call) {
      call?.signal?.throwIfAborted();
      const { ref } = message;
      if (!isE164(message.to)) {
        return misaddressed(id, ref, "The recipient is no E.164 number.");
      }
      if (smsSegments(message.body) > message.maxSegments) {
        return refused(
          id,
          ref,
          "The body takes more parts than the message allows.",
          "Shorten it, or allow more.",
        );
      }
      return outlet.hand(message, call);
    },
    async close() {
      outlet.close();
    },
  };
}
