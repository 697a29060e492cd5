import type { Instant } from "../instant.js";
import { dayLength } from "../timing/wall-clock.js";
import type { RfmCuts, RfmNode } from "./behavior-nodes.js";
import { comparator } from "./comparison.js";
import { type EvaluationContext, zoneFor } from "./context.js";
import type { ZoneRule } from "./event-predicate.js";
import { earliest, type Leaf } from "./leaf.js";
import { aggregate, eventsOf } from "./occurrence.js";
import { windowSpan } from "./window.js";
import { windowStart } from "./window-start.js";

/** What is scored of one contact. */
export interface RfmValues {
  /** The last event. */
  readonly last: Instant;
  /** The number of events. */
  readonly count: number;
  /** The sum of the value over them. */
  readonly sum: number;
}

export function rfmLeaf(node: RfmNode, rule: ZoneRule): Leaf {
  const select = eventsOf(node);
  const span = windowSpan(node.window);
  const start = windowStart(node.window);
  const test = comparator(node.is);
  const values = (
    { facts }: EvaluationContext,
    zone: string,
    since: Instant,
    now: Instant,
  ): RfmValues | null =>
    rfmValues(
      node,
      select(facts).filter(
        ({ at }) => span.enter(at, zone, since) <= now && now < span.leave(at, zone),
      ),
    );

  return {
    truth(evaluation, now) {
      const zone = zoneFor(rule, evaluation);
      const since = start(evaluation, zone);
      const found = since === null ? null : values(evaluation, zone, since, now);
      return found === null ? null : test(rfmScore(node, found, now));
    },
    edge(evaluation, now) {
      const zone = zoneFor(rule, evaluation);
      const since = start(evaluation, zone);
      if (since === null) return Number.POSITIVE_INFINITY;
      const moves = select(evaluation.facts).flatMap(({ at }) => [
        span.enter(at, zone, since),
        span.leave(at, zone),
      ]);
      const found = values(evaluation, zone, since, now);
      const ages =
        found === null || node.dim === "f" || node.dim === "m"
          ? []
          : node.cuts.r.map((cut) => found.last + Math.floor(cut * dayLength) + 1);
      return earliest([...moves, ...ages], now);
    },
  };
}

/** `null` without any event. */
export function rfmValues(
  { value }: Pick<RfmNode, "value">,
  events: Parameters<typeof aggregate>[1],
): RfmValues | null {
  const last = aggregate("last", events);
  if (last === null) return null;
  const sum = value === undefined ? 0 : (aggregate({ sum: value }, events) ?? 0);
  return { last, count: events.length, sum };
}

/** The score in the clause's dimension. */
export function rfmScore(
  { dim, cuts }: { readonly dim: RfmNode["dim"]; readonly cuts: RfmCuts },
  { last, count, sum }: RfmValues,
  now: Instant,
): number {
  const passed = (points: readonly number[], value: number): number =>
    points.filter((point) => value > point).length;
  const r = 1 + cuts.r.length - cuts.r.filter((cut) => now - last > cut * dayLength).length;
  if (dim === "r") return r;
  const f = 1 + passed(cuts.f, count);
  if (dim === "f") return f;
  const m = 1 + passed(cuts.m, sum);
  return dim === "m" ? m : r * 100 + f * 10 + m;
}
