import type { JsonObject } from "../json.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { type EventNode, isSame } from "../segments/index.js";
import { holds } from "./condition.js";
import type { HappenedCondition } from "./definition.js";

const clauses = new WeakMap<HappenedCondition, EventNode>();

/** The event clause without its key: which events, and since when. */
export function happenedClause(condition: HappenedCondition): EventNode {
  const { event, window = { ever: true } } = condition;
  const clause: EventNode = clauses.get(condition) ?? {
    ...{ op: "event", event, agg: "count", window },
    is: { gte: 1 },
  };
  clauses.set(condition, clause);
  return clause;
}

/** The facts without events that have another key or do not meet the condition. */
export function filterFacts(
  { event, where, same }: HappenedCondition,
  data: JsonObject | null,
  facts: ContactFacts,
): ContactFacts {
  const events = facts.events.filter(
    (one) => one.name === event && isSame(same, data, one.data) && holds(where, one.data),
  );
  return { ...facts, events };
}
