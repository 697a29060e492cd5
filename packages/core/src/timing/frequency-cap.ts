import type { Instant } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { MessageFact } from "../ports/store/facts.js";
import type { OutboxStatus } from "../ports/store/outbox.js";
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
  /**
   * The same for a class. Absent: what the person did not ask for, marketing and service. A receipt
   * then neither waits for a cap nor uses one up.
   */
  readonly messageClass?: MessageClass;
}

/** What a cap knows a message by. */
export type CapSubject = Pick<MessageFact, "channel" | "purpose" | "messageClass">;

export interface CapResult {
  readonly reached: boolean;
  /**
   * When the last of the reached caps has room again, if nothing else is sent. Absent where a cap
   * allows none at all.
   */
  readonly retryAt?: Instant;
  /** The cap that holds out longest. */
  readonly cap?: FrequencyCap;
}

/**
 * Whether one more message would be too many. Counted is what was sent and what may have been: in
 * somebody's hands, of unknown fate, or waiting to be sent again after a hand-over in doubt.
 *
 * @throws DefinitionError `DEFINITION_DURATION`
 */
export function capReached(
  caps: readonly FrequencyCap[],
  messages: readonly MessageFact[],
  now: Instant,
  subject: CapSubject,
): CapResult {
  let latest = Number.NEGATIVE_INFINITY;
  let binding: FrequencyCap | undefined;
  for (const cap of caps) {
    if (!covers(cap, subject)) continue;
    const per = durationLength(cap.per);
    const sent = messages
      .flatMap((message) => (covers(cap, message) ? (leftAt(message) ?? []) : []))
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

/** Whether a message in this state left, may have left, or may be leaving right now. */
const mayHaveLeft: Readonly<Record<OutboxStatus, boolean>> = {
  accepted: true,
  claimed: true,
  unknown: true,
  queued: false,
  rejected: false,
  failed: false,
  skipped: false,
};

function leftAt({ status, sentAt, touchedAt, lost }: MessageFact): Instant | null {
  if (sentAt !== null) return sentAt;
  return mayHaveLeft[status] || (status === "queued" && lost > 0) ? touchedAt : null;
}

function covers(cap: FrequencyCap, subject: CapSubject): boolean {
  return (
    (cap.channel === undefined || cap.channel === subject.channel) &&
    (cap.purpose === undefined || cap.purpose === subject.purpose) &&
    (cap.messageClass === undefined
      ? !isSolicited(subject.messageClass)
      : cap.messageClass === subject.messageClass)
  );
}
