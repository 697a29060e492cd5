import { describe, expect, it } from "vitest";
import * as z from "zod";
import { checkSegmentNames, parseSegment } from "../../../src/definitions/index.js";
import { describeSegment, explainSegment } from "../../../src/explain/index.js";
import {
  cutRfm,
  defineSchema,
  defineSegment,
  evaluateSegment,
  type RfmCuts,
  type Segment,
  segmentId,
} from "../../../src/index.js";
import type { ContactFacts } from "../../../src/ports/index.js";
import { type SegmentNode, segmentNeeds } from "../../../src/segments/index.js";
import { noFacts } from "../plain-facts.js";
import { contactWith, messageWith } from "./behavior-facts.js";

const schema = defineSchema({
  attributes: z.object({ trialEnd: z.iso.date().optional() }),
  events: {
    browsed: z.object({ sku: z.string() }),
    "cart.filled": z.object({ total: z.number() }),
    "order.placed": z.object({ total: z.number() }),
  },
  purposes: { "marketing.news": {} },
});
const start = Date.parse("2026-03-01T00:00:00Z");
const day = 86_400_000;

/** Events as `[name, days since the start, data]`. */
function facts(...events: readonly (readonly [string, number, object?])[]): ContactFacts {
  return {
    ...noFacts,
    contact: contactWith({}),
    events: events
      .map(([name, days, data], index) => ({
        ...{ id: `e${index}`, name, at: start + days * day },
        data: JSON.parse(JSON.stringify(data ?? {})),
      }))
      .sort((a, b) => b.at - a.at),
  };
}
function look(segment: Segment, of: ContactFacts, days: number) {
  const context = { at: start + days * day, zone: "UTC" };
  const { member, nextChange } = evaluateSegment(segment, of, context);
  const explained = explainSegment(segment, of, context);
  expect(explained.member).toBe(member);
  return {
    member,
    next: nextChange === null ? null : (nextChange - start) / day,
    actual: explained.trace.actual,
    truth: explained.trace.truth,
  };
}
function of(where: SegmentNode): Segment {
  return { v: 1, id: segmentId("s"), where };
}

describe("a sequence", () => {
  const bought = defineSegment(schema, "bought", (c) =>
    c.sequence(
      { within: "3d" },
      c.event("browsed").asStep(),
      c.event("cart.filled").asStep(),
      c
        .event("order.placed")
        .where((e) => e.data("total").atLeast(10))
        .asStep(),
    ),
  );
  const lately = of({ ...bought.where, window: { last: "7d" } } as SegmentNode);

  it("needs all steps in order, in time, others between them allowed", () => {
    const whole = facts(
      ["browsed", 0],
      ["browsed", 1],
      ["cart.filled", 2],
      ["browsed", 2.5],
      ["order.placed", 4, { total: 12 }],
    );
    expect(look(bought, whole, 3.9)).toMatchObject({ member: false, next: 4 });
    expect(look(bought, whole, 4)).toMatchObject({
      ...{ member: true, next: null, actual: { stepsDone: 3 } },
    });
    const late = facts(["browsed", 0], ["cart.filled", 2], ["order.placed", 3.1, { total: 12 }]);
    expect(look(bought, late, 9)).toMatchObject({ member: false, actual: { stepsDone: 2 } });
    const small = facts(["browsed", 0], ["cart.filled", 1], ["order.placed", 2, { total: 9 }]);
    expect(look(bought, small, 9).member).toBe(false);
    const turned = facts(["cart.filled", 0], ["browsed", 1], ["order.placed", 2, { total: 12 }]);
    expect(look(bought, turned, 9)).toMatchObject({ member: false, actual: { stepsDone: 1 } });
  });

  it("lets the end of the time count, and no two steps at one instant", () => {
    const edge = facts(["browsed", 0], ["cart.filled", 2], ["order.placed", 3, { total: 10 }]);
    expect(look(bought, edge, 3).member).toBe(true);
    const tie = facts(["browsed", 0], ["cart.filled", 1], ["order.placed", 1, { total: 10 }]);
    expect(look(bought, tie, 3).member).toBe(false);
  });

  it("does not count one event for two steps of the same name", () => {
    const twice = defineSegment(schema, "twice", (c) =>
      c.sequence({ within: "2d" }, c.event("browsed").asStep(), c.event("browsed").asStep()),
    );
    expect(look(twice, facts(["browsed", 0]), 5).member).toBe(false);
    expect(look(twice, facts(["browsed", 0], ["browsed", 2]), 5).member).toBe(true);
  });

  it("leaves the window with its first step, unless a later one took its place", () => {
    const two = facts(
      ["browsed", 0],
      ["browsed", 1],
      ["cart.filled", 2],
      ["order.placed", 2.5, { total: 12 }],
    );
    expect(look(lately, two, 3)).toMatchObject({ member: true, next: 8 });
    expect(look(lately, two, 8).member).toBe(false);
    expect(segmentNeeds(lately).events).toEqual({
      ...{ browsed: 7 * day, "cart.filled": 7 * day, "order.placed": 7 * day },
    });
  });
});

