import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { describeSegment, explainSegment } from "../../../src/explain/index.js";
import {
  defineSchema,
  defineSegment,
  evaluateSegment,
  type Pairing,
  type Segment,
  segmentId,
} from "../../../src/index.js";
import { type SegmentNode, segmentNeeds } from "../../../src/segments/index.js";
import { at, contactWith, event } from "./contact.js";

const open = defineSchema({
  attributes: z.object({}),
  events: {
    "cart.updated": z.object({ cart: z.string() }),
    "order.placed": z.object({ cartId: z.string(), total: z.number() }),
  },
  purposes: {},
});

const abandoned = defineSegment(open, "abandoned", (c) =>
  c
    .event("cart.updated")
    .without("order.placed", { same: { own: "cart", other: "cartId" } })
    .some({ last: "3d" }),
);
function cart(time: string, id: unknown) {
  return event("cart.updated", time, { cart: id as string });
}
function order(time: string, id: unknown) {
  return event("order.placed", time, { cartId: id as string });
}
function ask(segment: Segment, events: ReturnType<typeof event>[], time: string) {
  const { member, nextChange } = evaluateSegment(segment, contactWith({}, { events }), at(time));
  return [member, nextChange === null ? null : new Date(nextChange).toJSON()];
}

describe("events that another one goes with", () => {
  const now = "2026-03-20T12:00:00Z";

  it("count without an order of the same cart only", () => {
    const [one, two] = [cart("2026-03-19T10:00:00Z", "a"), cart("2026-03-19T11:00:00Z", "b")];
    expect(ask(abandoned, [one, two], now)).toEqual([true, "2026-03-22T11:00:00.000Z"]);
    // The order of one cart leaves the other one, until that is too long ago.
    const bought = order("2026-03-19T12:00:00Z", "b");
    expect(ask(abandoned, [bought, one, two], now)).toEqual([true, "2026-03-22T10:00:00.000Z"]);
    expect(ask(abandoned, [bought, order("2026-03-20T11:00:00Z", "a"), one, two], now)).toEqual([
      false,
      null,
    ]);
  });

  it("are decided by what has happened up to now", () => {
    const events = [order("2026-03-20T13:00:00Z", "a"), cart("2026-03-20T11:00:00Z", "a")];
    expect(ask(abandoned, events, now)).toEqual([true, "2026-03-20T13:00:00.000Z"]);
  });

  it("count neither with nor without where they lack the key", () => {
    const keyless = [cart(now, null), cart(now, true), event("cart.updated", now)];
    expect(ask(abandoned, keyless, now)).toEqual([false, null]);
    const ordered = defineSegment(open, "ordered", (c) =>
      c
        .event("cart.updated")
        .with("order.placed", { same: { own: "cart", other: "cartId" } })
        .some(),
    );
    expect(ask(ordered, [order(now, null), ...keyless], now)).toEqual([false, null]);
  });

  it("may ask for a later one alone, and then need no more of the past", () => {
    const later = defineSegment(open, "later", (c) =>
      c
        .event("cart.updated")
        .without("order.placed", {
          same: { own: "cart", other: "cartId" },
          where: (d) => d.data("total").atLeast(5),
          later: true,
        })
        .some({ last: "3d" }),
    );
    const earlier = event("order.placed", "2026-03-18T10:00:00Z", { cartId: "a", total: 9 });
    const small = event("order.placed", "2026-03-20T10:00:00Z", { cartId: "a", total: 4 });
    const at19 = cart("2026-03-19T10:00:00Z", "a");
    expect(ask(later, [small, at19, earlier], now)[0]).toBe(true);
    expect(segmentNeeds(later).events).toEqual({
      "cart.updated": 3 * 86_400_000,
      "order.placed": 3 * 86_400_000,
    });
    expect(segmentNeeds(abandoned).events["order.placed"]).toBe(null);
    expect(describeSegment(later)).toBe(
      "cart.updated without a later order.placed where total is at least 5 " +
        "whose cartId is its cart at least once in the last 3 days",
    );
  });

  it("agree with a search by brute force", () => {
    const base = Date.parse(now);
    const happening = fc.record({
      name: fc.constantFrom("x", "y"),
      at: fc.integer({ min: -5, max: 2 }).map((hours) => base + hours * 3_600_000),
      data: fc.record({ k: fc.constantFrom<string | number | null>("1", 1, 2, "", null) }),
    });
    let members = 0;
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 6 }),
        fc.constantFrom<Pairing["is"]>("with", "without"),
        fc.boolean(),
        fc.constantFrom("x", "y"),
        fc.integer({ min: 0, max: 3 }),
        (happenings, is, later, other, count) => {
          const events = happenings.map((one, index) => ({ id: `${index}`, ...one }));
          const where: SegmentNode = {
            op: "event",
            event: "x",
            agg: "count",
            window: { ever: true },
            is: { eq: count },
            paired: {
              ...{ is, event: other, same: { own: "k", other: "k" } },
              ...(later ? { later: true as const } : {}),
            },
          };
          const segment: Segment = { v: 1, id: segmentId("s"), where };
          const found = events.filter((one) => {
            if (one.name !== "x" || one.at > base || one.data.k === null) return false;
            const pair = events.some(
              (two) =>
                two !== one &&
                two.name === other &&
                two.at <= base &&
                two.data.k !== null &&
                String(two.data.k) === String(one.data.k) &&
                (!later || two.at >= one.at),
            );
            return pair === (is === "with");
          });
          const expected = found.length === count;
          if (expected) members++;
          const facts = contactWith({}, { events });
          expect(evaluateSegment(segment, facts, at(now)).member).toBe(expected);
          expect(explainSegment(segment, facts, at(now)).member).toBe(expected);
        },
      ),
      { numRuns: 3000 },
    );
    expect(members).toBeGreaterThan(300);
  });
});
