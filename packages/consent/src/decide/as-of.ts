import type { ConsentQuestion, Decision, Instant } from "@wellsent/core";
import { foldEvents, type HistoryEvent } from "../state/index.js";
import { decide } from "./decide.js";
import type { DecisionFacts, DecisionRules } from "./decision-context.js";

export interface AsOf {
  /**
   * Take into account only what the log held at this time: the answer that was possible then.
   * Absent: everything known today.
   */
  readonly knownAt?: Instant;
  /**
   * The same by the size of the log, as a recorded decision names it. Needs events with their
   * `seq`.
   */
  readonly logSize?: number;
}

type LoggedEvent = HistoryEvent & { readonly seq?: number };

export interface AsOfFacts extends Pick<DecisionFacts, "flags"> {
  /** The histories of the address's other contact points, whose denials count as well. */
  readonly elsewhere?: readonly (readonly LoggedEvent[])[];
}

/**
 * The decision at the question's `at`, as it was or as it should have been. It is made from the
 * events themselves, because a stored projection does not have the past. Suppressions are those in
 * the events.
 */
export function decideAsOf(
  question: ConsentQuestion,
  events: readonly LoggedEvent[],
  rules: DecisionRules,
  { knownAt, logSize }: AsOf = {},
  { elsewhere = [], ...facts }: AsOfFacts = {},
): Decision {
  const filterKnown = (history: readonly LoggedEvent[]): readonly LoggedEvent[] =>
    history.filter(
      (event) =>
        (knownAt === undefined || event.recordedAt <= knownAt) &&
        (logSize === undefined || event.seq === undefined || event.seq < logSize) &&
        Math.min(event.effectiveAt, event.recordedAt) <= question.at,
    );
  const known = filterKnown(events);
  const others = elsewhere.map((history) => foldEvents(filterKnown(history)));
  return decide(
    question,
    {
      ...facts,
      projection: {
        ...foldEvents(known),
        ...(others.length === 0 ? {} : { elsewhere: others }),
      },
      suppressions: [],
      logSize: logSize ?? known.length,
    },
    rules,
  );
}
