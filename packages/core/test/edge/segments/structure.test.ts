import { describe, expect, it } from "vitest";
import * as z from "zod";
import { normalizeSegment } from "../../../src/definitions/index.js";
import {
  all,
  any,
  defineSchema,
  defineSegment,
  type Segment,
  segmentId,
} from "../../../src/index.js";
import {
  orderSegments,
  type SegmentNode,
  segmentDependencies,
  segmentNeeds,
} from "../../../src/segments/index.js";

const schema = defineSchema({
  attributes: z.object({
    plan: z.enum(["free", "pro"]),
    age: z.number().optional(),
    born: z.iso.date().optional(),
    tags: z.array(z.string()),
  }),
  events: { "order.placed": z.object({ total: z.number(), sku: z.string() }) },
  purposes: { "marketing.newsletter": { topics: ["magazine", "offers"] } },
});
function of(where: SegmentNode, id = "s"): Segment {
  return { v: 1, id: segmentId(id), where };
}

describe("the canonical form", () => {
  const leaf = (path: string): SegmentNode => ({ op: "attr", path, is: { exists: true } });

  it("is one for every way to say the same", () => {
    const one = of({
      op: "not",
      of: { op: "or", of: [leaf("b"), { op: "not", of: leaf("a") }, leaf("b")] },
    });
    const other = of({
      op: "and",
      of: [
        { op: "and", of: [{ op: "not", of: leaf("b") }] },
        { op: "const", value: true },
        { ...leaf("a"), note: "why" },
      ],
    });
    expect(normalizeSegment(one)).toEqual(normalizeSegment(other));
    expect(normalizeSegment(one).where).toEqual({
      op: "and",
      of: [leaf("a"), { op: "not", of: leaf("b") }],
    });
  });

  it("does not know the order of keys, of sets, or of what is the default", () => {
    const one = of({ op: "attr", missing: "unknown", is: { in: ["b", "a", "b"] }, path: "p" });
    const other = of({ path: "p", op: "attr", is: { in: ["a", "b"] } });
    expect(JSON.stringify(normalizeSegment(one))).toBe(JSON.stringify(normalizeSegment(other)));
  });

  it("folds what decides on its own", () => {
    const decided = of({
      op: "or",
      of: [leaf("a"), { op: "not", of: { op: "const", value: false } }],
    });
    expect(normalizeSegment(decided).where).toEqual({ op: "const", value: true });
  });
});

describe("needs", () => {
  it("are what a store has to load, and how far back", () => {
    const segment = defineSegment(schema, "s", (c) =>
      any(
        c.event("order.placed").none({ last: "90d" }),
        c.event("order.placed").some({ last: "30d" }),
        c.message("opened").some({ last: "7d", calendar: true }),
        c.consent({ channel: "email", purpose: "marketing.newsletter" }).is("granted"),
      ),
    );
    const day = 86_400_000;
    expect(segmentNeeds(segment)).toEqual({
      events: { "order.placed": 90 * day },
      messages: 9 * day,
      consent: true,
    });
    expect(segmentNeeds(of({ op: "const", value: true }))).toEqual({
      events: {},
      messages: 0,
      consent: false,
    });
    const ever = defineSegment(schema, "s", (c) =>
      all(c.event("order.placed").some(), c.event("order.placed").some({ last: "1d" })),
    );
    expect(segmentNeeds(ever).events).toEqual({ "order.placed": null });
  });
});

describe("segments that refer to segments", () => {
  const refers = (id: string, ...to: string[]): Segment =>
    of(
      {
        op: "or",
        of: [
          { op: "const", value: false },
          ...to.map(
            (one): SegmentNode => ({ op: "not", of: { op: "member", segment: segmentId(one) } }),
          ),
        ],
      },
      id,
    );

  it("come after them, otherwise in the order given", () => {
    const list = [refers("c", "b"), refers("a"), refers("b", "a", "d"), refers("d")];
    expect(orderSegments(list).map(({ id }) => id)).toEqual(["a", "d", "b", "c"]);
    expect(segmentDependencies(refers("x", "a", "b", "a"))).toEqual(["a", "b"]);
  });

  it.each<[string, Segment[], string, RegExp]>([
    [
      "in a cycle",
      [refers("z", "a"), refers("a", "b"), refers("b", "c"), refers("c", "a")],
      "DEFINITION_SEGMENT_CYCLE",
      /a → b → c → a/,
    ],
    ["to themselves", [refers("a", "a")], "DEFINITION_SEGMENT_CYCLE", /a → a/],
    ["to an undefined one", [refers("a", "b")], "DEFINITION_SEGMENT_UNKNOWN", /a refers to b/],
    ["and share an id", [refers("a"), refers("a")], "DEFINITION_SEGMENT_TWICE", /id a\./],
  ])("are refused if they refer %s", (_, list, code, message) => {
    expect(() => orderSegments(list)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
