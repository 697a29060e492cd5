import type { Instant } from "../../instant.js";
import type { Clock } from "../../ports/sources.js";

/** The engine's clock, as a delivery reads it. */
export interface SteadyClock {
  /**
   * For whatever is not begun yet.
   * @throws what the clock throws where it tells no time
   */
  now(): Instant;
  /**
   * For outcomes that must be recorded in any case: returns the last valid reading if the clock
   * fails. Throws only if there never was a valid reading.
   */
  known(): Instant;
}

export function createSteadyClock(clock: Clock): SteadyClock {
  let last: Instant | null = null;
  const now = (): Instant => {
    last = clock.now();
    return last;
  };
  return {
    now,
    known: () => {
      try {
        return now();
      } catch (error) {
        if (last === null) throw error;
        return last;
      }
    },
  };
}
