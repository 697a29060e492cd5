import type { Instant } from "../../instant.js";
import type { FactsNeeded } from "../../ports/store/facts.js";
import { type BestHour, nextLocalTime } from "../../timing/index.js";
import { allowedHours, bestHourNeeds, chooseHour, clockTime } from "../best-time.js";
import { checkZone, reportThrown } from "../check-parts.js";
import type { WaitUntilNode } from "../definition.js";
import type { WaitState } from "../enrollment-state.js";
import { type Asked, onceDue, type WaitBegun, type WaitQuestion } from "../waiting.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function waitUntilEdges({ next, today }: WaitUntilNode): readonly WorkflowEdge[] {
  return [edge(next, null, "next", today !== "now")];
}

export function waitUntilNeeds({ time }: WaitUntilNode): readonly FactsNeeded[] {
  return time === "best" ? [bestHourNeeds] : [];
}

export const checkWaitUntil: Check<WaitUntilNode> = (node, path, _, report) => {
  const { time, between, days, zone } = node;
  if (zone !== undefined) checkZone(zone, `${path}.zone`, report);
  if (time === "best") reportThrown(() => allowedHours(node), "TIME", `${path}.between`, report);
  else {
    reportThrown(() => nextLocalTime({ time }, "UTC", 0), "TIME", `${path}.time`, report);
    if (between !== undefined)
      report("TIME", `${path}.between`, 'Only a wait with time "best" has a window of the day.');
  }
  if (days === undefined) return;
  reportThrown(
    () => nextLocalTime({ time: "00:00", days }, "UTC", 0),
    "TIME",
    `${path}.days`,
    report,
  );
};

const minute = 60_000;
const hour = 60 * minute;

export function beginWaitUntil(
  { pass, heard, id, zone }: WaitQuestion,
  node: WaitUntilNode,
): Asked<WaitBegun> {
  const since = pass.context.now;
  const best = node.time === "best" ? chooseHour(pass, id, node, zone) : undefined;
  // The minute in which the step was due counts, however late the step is; so does the best hour.
  const asOf = heard.since - (best === undefined ? minute : hour);
  if (node.today === "now" && nextTime(node, best, zone, asOf) <= heard.since)
    return { next: node.next, took: null, at: heard.since, by: null };
  return {
    ...{ since, until: nextTime(node, best, zone, since) },
    ...(best === undefined ? {} : { best }),
  };
}

/**
 * The same wait in another zone: a best hour stays the same there. If the wall-clock time has
 * already passed there, the next one applies: a contact who moved east must not get the nine
 * o'clock mail at noon.
 */
export function askWaitUntil(question: WaitQuestion, node: WaitUntilNode, wait: WaitState): Asked {
  const {
    id,
    pass,
    zone,
    pass: {
      context: { now },
    },
  } = question;
  // It was brought here by a migration, which knows nothing of the contact's history.
  const isOpen = node.time === "best" && wait.best === undefined && wait.kept !== true;
  if (wait.zone === zone && !isOpen) return onceDue(question, node, wait);
  const best = isOpen ? chooseHour(pass, id, node, zone) : wait.best;
  const until = nextTime(node, best, zone, wait.since);
  const passed = until < now && (isOpen || wait.until > now);
  const moved = {
    ...{ ...wait, zone, until: passed ? nextTime(node, best, zone, now) : until },
    ...(best === undefined ? {} : { best }),
  };
  return onceDue(question, node, moved);
}

function nextTime(
  node: WaitUntilNode,
  best: BestHour | undefined,
  zone: string,
  after: Instant,
): Instant {
  const { days } = node;
  const time = clockTime(node, best) ?? node.time;
  return nextLocalTime({ time, ...(days === undefined ? {} : { days }) }, zone, after);
}
