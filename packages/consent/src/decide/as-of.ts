import type { ConsentQuestion, Decision, Instant } from "@wellsent/core";
import { type HistoryEvent, projectionOf } from "../state/index.js";
import { decide } from "./decide.js";
import type { DecisionFacts, DecisionRules } from "./matter.js";

export interface AsOf {
  /** Take into account only what the log held then: the answer that could be known. Absent: everything known today. */
  readonly knownAt?: Instant;
  /** The same by the log's size, as a recorded decision names it. Needs events with their `seq`. */
  readonly logSize?: number;
}

/**
 * The decision as it was, or as it should have been, at the question's `at`: from the events themselves, since a kept
 * projection has forgotten the past. Suppressions are those that the events tell of.
 */
export const decideAsOf = (
  question: ConsentQuestion,
  events: readonly (HistoryEvent & { readonly seq?: number })[],
  rules: DecisionRules,
  { knownAt, logSize }: AsOf = {},
  facts: Pick<DecisionFacts, "flags"> = {},
): Decision => {
  const known = events.filter(
    (event) =>
      (knownAt === undefined || event.recordedAt <= knownAt) &&
      (logSize === undefined || event.seq === undefined || event.seq < logSize) &&
      Math.min(event.effectiveAt, event.recordedAt) <= question.at,
  );
  return decide(
    question,
    {
      ...facts,
      projection: projectionOf(known),
      suppressions: [],
      logSize: logSize ?? known.length,
    },
    rules,
  );
};
