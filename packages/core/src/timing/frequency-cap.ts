import type { Instant } from "../instant.js";
import type { Channel } from "../ports/consent-gate.js";
import type { MessageFact } from "../ports/store/facts.js";
import { durationLength } from "./duration.js";

/** At most `max` messages to one contact in any stretch of `per`. */
export interface FrequencyCap {
  readonly max: number;
  /** A duration, rolling: `7d` is any 168 hours. */
  readonly per: string;
  /** Counts this channel only, and holds back this channel only. Absent: all. */
  readonly channel?: Channel;
  /** The same for a purpose. */
  readonly purpose?: string;
}

export interface CapResult {
  readonly reached: boolean;
  /** When the last of the reached caps has room again, if nothing else is sent. Absent where a cap allows none at all. */
  readonly retryAt?: Instant;
  /** The cap that holds out longest. */
  readonly cap?: FrequencyCap;
}

/**
 * Whether one more message would be too many. A message counts from its accepted hand-off on (`sentAt`); what the
 * caller has let through since the facts were read it must add itself.
 *
 * @throws DefinitionError `DEFINITION_DURATION`
 */
export function capReached(
  caps: readonly FrequencyCap[],
  messages: readonly MessageFact[],
  now: Instant,
  subject: { readonly channel: Channel; readonly purpose: string },
): CapResult {
  let latest = Number.NEGATIVE_INFINITY;
  let binding: FrequencyCap | undefined;
  for (const cap of caps) {
    if (!covers(cap, subject)) continue;
    const per = durationLength(cap.per);
    const sent = messages
      .flatMap((message) =>
        message.sentAt !== null && covers(cap, message) ? [message.sentAt] : [],
      )
      .filter((at) => at > now - per)
      .sort((a, b) => b - a);
    if (sent.length < cap.max) continue;
    const blocking = cap.max > 0 ? sent[cap.max - 1] : undefined;
    const retryAt = blocking === undefined ? Number.POSITIVE_INFINITY : blocking + per;
    if (retryAt <= latest) continue;
    latest = retryAt;
    binding = cap;
  }
  if (binding === undefined) return { reached: false };
  return latest === Number.POSITIVE_INFINITY
    ? { reached: true, cap: binding }
    : { reached: true, cap: binding, retryAt: latest };
}

function covers(
  cap: FrequencyCap,
  subject: { readonly channel: Channel; readonly purpose: string },
): boolean {
  return (
    (cap.channel === undefined || cap.channel === subject.channel) &&
    (cap.purpose === undefined || cap.purpose === subject.purpose)
  );
}
