import assert from "node:assert/strict";
import { compileSegment, type Segment, segmentId } from "@wellsent/core";
import type { Effort, Measurement } from "../contest.ts";
import { day, now, shoppers } from "./shoppers.ts";

function countOf(event: string, last: `${number}d`, gte: number): Segment["where"] {
  return { op: "event", event, agg: "count", window: { last }, is: { gte } };
}

/** Windows that run out one after the other, together and against each other. */
const conditions: readonly Segment["where"][] = [
  countOf("ordered", "90d", 1),
  { op: "and", of: [countOf("viewed", "60d", 2), { op: "not", of: countOf("ordered", "30d", 1) }] },
  { op: "or", of: [countOf("searched", "120d", 3), countOf("returned", "200d", 1)] },
  { op: "not", of: countOf("viewed", "45d", 1) },
];

/**
 * Follows `nextChange` for a year: each look but the first should be at an instant at which the
 * membership flips.
 */
export function timeMeasurement({ quick }: Effort): Measurement {
  const people = shoppers(quick ? 2000 : 50_000, 40);
  const compiled = conditions.map((where, place) => {
    const segment: Segment = { v: 1, id: segmentId(`t${place}`), where };
    return compileSegment(segment);
  });
  return {
    name: "flips by time",
    limit: 1.1,
    unit: "evaluations a flip",
    note: `${people.length * conditions.length} memberships over a year; a nightly scan: 365 each`,
    measure: () => {
      let [looks, flips] = [0, 0];
      for (const facts of people) {
        for (const one of compiled) {
          const evaluate = (at: number) => one.evaluate(facts, { at, zone: "UTC" });
          let { member, nextChange } = evaluate(now);
          while (nextChange !== null && nextChange < now + 365 * day) {
            const [at, was] = [nextChange, member];
            ({ member, nextChange } = evaluate(at));
            looks++;
            if (member === was) continue;
            flips++;
            // Exact to the millisecond: right before, it was as it had been.
            assert.equal(evaluate(at - 1).member, was);
          }
          const end = { at: now + 365 * day, zone: "UTC" };
          assert.equal(one.matches(facts, end), member);
        }
      }
      return [looks / flips];
    },
  };
}
