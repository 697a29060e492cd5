import type { CallOptions } from "./call-options.js";
import type { SendOutcome } from "./send-outcome.js";

export interface OutboundSms {
  /** `[A-Za-z0-9_-]{1,64}`, opaque, no personal data. */
  readonly ref: string;
  readonly idempotencyKey: string;
  /** E.164. */
  readonly to: string;
  /** An alphanumeric sender cannot receive STOP, so the body must name another way to opt out. */
  readonly from:
    | { readonly type: "number"; readonly e164: string }
    | { readonly type: "short_code"; readonly code: string }
    | { readonly type: "alphanumeric"; readonly id: string };
  readonly body: string;
  /** Refuse the message instead of sending more parts than this. */
  readonly maxSegments: number;
}

export interface SmsCapabilities {
  readonly alphanumericSender: boolean;
  readonly idempotency:
    | false
    | { readonly scope: "message" | "request"; readonly ttlSeconds: number };
  /**
   * Who answers STOP first. With `provider`, its opt-out errors are withdrawals that are not known
   * yet.
   */
  readonly stopHandling: "provider" | "self" | "carrier";
  /** The longest time of a hand-over in milliseconds, as for e-mail. */
  readonly longestWaitMs: number;
}

/** Hands text messages to a provider, under the same promises as an e-mail transport. */
export interface SmsTransport {
  readonly specVersion: 1;
  readonly id: string;
  readonly channel: "sms";
  readonly capabilities: SmsCapabilities;
  send(message: OutboundSms, options?: CallOptions): Promise<SendOutcome>;
  close?(): Promise<void>;
}