describe("a rhythm", () => {
  const weekly = defineSegment(schema, "weekly", (c) =>
    c.event("browsed").regularly({ every: "1w", times: 3 }),
  );
  const mostly = defineSegment(schema, "mostly", (c) =>
    c.event("browsed").regularly({ every: "1w", times: 3, tolerance: 1 }),
  );

  it("wants an event in each of the last stretches, counted back from now", () => {
    const kept = facts(["browsed", 0], ["browsed", 7], ["browsed", 14]);
    expect(look(weekly, kept, 13)).toMatchObject({ member: false, next: 14 });
    expect(look(weekly, kept, 14)).toMatchObject({
      ...{ member: true, next: 21, actual: { stretchesWithEvent: 3 } },
    });
    expect(look(weekly, kept, 21).member).toBe(false);
    expect(look(mostly, kept, 21)).toMatchObject({
      ...{ member: true, next: 28, actual: { stretchesWithEvent: 2 } },
    });
    expect(segmentNeeds(weekly).events).toEqual({ browsed: 21 * day });
  });

  it("ends when the oldest event leaves, though the others stay where they are", () => {
    const twice = defineSegment(schema, "twice", (c) =>
      c.event("browsed").regularly({ every: "1w", times: 2 }),
    );
    expect(look(twice, facts(["browsed", 0], ["browsed", 8]), 8)).toMatchObject({
      ...{ member: true, next: 14 },
    });
  });
});

describe("those who stayed away", () => {
  const lapsed = defineSegment(schema, "lapsed", (c) =>
    c.event("order.placed").lapsed({ gap: "30d", active: "60d" }),
  );
  const back = defineSegment(schema, "back", (c) =>
    c.event("order.placed").returned({ gap: "30d", active: "7d" }),
  );

  it("lapse after the gap, and are forgotten after the time they were active", () => {
    const once = facts(["order.placed", 0]);
    expect(look(lapsed, once, 29)).toMatchObject({ member: false, next: 30 });
    expect(look(lapsed, once, 30)).toMatchObject({ member: true, next: 90 });
    expect(look(lapsed, once, 90)).toMatchObject({ member: false, next: null });
    expect(look(lapsed, facts(), 90)).toMatchObject({ member: false, truth: "no" });
    const again = facts(["order.placed", 0], ["order.placed", 40]);
    expect(look(lapsed, again, 35)).toMatchObject({ member: true, next: 40 });
    expect(segmentNeeds(lapsed).events).toEqual({ "order.placed": 90 * day });
  });

  it("return with the first event after the gap, for a while", () => {
    const again = facts(["order.placed", 0], ["order.placed", 30], ["order.placed", 31]);
    expect(look(back, again, 29)).toMatchObject({ member: false, next: 30 });
    expect(look(back, again, 30)).toMatchObject({ member: true, next: 37 });
    expect(look(back, again, 37)).toMatchObject({
      ...{ member: false, next: null, actual: { lastReturn: start + 30 * day } },
    });
    expect(look(back, facts(["order.placed", 0], ["order.placed", 29.9]), 30).member).toBe(false);
    // The first order of all is no return.
    expect(look(back, facts(["order.placed", 30]), 30).member).toBe(false);
    expect(segmentNeeds(back).events).toEqual({ "order.placed": null });
  });
});

