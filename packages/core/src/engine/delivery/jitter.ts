import type { Milliseconds } from "../../instant.js";
import type { Random } from "../../ports/sources.js";

/**
 * Shortens a wait by up to a quarter, so that messages that failed together are not retried
 * together. If the source of randomness fails, the wait stays as it is, because the outcome must be
 * settled anyway.
 */
export type Jitter = (length: Milliseconds) => Milliseconds;

export function createJitter(random: Random): Jitter {
  return (length) => {
    try {
      const [high = 0, low = 0] = random.bytes(2);
      return Math.round(length * (1 - (high * 256 + low) / 65_536 / 4));
    } catch {
      return length;
    }
  };
}
