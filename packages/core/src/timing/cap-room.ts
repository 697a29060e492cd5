import type { SendKey } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { MessageFact, OutboxStatus } from "../ports/store/facts.js";
import { checkUnit, periodStart, unitNumber } from "./calendar-period.js";
import { durationLength } from "./duration.js";
import { byPriority, type CapSubject, covers, type FrequencyCap } from "./frequency-cap.js";
import { calendarDay, startOfDay } from "./wall-clock.js";

export interface CapResult {
  readonly reached: boolean;
  /**
   * When the last of the reached caps may have room again, if nothing else is sent. Absent where a
   * cap allows none at all.
   */
  readonly retryAt?: Instant;
  /** The cap that holds out longest. */
  readonly cap?: FrequencyCap;
  /**
   * There is room in that cap, and it is kept for these: better messages that are due within its
   * look-ahead. `retryAt` is when the first of them is due.
   */
  readonly reservedFor?: readonly SendKey[];
}

interface Reached {
  readonly cap: FrequencyCap;
  readonly retryAt: Instant;
  readonly reservedFor?: readonly SendKey[];
}

/**
 * Whether one more message would be too many. Counted is what was sent and what may have been: in
 * somebody's hands, of unknown fate, or waiting to be sent again after a hand-over in doubt. With
 * `lookAhead`, what is better and soon due counts as well. `zone` is the one whose calendar the
 * person lives by.
 *
 * @param messages the contact's others, without the subject itself
 * @throws DefinitionError `DEFINITION_DURATION`, `DEFINITION_PERIOD`; InputError `INPUT_TIME_ZONE`
 */
export function capReached(
  caps: readonly FrequencyCap[],
  messages: readonly MessageFact[],
  now: Instant,
  subject: CapSubject,
  zone: string,
): CapResult {
  let binding: Reached | undefined;
  for (const cap of caps) {
    if (!covers(cap, subject)) continue;
    const reached = reachedBy(cap, messages, now, subject, zone);
    if (reached === null || reached.retryAt <= (binding?.retryAt ?? Number.NEGATIVE_INFINITY))
      continue;
    binding = reached;
  }
  if (binding === undefined) return { reached: false };
  const { retryAt, ...rest } = binding;
  return retryAt === Number.POSITIVE_INFINITY
    ? { reached: true, ...rest }
    : { reached: true, ...rest, retryAt };
}

function reachedBy(
  cap: FrequencyCap,
  messages: readonly MessageFact[],
  now: Instant,
  subject: CapSubject,
  zone: string,
): Reached | null {
  if (cap.max <= 0) return { cap, retryAt: Number.POSITIVE_INFINITY };
  const { counts, endFor } = stretchFor(cap.per, zone, now);
  const covered = messages.filter((message) => covers(cap, message));
  const sent = covered
    .flatMap((message) => leftAt(message) ?? [])
    .filter(counts)
    .sort((a, b) => b - a);
  const blocking = sent[cap.max - 1];
  if (blocking !== undefined) return { cap, retryAt: endFor(blocking) };
  if (cap.lookAhead === undefined) return null;
  // What is due once this stretch is over takes no room from it.
  const until = Math.min(now + durationLength(cap.lookAhead), endFor(now) - 1);
  const ahead = covered
    .filter((message) => isAhead(message, subject, now, until))
    .sort((a, b) => a.dueAt - b.dueAt);
  const [first] = ahead;
  if (first === undefined || sent.length + ahead.length < cap.max) return null;
  const retryAt = Math.max(first.dueAt, now + soon);
  return { cap, retryAt, reservedFor: ahead.map(({ key }) => key) };
}

/** What is due for longer than this is held up by something, and keeps no room any more. */
const grace: Milliseconds = 300_000;

/** A better message is due and about to be claimed: its place is looked at again after this. */
const soon: Milliseconds = 60_000;

function isAhead(message: MessageFact, subject: CapSubject, now: Instant, until: Instant): boolean {
  return (
    message.status === "queued" &&
    leftAt(message) === null &&
    message.dueAt >= now - grace &&
    message.dueAt <= until &&
    byPriority(message, subject) < 0
  );
}

/** Which messages count now, and when the place that one takes is free again. */
function stretchFor(
  per: FrequencyCap["per"],
  zone: string,
  now: Instant,
): { readonly counts: (at: Instant) => boolean; readonly endFor: (at: Instant) => Instant } {
  if (typeof per === "string") {
    const length = durationLength(per);
    return { counts: (at) => at > now - length, endFor: (at) => at + length };
  }
  const unit = checkUnit(per);
  const current = unitNumber(unit, calendarDay(zone, now));
  const begin = startOfDay(zone, periodStart(unit, current));
  const end = startOfDay(zone, periodStart(unit, current + 1));
  return { counts: (at) => at >= begin, endFor: () => end };
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
