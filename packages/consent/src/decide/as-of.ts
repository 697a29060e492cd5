import type { ConsentQuestion, Decision, Instant } from "@wellsent/core";
import { foldEvents, type HistoryEvent } from "../state/index.js";
import { decide } from "./decide.js";
import type { DecisionFacts, DecisionRules } from "./decision-context.js";

export interface AsOf {
  /**
   * Take into account only what the log held then: the answer that could be known. Absent:
   * everything known today.
   */
  readonly knownAt?: Instant;
  /** The same by the log's size, as a recorded decision names it. Needs events with their `seq`. */
  readonly logSize?: number;
}

type LoggedEvent = HistoryEvent & { readonly seq?: number };

export interface AsOfFacts extends Pick<DecisionFacts, "flags"> {
  /** Histories of other points of the address, whose denials count as well. */
  readonly elsewhere?: readonly (readonly LoggedEvent[])[];
}

/**
 * The decision as it was, or as it should have been, at the question's `at`: from the events
 * themselves, since a kept projection has forgotten the past. Suppressions are those that the
 * events tell of.
 */
export function decideAsOf(
  question: ConsentQuestion,
  events: readonly LoggedEvent[],
  rules: DecisionRules,
  { knownAt, logSize }: AsOf = {},
  { elsewhere = [], ...facts }: AsOfFacts = {},
): Decision {
  const knownOf = (history: readonly LoggedEvent[]): readonly LoggedEvent[] =>
    history.filter(
      (event) =>
        (knownAt === undefined || event.recordedAt <= knownAt) &&
        (logSize === undefined || event.seq === undefined || event.seq < logSize) &&
        Math.min(event.effectiveAt, event.recordedAt) <= question.at,
    );
  const known = knownOf(events);
  const others = elsewhere.map((history) => foldEvents(knownOf(history)));
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
