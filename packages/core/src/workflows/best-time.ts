import { chooseBestHour, hoursReach, ownHours, uncounted } from "../messages/own-hours.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import { type BestHour, type HourCounts, hoursBetween } from "../timing/index.js";
import type { WaitUntilNode } from "./definition.js";
import type { Pass } from "./pass.js";

/** What the choice of a best hour reads about a contact. */
export const bestHourNeeds: FactsNeeded = {
  ...{ events: {}, messages: hoursReach, consent: true, hours: true },
};

/** The time of day that the node waits for; `null`: its best hour is still to be chosen. */
export function clockTime({ time }: WaitUntilNode, best: BestHour | undefined): string | null {
  if (time !== "best") return time;
  return best === undefined ? null : `${String(best.hour).padStart(2, "0")}:00`;
}

/** The hours that a node's window allows. @throws DefinitionError `DEFINITION_TIME` */
export function allowedHours({ between = ["08:00", "21:00"] }: WaitUntilNode): readonly number[] {
  return hoursBetween(between);
}

/** Chooses the best hour of the contact in a zone: the same for the same step of a run. */
export function chooseHour(pass: Pass, id: string, node: WaitUntilNode, zone: string): BestHour {
  const allowed = allowedHours(node);
  const recorded = pass.context.recordedHour?.(id) ?? null;
  const best =
    recorded !== null && allowed.includes(recorded.hour)
      ? recorded
      : chosenHour(pass, id, allowed, zone);
  pass.best = { ...pass.best, [id]: best };
  return best;
}

function chosenHour(pass: Pass, id: string, allowed: readonly number[], zone: string): BestHour {
  const { enrollment, facts, context } = pass;
  const of = `${enrollment.id}/${id}/${enrollment.revision}`;
  const population = facts.hours ?? uncounted;
  return chooseBestHour(context.bestHours, ownCounts(pass, zone), population, allowed, of);
}

function ownCounts({ facts, context }: Pass, zone: string): HourCounts | null {
  const { mayProfile, now } = context;
  return mayProfile === undefined ? null : ownHours(facts, mayProfile, { zone, now });
}
