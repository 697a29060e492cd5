import type { Instant, Milliseconds } from "../instant.js";
import { isSolicited } from "../message-class.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { MessageFact, OutboxStatus } from "../ports/store/facts.js";
import {
  type CalendarUnit,
  checkUnit,
  periodStart,
  unitDays,
  unitNumber,
} from "./calendar-period.js";
import { durationLength, parseDuration } from "./duration.js";
import type { DurationText } from "./duration-text.js";
import { calendarDay, dayLength, startOfDay } from "./wall-clock.js";

/** At most `max` messages to one contact in any stretch, or in each period, of `per`. */
export interface FrequencyCap {
  readonly max: number;
  /**
   * A duration, rolling: `7d` is any 168 hours. Or a period of the calendar in the contact's zone,
   * the workspace's where that is not known: `{ unit: "day" }` begins anew at local midnight.
   */
  readonly per: DurationText | CalendarUnit;
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
 * somebody's hands, of unknown fate, or waiting to be sent again after a hand-over in doubt. `zone`
 * is the one whose calendar the person lives by.
 *
 * @throws DefinitionError `DEFINITION_DURATION`, `DEFINITION_PERIOD`; InputError `INPUT_TIME_ZONE`
 */
export function capReached(
  caps: readonly FrequencyCap[],
  messages: readonly MessageFact[],
  now: Instant,
  subject: CapSubject,
  zone: string,
): CapResult {
  let latest = Number.NEGATIVE_INFINITY;
  let binding: FrequencyCap | undefined;
  for (const cap of caps) {
    if (!covers(cap, subject)) continue;
    const { counts, endOf } = stretchOf(cap.per, zone, now);
    const sent = messages
      .flatMap((message) => (covers(cap, message) ? (leftAt(message) ?? []) : []))
      .filter(counts)
      .sort((a, b) => b - a);
    if (sent.length < cap.max) continue;
    const blocking = cap.max > 0 ? sent[cap.max - 1] : undefined;
    const retryAt = blocking === undefined ? Number.POSITIVE_INFINITY : endOf(blocking);
    if (retryAt <= latest) continue;
    latest = retryAt;
    binding = cap;
  }
  if (binding === undefined) return { reached: false };
  return latest === Number.POSITIVE_INFINITY
    ? { reached: true, cap: binding }
    : { reached: true, cap: binding, retryAt: latest };
}

/** How far back a cap looks at most. @throws as {@link capReached} */
export function capLength(per: FrequencyCap["per"], path?: string): Milliseconds {
  if (typeof per === "string") return durationLength(parseDuration(per, path));
  // A local day may be 25 hours long, and one more where an island changes its side of the date
  // line.
  return (unitDays[checkUnit(per, path).unit] + 2) * dayLength;
}

/** Which messages count now, and when the place that one takes is free again. */
function stretchOf(
  per: FrequencyCap["per"],
  zone: string,
  now: Instant,
): { readonly counts: (at: Instant) => boolean; readonly endOf: (at: Instant) => Instant } {
  if (typeof per === "string") {
    const length = durationLength(per);
    return { counts: (at) => at > now - length, endOf: (at) => at + length };
  }
  const unit = checkUnit(per);
  const current = unitNumber(unit, calendarDay(zone, now));
  const begin = startOfDay(zone, periodStart(unit, current));
  const end = startOfDay(zone, periodStart(unit, current + 1));
  return { counts: (at) => at >= begin, endOf: () => end };
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
