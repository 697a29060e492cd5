import type { SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { Channel, DecisionReason, MessageClass } from "../ports/consent-gate.js";
import type { MessageFact } from "../ports/store/facts.js";
import type { Verdict } from "../ports/store/outbox.js";
import { capReached } from "../timing/frequency-cap.js";
import { nextAllowed } from "../timing/quiet-hours.js";
import type { SendPolicy } from "./send-policy.js";

/** What a policy judges a message by. */
export interface TimedMessage {
  readonly key: SendKey;
  readonly channel: Channel;
  readonly purpose: string;
  readonly messageClass: MessageClass;
  /** Lateness counts from here. */
  readonly plannedAt: Instant;
  readonly expiresAt: Instant;
}

export type HeldBack = Exclude<Verdict, { readonly verdict: "send" | "leave" }>;

/**
 * Lateness, expiry, caps and quiet hours, in this order: what refuses for good comes before what
 * time lifts. `null`: nothing is against it. `messages` are all of the contact's.
 */
export function heldByPolicy(
  { lateAfter, caps = [], quietHours = [] }: SendPolicy,
  message: TimedMessage,
  messages: readonly MessageFact[],
  now: Instant,
  zone: string,
): HeldBack | null {
  if (lateAfter !== undefined && now - message.plannedAt > lateAfter)
    return skip("TOO_LATE", "send policy: lateAfter");
  if (now >= message.expiresAt) return skip("EXPIRED", "retry policy: expires");
  if (caps.length > 0) {
    const others = messages.filter(({ key }) => key !== message.key);
    const cap = capReached(caps, others, now, message, zone);
    if (cap.reached) {
      return cap.retryAt === undefined
        ? skip("FREQUENCY_CAP", "send policy: caps")
        : deferral("FREQUENCY_CAP", "send policy: caps", cap.retryAt);
    }
  }
  if (quietHours.length === 0 || isSolicited(message.messageClass)) return null;
  const allowedAt = nextAllowed(quietHours, [zone], now);
  return allowedAt > now ? deferral("QUIET_HOURS", "send policy: quietHours", allowedAt) : null;
}

export function skip(code: string, rule: string): HeldBack {
  const reason: DecisionReason = { code, effect: "deny", rule };
  return { verdict: "skip", reasons: [reason] };
}

function deferral(code: string, rule: string, until: Instant): HeldBack {
  return { verdict: "defer", until, reasons: [{ code, effect: "defer", rule, until }] };
}
