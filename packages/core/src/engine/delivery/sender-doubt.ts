import type { ContactPointId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { SendOutcome } from "../../ports/send-outcome.js";

/**
 * Tells a sender in trouble from recipients in trouble. A relay that refuses everybody without
 * saying why says nothing about any of them.
 */
export interface SenderDoubt {
  /**
   * Takes in how a hand-over ended. Whether it was refused as most of what was sent today and the
   * day before, in the same unclear way: then it must not count against its recipient.
   */
  heard(outcome: SendOutcome, contactPoint: ContactPointId, now: Instant): boolean;
  /** Whether nothing would be lost by forgetting it. */
  isIdle(now: Instant): boolean;
}

/** One day, UTC, of one lane. */
interface DayTally {
  readonly day: number;
  answered: number;
  /** By the way of refusing. */
  readonly refused: Map<string, { messages: number; readonly points: Set<ContactPointId> }>;
}

const dayLength = 86_400_000;

/** @param recipients so many have to be refused alike before the sender is held to be at fault */
export function createSenderDoubt(recipients: number): SenderDoubt {
  let days: readonly DayTally[] = [];

  /** Today and the day before: a fault that lasts is known when a day begins. */
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
      // More of them would tell nothing more.
      if (alike.points.size < recipients) alike.points.add(contactPoint);
      let [messages, answered] = [0, 0];
      const points = new Set<ContactPointId>();
      for (const one of days) {
        answered += one.answered;
        const those = one.refused.get(way);
        // A day that ended well speaks for the sender, whoever is refused first on the next.
        if (those === undefined || (one !== tally && those.messages * 2 <= one.answered)) continue;
        messages += those.messages;
        for (const point of those.points) points.add(point);
      }
      return points.size >= recipients && messages * 2 > answered;
    },
    isIdle: (now) => recent(now).every(({ refused }) => refused.size === 0),
  };
}
