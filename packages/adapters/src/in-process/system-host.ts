import { randomBytes } from "node:crypto";
import type { Clock, Random } from "@wellsent/core";

/** The machine's own clock. Held still rather than run backwards when the machine's time is set back. */
export const systemClock = (): Clock => {
  let latest = 0;
  return {
    now: () => {
      latest = Math.max(latest, Date.now());
      return latest;
    },
  };
};

export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
