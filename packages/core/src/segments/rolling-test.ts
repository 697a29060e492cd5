import type { Instant } from "../instant.js";
import { durationLength } from "../timing/duration.js";
import { comparator, reader } from "./comparison.js";
import { numberRange } from "./contact-test.js";
import type { EvaluationContext } from "./context.js";
import { isNumberComparison } from "./date-comparison.js";
import { compilePredicate } from "./occurrence.js";
import type { EventNode } from "./segment.js";

type RollingTest = (evaluation: EvaluationContext, now: Instant) => boolean;

/**
 * A count or sum in a rolling window, or ever, without a list of what counts: from the newest
 * event backwards, until the window ends or the count can only go further beyond its bound.
 * `null`: this clause is of another kind.
 */
export function rollingTest(node: EventNode, sign: boolean): RollingTest | null {
  const { window, agg, is, paired, where } = node;
  if (paired !== undefined || !isNumberComparison(is)) return null;
  if (!("ever" in window) && (!("last" in window) || window.calendar === true)) return null;
  const length = "ever" in window ? Number.POSITIVE_INFINITY : durationLength(window.last);
  const meets = where === undefined ? null : compilePredicate(where);
  const test = comparator(is);
  const names = typeof node.event === "string" ? [node.event] : node.event;
  const [name, other = name] = names;
  const several = names.length > 2 ? new Set(names) : null;
  const isNamed = (given: string): boolean =>
    several === null ? given === name || given === other : several.has(given);

  if (agg === "count") {
    const enough = decidedAt(is);
    return ({ facts }, now) => {
      const after = now - length;
      let count = 0;
      for (const event of facts.events) {
        if (event.at <= after) break;
        if (event.at > now || !isNamed(event.name)) continue;
        if (meets !== null && meets(event.data) !== true) continue;
        if (++count >= enough) break;
      }
      return test(count) === sign;
    };
  }
  if (typeof agg !== "object" || !("sum" in agg)) return null;
  const read = reader(agg.sum);
  return ({ facts }, now) => {
    const after = now - length;
    let sum = 0;
    for (const event of facts.events) {
      if (event.at <= after) break;
      if (event.at > now || !isNamed(event.name)) continue;
      if (meets !== null && meets(event.data) !== true) continue;
      const value = read(event.data);
      if (typeof value === "number") sum += value;
    }
    return test(sum) === sign;
  };
}

/** The count from which on the answer stays the same, however many more there are. */
function decidedAt(is: Parameters<typeof comparator>[0]): number {
  if ("eq" in is) return Math.max(0, Math.floor(Number(is.eq))) + 1;
  if ("ne" in is) return Math.max(0, Math.floor(Number(is.ne))) + 1;
  const range = numberRange(is);
  if (range === null) return Number.POSITIVE_INFINITY;
  const bound = Number.isFinite(range.high) ? range.high : range.low;
  return Math.max(1, Math.floor(bound) + 1);
}
