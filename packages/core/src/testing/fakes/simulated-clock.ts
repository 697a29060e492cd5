import { InputError } from "../../errors/index.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { Clock } from "../../ports/sources.js";

/** A clock that only moves when it is told to. Waiting a year costs nothing. */
export interface SimulatedClock extends Clock {
  /** Returns the new time. */
  advanceBy(milliseconds: Milliseconds): Instant;
  /** Does nothing for an instant that has already passed. */
  advanceTo(instant: Instant): Instant;
}

/**
 * @throws InputError `INPUT_CLOCK_BACKWARDS` for a negative step, `INPUT_INSTANT_INVALID` for no
 * whole millisecond.
 * @example
 * const clock = simulatedClock(Date.UTC(2026, 2, 16, 8));
 * clock.advanceBy(3 * 86_400_000);
 */
export function simulatedClock(start: Instant): SimulatedClock {
  let now = whole(start);
  return {
    now: () => now,
    advanceBy(milliseconds) {
      if (milliseconds < 0)
        throw new InputError("INPUT_CLOCK_BACKWARDS", "A clock cannot run backwards.");
      now = whole(now + milliseconds);
      return now;
    },
    advanceTo(instant) {
      now = Math.max(now, whole(instant));
      return now;
    },
  };
}

function whole(instant: number): Instant {
  if (Number.isSafeInteger(instant)) return instant;
  throw new InputError("INPUT_INSTANT_INVALID", "An instant is a whole number of milliseconds.");
}