describe("recency, frequency, monetary value", () => {
  const cuts: RfmCuts = { at: start, r: [7, 30], f: [1, 5], m: [50, 200] };
  const orders = facts(["order.placed", 0, { total: 40 }], ["order.placed", 10, { total: 20 }]);
  const scored = (dim: "r" | "f" | "m" | "cell", eq: number) =>
    defineSegment(schema, "s", (c) =>
      c.event("order.placed").rfm(dim, { cuts, value: "total" }).is(eq),
    );

  it("scores by frozen cut points, the best highest", () => {
    expect(look(scored("r", 3), orders, 17)).toMatchObject({ member: true, actual: 3 });
    expect(look(scored("f", 2), orders, 17)).toMatchObject({ member: true, actual: 2, next: null });
    expect(look(scored("m", 2), orders, 17)).toMatchObject({ member: true, actual: 2, next: null });
    expect(look(scored("cell", 322), orders, 17)).toMatchObject({ member: true, actual: 322 });
  });

  it("loses recency to the millisecond after the cut point", () => {
    const { next } = look(scored("r", 3), orders, 12);
    expect(next).toBeCloseTo(17 + 1 / day, 12);
    expect(look(scored("r", 2), orders, 17 + 2 / day)).toMatchObject({ member: true });
  });

  it("is unknown for those who never did it", () => {
    expect(look(scored("r", 1), facts(), 17)).toMatchObject({ member: false, truth: "unknown" });
  });

  it("cuts an audience into shares as equal as its values allow", async () => {
    const audience = Array.from({ length: 100 }, (_, index) =>
      facts(
        ...Array.from(
          { length: 1 + (index % 10) },
          (_, nth) => ["order.placed", index + nth / 100, { total: 10 }] as const,
        ),
      ),
    );
    const options = { event: "order.placed", value: "total", at: start + 200 * day };
    const { f, m, r, at } = await cutRfm([...audience, facts()], options);
    expect(at).toBe(options.at);
    expect(f).toEqual([2, 4, 6, 8]);
    expect(m).toEqual([20, 40, 60, 80]);
    expect(r).toHaveLength(4);
    expect(r.map(Math.round)).toEqual([120, 140, 160, 180]);
    // What comes later does not count yet.
    await expect(cutRfm(audience, { ...options, at: start - 1 })).rejects.toMatchObject({
      ...{ code: "INPUT_RFM", path: "audience" },
    });
    await expect(cutRfm(audience, { ...options, bins: 10 })).rejects.toMatchObject({
      ...{ code: "INPUT_RFM", path: "bins" },
    });
  });
});

describe("engagement", () => {
  const keen = defineSegment(schema, "keen", (c) =>
    c.engagement({ channel: "email", halfLife: "30d" }).atLeast(2),
  );
  const seen = {
    ...noFacts,
    contact: contactWith({}),
    messages: [
      messageWith({ openedAt: start, clickedAt: start, machineOpenedAt: start - day }),
      messageWith({ channel: "sms", clickedAt: start }),
      messageWith({ machineOpenedAt: start, machineClickedAt: start }),
    ],
  };

  it("counts what people did, and halves with time", () => {
    expect(look(keen, seen, 0)).toMatchObject({ member: true, actual: 4 });
    expect(look(keen, seen, 0).next).toBeCloseTo(30, 6);
    expect(look(keen, seen, 30)).toMatchObject({ member: true, actual: 2 });
    expect(look(keen, seen, 30 + 1 / day)).toMatchObject({ member: false });
    expect(look(keen, seen, 300).actual).toBe(0);
    expect(segmentNeeds(keen)).toMatchObject({ messages: 300 * day });
  });

  it("weighs as it is told", () => {
    const weighed = defineSegment(schema, "w", (c) =>
      c.engagement({ halfLife: "1d", weights: { opened: 0, clicked: 1 } }).lessThan(2.5),
    );
    expect(look(weighed, seen, 0).actual).toBe(2);
    expect(look(weighed, seen, 1).actual).toBe(1);
  });
});

