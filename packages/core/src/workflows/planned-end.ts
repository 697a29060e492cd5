import type { Instant } from "../instant.js";
import { addDuration, nextLocalTime } from "../timing/index.js";
import type { WaitingNode } from "./wait.js";

/**
 * When a wait that began at `since` ends if nothing but time passes. `null`: that depends on the
 * contact or on reports, so the wait has to be asked again.
 */
export function plannedEnd(node: WaitingNode, zone: string, since: Instant): Instant | null {
  switch (node.kind) {
    case "wait":
      return addDuration(since, node.for, zone);
    case "waitFor":
      return addDuration(since, node.timeout, zone);
    case "waitUntil": {
      const { time, days } = node;
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
