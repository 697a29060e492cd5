import type { Instant } from "../instant.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { ContactFacts, EventFact, MessageFact } from "../ports/store/facts.js";
import type { EventSubject } from "./behavior-nodes.js";
import { comparator, reader, type Truth } from "./comparison.js";
import { keyAt } from "./same-key.js";
import type {
  Aggregate,
  AttributeNode,
  EventNode,
  EventPredicate,
  MessageNode,
  Pairing,
} from "./segment.js";

/** Something that happened at an instant: an event, or a status of a message. */
export interface Occurrence {
  readonly at: Instant;
  readonly data: JsonObject;
  /** Counts from this instant on; by default from when it happened. */
  readonly from?: Instant;
  /** Counts until just before this instant; by default without end. */
  readonly until?: Instant;
}

export type Select = (facts: ContactFacts) => readonly Occurrence[];

/** Compiles the filter of the contact's events or messages that a clause is about, at any time. */
export function selector(node: EventNode | MessageNode): Select {
  return node.op === "event" ? eventSelector(node) : messageSelector(node);
}

function eventSelector({ event, where, paired }: EventNode): Select {
  const own = selectEvents(typeof event === "string" ? [event] : event, where);
  return paired === undefined ? own : pairedSelector(own, paired);
}

type SelectEvents = (facts: Pick<ContactFacts, "events">) => readonly EventFact[];

/** Compiles the filter of the contact's events that a clause about behavior is about. */
export function eventsOf({ event, where }: EventSubject): SelectEvents {
  return selectEvents(typeof event === "string" ? [event] : event, where);
}

function selectEvents(event: readonly string[], where: EventPredicate | undefined): SelectEvents {
  const names = new Set(event);
  if (where === undefined) return ({ events }) => events.filter(({ name }) => names.has(name));
  const meets = predicate(where);
  return ({ events }) => events.filter(({ name, data }) => names.has(name) && meets(data) === true);
}

/** Selects events, each with the instant from which its earliest counterpart decides about it. */
function pairedSelector(own: SelectEvents, paired: Pairing): Select {
  const others = selectEvents([paired.event], paired.where);
  return (facts) => {
    const byKey = new Map<string, EventFact[]>();
    for (const other of others(facts)) {
      const key = keyAt(other.data, paired.same.other);
      if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), other]);
    }
    return own(facts).flatMap((one) => {
      const key = keyAt(one.data, paired.same.own);
      if (key === null) return [];
      const { at, data } = one;
      const times = (byKey.get(key) ?? []).flatMap((other) =>
        other === one || (paired.later === true && other.at < at) ? [] : [other.at],
      );
      const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      return [paired.is === "with" ? { at, data, from: first } : { at, data, until: first }];
    });
  };
}

function messageSelector(node: MessageNode): Select {
  const { channel, purpose, template } = node;
  const time = statusTime(node);
  return ({ messages }) =>
    messages.flatMap((message) => {
      if (channel !== undefined && message.channel !== channel) return [];
      if (purpose !== undefined && message.purpose !== purpose) return [];
      if (template !== undefined && message.template !== template) return [];
      const at = time(message);
      return at === null ? [] : [{ at, data: nothing }];
    });
}

const nothing: JsonObject = {};

function statusTime({
  kind,
  humanOnly = true,
}: MessageNode): (message: MessageFact) => Instant | null {
  if (kind === "sent") return ({ sentAt }) => sentAt;
  if (kind === "delivered") return ({ deliveredAt }) => deliveredAt;
  if (kind === "bounced") return ({ bouncedAt }) => bouncedAt;
  if (kind === "complained") return ({ complainedAt }) => complainedAt;
  if (kind === "opened") {
    return ({ openedAt, machineOpenedAt }) =>
      humanOnly ? openedAt : earlier(openedAt, machineOpenedAt);
  }
  return ({ clickedAt, machineClickedAt }) =>
    humanOnly ? clickedAt : earlier(clickedAt, machineClickedAt);
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

type DataTest = (data: JsonObject) => Truth;

function predicate(node: EventPredicate): DataTest {
  if (node.op === "attr") return attributeTest(node, reader(node.path));
  if (node.op === "not") {
    const inner = predicate(node.of);
    return (data) => not(inner(data));
  }
  const tests = node.of.map(predicate);
  const decided = node.op === "or";
  return (data) =>
    junction(
      tests.map((test) => test(data)),
      decided,
    );
}

export function attributeTest<From>(
  { is, missing }: AttributeNode,
  read: (from: From) => JsonValue | undefined,
): (from: From) => Truth {
  const test = comparator(is);
  const fallback = missing === undefined || missing === "unknown" ? null : missing === "match";
  return (from) => test(read(from)) ?? fallback;
}

export function not(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

/**
 * Kleene's `or` if `decided` is true, Kleene's `and` if it is false: one child with that value
 * decides.
 */
export function junction(truths: readonly Truth[], decided: boolean): Truth {
  if (truths.includes(decided)) return decided;
  return truths.includes(null) ? null : !decided;
}

/** `null`: there are no occurrences to compute a value from. */
export function aggregate(agg: Aggregate, occurrences: readonly Occurrence[]): number | null {
  if (agg === "count") return occurrences.length;
  if (agg === "first") return least(occurrences.map(({ at }) => at));
  if (agg === "last") return greatest(occurrences.map(({ at }) => at));
  if ("distinct" in agg) {
    const read = reader(agg.distinct);
    const values = occurrences.map(({ data }) => read(data));
    return new Set(
      values
        .filter((value) => value !== undefined && value !== null)
        .map((value) => JSON.stringify(value)),
    ).size;
  }
  const numbers = (path: string): readonly number[] => {
    const read = reader(path);
    return occurrences.map(({ data }) => read(data)).filter((value) => typeof value === "number");
  };
  if ("sum" in agg) return sum(numbers(agg.sum));
  if ("min" in agg) return least(numbers(agg.min));
  if ("max" in agg) return greatest(numbers(agg.max));
  const values = numbers(agg.avg);
  return values.length === 0 ? null : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function least(values: readonly number[]): number | null {
  return values.reduce<number | null>(
    (best, value) => (best === null || value < best ? value : best),
    null,
  );
}

function greatest(values: readonly number[]): number | null {
  return values.reduce<number | null>(
    (best, value) => (best === null || value > best ? value : best),
    null,
  );
}

export { predicate as compilePredicate };
