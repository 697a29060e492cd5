import type { ContactPointId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { SendOutcome } from "../../ports/send-outcome.js";

/**
 * Distinguishes a sender in trouble from recipients in trouble. If a relay refuses every recipient
 * without a reason, the refusals say nothing about the recipients.
 */
export interface SenderDoubt {
  /**
   * Records the result of a hand-over. Returns whether it was refused in the same unclear way as
   * most of the messages of today and the day before. Such a refusal must not count against the
   * recipient.
   */
  heard(outcome: SendOutcome, contactPoint: ContactPointId, now: Instant): boolean;
  /** Whether the record can be dropped without loss. */
  isIdle(now: Instant): boolean;
}

/** One day, UTC, of one lane. */
interface DayTally {
  readonly day: number;
  answered: number;
  /** Counts by kind of refusal. */
  readonly refused: Map<string, { messages: number; readonly points: Set<ContactPointId> }>;
}

const dayLength = 86_400_000;

/** @param recipients so many have to be refused alike before the sender is held to be at fault */
export function createSenderDoubt(recipients: number): SenderDoubt {
  let days: readonly DayTally[] = [];

  /** Today and the day before, so that a lasting fault is known at the start of a day. */
  const recent = (now: Instant): readonly DayTally[] => {
    const today = Math.floor(now / dayLength);
    days = days.filter(({ day }) => day === today || day === today - 1);
    return days;
  };

  const tallyAt = (now: Instant): DayTally => {
    const day = Math.floor(now / dayLength);
    const known = recent(now).find((one) => one.day === day);
    if (known !== undefined) return known;
    const tally: DayTally = { day, answered: 0, refused: new Map() };
    days = [...days, tally];
    return tally;
  };

  return {
    heard: (outcome, contactPoint, now) => {
      if (outcome.outcome !== "accepted" && outcome.outcome !== "rejected") return false;
      const tally = tallyAt(now);
      tally.answered += 1;
      if (outcome.outcome === "accepted" || outcome.reason !== "undetermined") return false;
      const { smtpCode, enhancedCode, httpStatus } = outcome.error;
      const way = JSON.stringify([smtpCode, enhancedCode, httpStatus]);
      const alike = tally.refused.get(way) ?? { messages: 0, points: new Set() };
      tally.refused.set(way, alike);
      alike.messages += 1;
      // More than this many would add nothing.
      if (alike.points.size < recipients) alike.points.add(contactPoint);
      let [messages, answered] = [0, 0];
      const points = new Set<ContactPointId>();
      for (const one of days) {
        answered += one.answered;
        const those = one.refused.get(way);
        // A day that ended well counts in favor of the sender when the next day starts with
        // refusals.
        if (those === undefined || (one !== tally && those.messages * 2 <= one.answered)) continue;
        messages += those.messages;
        for (const point of those.points) points.add(point);
      }
      return points.size >= recipients && messages * 2 > answered;
    },
    isIdle: (now) => recent(now).every(({ refused }) => refused.size === 0),
  };
}
