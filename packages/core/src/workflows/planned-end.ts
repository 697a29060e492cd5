import type { Instant } from "../instant.js";
import { addDuration, type BestHour, nextLocalTime } from "../timing/index.js";
import { clockTime } from "./best-time.js";
import type { WaitingNode } from "./wait.js";

/**
 * When a wait that began at `since` ends if nothing but time passes. `null`: that depends on the
 * contact or on reports, so the wait has to be asked again.
 * @param best The hour of a wait for the best hour; without it, that is still to be chosen.
 */
export function plannedEnd(
  node: WaitingNode,
  zone: string,
  since: Instant,
  best?: BestHour,
): Instant | null {
  switch (node.kind) {
    case "wait":
      return addDuration(since, node.for, zone);
    case "waitFor":
      return addDuration(since, node.timeout, zone);
    case "waitUntil": {
      const { days } = node;
      const time = clockTime(node, best);
      if (time === null) return null;
      return nextLocalTime({ time, ...(days === undefined ? {} : { days }) }, zone, since);
    }
    case "waitUntilDate":
    case "waitSince":
    case "webhook":
    case "throttle":
    case "run":
      return null;
  }
}
