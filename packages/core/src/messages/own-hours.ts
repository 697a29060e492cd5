import { murmur3 } from "../hash/murmur3.js";
import type { ContactPointId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import { isObject } from "../json.js";
import { isSolicited } from "../message-class.js";
import type { BestHours, HourQuestion } from "../ports/best-hours.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { ContactFacts, MessageFact } from "../ports/store/facts.js";
import { hourReasons } from "../timing/best-hour.js";
import { type BestHour, bestHour, type HourCounts, hourCounts } from "../timing/index.js";

/** How far back a contact's own messages are read. Habits of more than a year ago say nothing. */
export const hoursReach: Milliseconds = 365 * 86_400_000;

const zeros: readonly number[] = Array.from({ length: 24 }, () => 0);
/** Everybody's counts before anything was counted. */
export const uncounted: HourCounts = { sends: zeros, clicks: zeros };

/** Whether somebody may be profiled by a kind of message. */
export type MayProfile = (question: {
  readonly contactPoint: ContactPointId;
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  readonly messageClass: MessageClass;
}) => boolean;

/**
 * A contact's own counts by the hour of a zone: of messages by which they may be profiled, and
 * which they had not asked for. `null`: there are none.
 */
export function ownHours(
  { contact, messages }: Pick<ContactFacts, "contact" | "messages">,
  mayProfile: MayProfile,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): HourCounts | null {
  const answers = new Map<string, boolean>();
  const isPermitted = (message: MessageFact): boolean => {
    const { channel, purpose, topic, messageClass } = message;
    const kind = JSON.stringify([channel, purpose, topic, messageClass]);
    const known = answers.get(kind);
    if (known !== undefined) return known;
    const cell = { channel, purpose, messageClass, ...(topic === null ? {} : { topic }) };
    const permitted = contact.points
      .filter((point) => point.channel === channel)
      .some(({ id: contactPoint }) => mayProfile({ contactPoint, ...cell }));
    answers.set(kind, permitted);
    return permitted;
  };
  const counted = messages.filter(
    (one) =>
      one.sentAt !== null &&
      one.sentAt > now - hoursReach &&
      !isSolicited(one.messageClass) &&
      isPermitted(one),
  );
  return counted.length === 0 ? null : hourCounts(counted, zone);
}

/**
 * One of the hours allowed, by the host's chooser or our own. `of` names the choice: the same name
 * tries out the same hour.
 */
export function chooseBestHour(
  chooser: BestHours | undefined,
  own: HourCounts | null,
  population: HourCounts,
  allowed: readonly number[],
  of: string,
): BestHour {
  const draw = murmur3(`best-hour/${of}`) / 2 ** 32;
  return chooser === undefined
    ? bestHour(own, population, allowed, draw)
    : readAnswer(answerOf(chooser, { own, population, allowed, draw }), allowed);
}

/** A chooser that fails knows no better hour: it is no reason to put its people aside. */
function answerOf(chooser: BestHours, question: HourQuestion): unknown {
  try {
    const answer: unknown = chooser.choose(question);
    // Nobody waits for it.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return answer;
  } catch {
    return null;
  }
}

/** One that could not be read again from the record would be chosen anew each time. */
function readAnswer(answer: unknown, allowed: readonly number[]): BestHour {
  const { hour, why }: { readonly hour?: unknown; readonly why?: unknown } = isObject(answer)
    ? answer
    : {};
  const known = allowed.find((one) => one === hour);
  const reason = hourReasons.find((one) => one === why);
  if (known === undefined) return { hour: allowed[0] ?? 0, why: "flat" };
  return { hour: known, why: reason ?? "flat" };
}