describe("in words", () => {
  it.each([
    [
      defineSegment(schema, "s", (c) =>
        c.sequence(
          { within: "1d", window: { last: "2w" } },
          c.event(["browsed", "cart.filled"]).asStep(),
          c.event("order.placed").asStep(),
        ),
      ),
      "browsed or cart.filled, then order.placed, all within 24 hours in the last 14 days",
      "browsed oder cart.filled, dann order.placed, alles innerhalb von 24 Stunden in den letzten 14 Tagen",
    ],
    [
      defineSegment(schema, "s", (c) =>
        c.event("browsed").regularly({ every: "1w", times: 6, tolerance: 2 }),
      ),
      "browsed in at least 4 of the last 6 stretches of 7 days",
      "browsed in mindestens 4 der letzten 6 Abschnitte von 7 Tagen",
    ],
    [
      defineSegment(schema, "s", (c) => c.event("browsed").lapsed({ gap: "90d", active: "180d" })),
      "browsed never in the last 90 days, but in the 180 days before",
      "browsed nie in den letzten 90 Tagen, aber in den 180 Tagen davor",
    ],
    [
      defineSegment(schema, "s", (c) => c.event("browsed").returned({ gap: "90d" })),
      "browsed again after at least 90 days without",
      "browsed wieder nach mindestens 90 Tagen ohne",
    ],
    [
      defineSegment(schema, "s", (c) =>
        c.engagement({ channel: "email", halfLife: "30d" }).atLeast(5),
      ),
      "engagement score by email (an open counts 1, a click 3, half as much every 30 days) is at least 5",
      "Aktivitätswert per E-Mail (eine Öffnung zählt 1, ein Klick 3, nach je 30 Tagen die Hälfte) ist mindestens 5",
    ],
  ])("%#", (segment, english, german) => {
    expect(describeSegment(segment)).toBe(english);
    expect(describeSegment(segment, { language: "de" })).toBe(german);
    expect(parseSegment(JSON.parse(JSON.stringify(segment)))).toEqual(segment);
  });
});

describe("refusals", () => {
  const step = { event: "browsed" };
  const cuts = { at: 0, r: [1], f: [1], m: [1] };
  const rfm = { op: "rfm", ...step, dim: "r", window: { ever: true }, cuts, is: { eq: 1 } };
  it.each<[object, string, string]>([
    [
      { op: "sequence", steps: [step], within: "1d", window: { ever: true } },
      ...(["DEFINITION_SEGMENT", "where.steps"] as const),
    ],
    [
      { op: "sequence", steps: [step, { event: [] }], within: "1d", window: { ever: true } },
      ...(["DEFINITION_SEGMENT", "where.steps[1].event"] as const),
    ],
    [
      { op: "sequence", steps: [step, step], within: "0d", window: { ever: true } },
      ...(["DEFINITION_SEGMENT_VALUE", "where.within"] as const),
    ],
    [
      { op: "regular", ...step, every: "1d", times: 3, tolerance: 3 },
      ...(["DEFINITION_SEGMENT_VALUE", "where.tolerance"] as const),
    ],
    [{ op: "lapsed", ...step, gap: "0h" }, "DEFINITION_SEGMENT_VALUE", "where.gap"],
    [{ ...rfm, cuts: { ...cuts, r: [2, 1] } }, "DEFINITION_SEGMENT_VALUE", "where.cuts.r"],
    [{ ...rfm, dim: "cell" }, "DEFINITION_SEGMENT_VALUE", "where.value"],
    [{ ...rfm, dim: "x" }, "DEFINITION_SEGMENT", "where.dim"],
    [
      { op: "engagement", halfLife: "1d", is: { eq: 1 } },
      ...(["DEFINITION_SEGMENT", "where.is"] as const),
    ],
    [
      { op: "engagement", halfLife: "1d", weights: { opened: -1, clicked: 1 }, is: { gt: 1 } },
      ...(["DEFINITION_SEGMENT_VALUE", "where.weights.opened"] as const),
    ],
  ])("%j", (where, code, path) => {
    expect(() => parseSegment({ v: 1, id: "s", where })).toThrow(
      expect.objectContaining({ code, path }),
    );
  });

  it("names events that the schema lacks, and pairs nothing over time", () => {
    const steps = [step, { event: "order.plced" }];
    const sequence = { op: "sequence", steps, within: "1d", window: { ever: true } } as const;
    expect(() => checkSegmentNames(schema, of(sequence))).toThrow(
      expect.objectContaining({ path: "where.steps[1].event" }),
    );
    expect(() =>
      defineSegment(schema, "s", (c) =>
        c.event("cart.filled").without("order.placed", { same: "total" }).lapsed({ gap: "1d" }),
      ),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_SEGMENT_VALUE" }));
  });
});
