import { murmur3 } from "../hash/murmur3.js";
import { isSolicited } from "../message-class.js";
import type { FactsNeeded, MessageFact } from "../ports/store/facts.js";
import {
  type BestHour,
  bestHour,
  type HourCounts,
  hourCounts,
  hoursBetween,
} from "../timing/index.js";
import type { WaitUntilNode } from "./definition.js";
import type { Pass } from "./pass.js";

/** Habits of more than a year ago say nothing. */
const reach = 365 * 86_400_000;

/** What the choice of a best hour reads about a contact. */
export const bestHourNeeds: FactsNeeded = {
  ...{ events: {}, messages: reach, consent: true, hours: true },
};

const zeros: readonly number[] = Array.from({ length: 24 }, () => 0);
const uncounted: HourCounts = { sends: zeros, clicks: zeros };

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
  const draw = murmur3(`best-hour/${enrollment.id}/${id}/${enrollment.revision}`) / 2 ** 32;
  const question = {
    ...{ own: ownCounts(pass, zone), population: facts.hours ?? uncounted, allowed, draw },
  };
  const chosen =
    context.bestHours === undefined
      ? bestHour(question.own, question.population, allowed, draw)
      : context.bestHours.choose(question);
  if (allowed.includes(chosen.hour)) return { hour: chosen.hour, why: chosen.why };
  return { hour: allowed[0] ?? 0, why: "flat" };
}

/** Counts mail by which the contact may be profiled, and which they had not asked for. */
function ownCounts({ facts, context }: Pass, zone: string): HourCounts | null {
  const { mayProfile, now } = context;
  if (mayProfile === undefined) return null;
  const answers = new Map<string, boolean>();
  const isPermitted = (message: MessageFact): boolean => {
    const { channel, purpose, topic, messageClass } = message;
    const kind = JSON.stringify([channel, purpose, topic, messageClass]);
    const known = answers.get(kind);
    if (known !== undefined) return known;
    const cell = { channel, purpose, messageClass, ...(topic === null ? {} : { topic }) };
    const permitted = facts.contact.points
      .filter((point) => point.channel === channel)
      .some(({ id: contactPoint }) => mayProfile({ contactPoint, ...cell }));
    answers.set(kind, permitted);
    return permitted;
  };
  const counted = facts.messages.filter(
    (one) =>
      one.sentAt !== null &&
      one.sentAt > now - reach &&
      !isSolicited(one.messageClass) &&
      isPermitted(one),
  );
  return counted.length === 0 ? null : hourCounts(counted, zone);
}
