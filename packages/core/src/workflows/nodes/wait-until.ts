import type { Instant } from "../../instant.js";
import { nextLocalTime } from "../../timing/index.js";
import { checkZone, reportThrown } from "../check-parts.js";
import type { WaitUntilNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import { type Asked, onceDue, type WaitBegun, type WaitQuestion } from "../waiting.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function waitUntilEdges({ next, today }: WaitUntilNode): readonly WorkflowEdge[] {
  return [edge(next, null, "next", today !== "now")];
}

export const checkWaitUntil: Check<WaitUntilNode> = ({ time, days, zone }, path, _, report) => {
  if (zone !== undefined) checkZone(zone, `${path}.zone`, report);
  reportThrown(() => nextLocalTime({ time }, "UTC", 0), "TIME", `${path}.time`, report);
  if (days === undefined) return;
  reportThrown(
    () => nextLocalTime({ time: "00:00", days }, "UTC", 0),
    "TIME",
    `${path}.days`,
    report,
  );
};

const minute = 60_000;

export function beginWaitUntil(
  { pass, heard, zone }: WaitQuestion,
  node: WaitUntilNode,
): Asked<WaitBegun> {
  const since = pass.context.now;
  // The minute in which the step was due counts, however late the step is.
  const asOf = heard.since - minute;
  if (node.today === "now" && nextTime(node, zone, asOf) <= heard.since)
    return { next: node.next, took: null, at: heard.since, by: null };
  return { since, until: nextTime(node, zone, since) };
}

/**
 * The same wait in another zone. If the wall-clock time has already passed there, the next one
 * applies: a contact who moved east must not get the nine o'clock mail at noon.
 */
export function askWaitUntil(question: WaitQuestion, node: WaitUntilNode, wait: WaitState): Asked {
  const {
    zone,
    pass: {
      context: { now },
    },
  } = question;
  if (wait.zone === zone) return onceDue(question, node, wait);
  const until = nextTime(node, zone, wait.since);
  const passed = until < now && wait.until > now;
  const moved = { ...wait, zone, until: passed ? nextTime(node, zone, now) : until };
  return onceDue(question, node, moved);
}

function nextTime({ time, days }: WaitUntilNode, zone: string, after: Instant): Instant {
  return nextLocalTime({ time, ...(days === undefined ? {} : { days }) }, zone, after);
}
