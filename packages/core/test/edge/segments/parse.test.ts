import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  checkSegmentNames,
  parseSegment,
  segmentJsonSchema,
} from "../../../src/definitions/index.js";
import {
  all,
  defineSchema,
  defineSegment,
  not,
  type Segment,
  segmentId,
} from "../../../src/index.js";
import type { SegmentNode } from "../../../src/segments/index.js";
import { segments } from "./arbitrary.js";

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
const lapsed = defineSegment(schema, "lapsed", (c) =>
  all(
    c.attribute("plan").is("pro"),
    c.event("order.placed").none({ last: "90d" }),
    not(c.member("staff")),
  ),
);
function of(where: SegmentNode, id = "s"): Segment {
  return { v: 1, id: segmentId(id), where };
}

function nested(depth: number): SegmentNode {
  return depth === 1 ? { op: "const", value: true } : { op: "not", of: nested(depth - 1) };
}
function orders(fields: object): unknown {
  return {
    op: "event",
    event: "a",
    agg: "count",
    window: { ever: true },
    is: { eq: 1 },
    ...fields,
  };
}

describe("refusals", () => {
  it.each<[string, unknown, string, string]>([
    [
      "a version it does not know",
      { v: 2, id: "s", where: { op: "const", value: true } },
      "DEFINITION_SEGMENT",
      "v",
    ],
    [
      "a key it does not know",
      of({ op: "const", value: true, extra: 1 } as never),
      "DEFINITION_SEGMENT",
      "where",
    ],
    [
      "an operator it does not know",
      of({ op: "xor", of: [] } as never),
      "DEFINITION_SEGMENT",
      "where.op",
    ],
    ["an empty group", of({ op: "and", of: [] }), "DEFINITION_SEGMENT", "where.of"],
    [
      "two operators at once",
      of({ op: "attr", path: "a", is: { eq: 1, ne: 2 } } as never),
      "DEFINITION_SEGMENT",
      "where.is",
    ],
    [
      "an empty path",
      of({ op: "attr", path: "a..b", is: { eq: 1 } }),
      "DEFINITION_SEGMENT",
      "where.path",
    ],
    ["an id that is no plain name", { ...lapsed, id: "a b" }, "DEFINITION_SEGMENT", "id"],
    ["something else", "segment", "DEFINITION_SEGMENT", ""],
    [
      "an unknown contact field",
      of({ op: "attr", path: "$name", is: { exists: true } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.path",
    ],
    [
      "a reversed range",
      of({ op: "attr", path: "a", is: { between: [2, 1] } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "text that is no version",
      of({ op: "attr", path: "a", is: { version: { gte: "new" } } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "no bound of versions",
      of({ op: "attr", path: "a", is: { version: {} } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "a day the calendar lacks",
      of({ op: "date", path: "a", is: { on: "2026-02-30" } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "an hour without minutes",
      of({ op: "date", path: "a", is: { before: "2026-02-01T00" } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "a week that begins nobody knows when",
      of({ op: "date", path: "a", is: { period: { unit: "week", from: 0, to: 0 } } } as never),
      "DEFINITION_SEGMENT",
      "where.is",
    ],
    [
      "a unit no calendar has",
      of({ op: "date", path: "a", is: { period: { unit: "decade", from: 0, to: 0 } } } as never),
      "DEFINITION_SEGMENT",
      "where.is.period.unit",
    ],
    [
      "periods backwards",
      of({ op: "date", path: "a", is: { period: { unit: "month", from: 1, to: 0 } } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "more than a century of quarters",
      of(orders({ window: { period: { unit: "quarter", from: -398, to: 0 } } }) as never),
      "DEFINITION_SEGMENT_VALUE",
      "where.window.period",
    ],
    [
      "events of next month",
      of(orders({ window: { period: { unit: "month", from: 0, to: 1 } } }) as never),
      "DEFINITION_SEGMENT_VALUE",
      "where.window.period",
    ],
    [
      "days backwards",
      of({ op: "date", path: "a", is: { day: { from: 1, to: 0 } } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "an anniversary years away",
      of({ op: "date", path: "a", is: { anniversary: { from: 0, to: 400 } } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "no time at all",
      of({ op: "date", path: "a", is: { last: "0d" } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "centuries",
      of({ op: "date", path: "a", is: { last: "99999d" } }),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "a zone nobody knows",
      { ...lapsed, zone: "fixed:Mars/Base" },
      "DEFINITION_SEGMENT_VALUE",
      "zone",
    ],
    [
      "hours by the calendar",
      of(orders({ window: { last: "36h", calendar: true } }) as never),
      "DEFINITION_SEGMENT_VALUE",
      "where.window.last",
    ],
    [
      "a pairing without a key",
      of(orders({ paired: { is: "with", event: "x", same: { own: "a" } } }) as never),
      "DEFINITION_SEGMENT",
      "where.paired.same.other",
    ],
    [
      "a pairing that is neither with nor without",
      of(orders({ paired: { is: "near", event: "x", same: { own: "a", other: "a" } } }) as never),
      "DEFINITION_SEGMENT",
      "where.paired.is",
    ],
    [
      "a pairing's empty group",
      of(
        orders({
          paired: {
            ...{ is: "with", event: "x", same: { own: "a", other: "a" } },
            where: { op: "attr", path: "total", is: { between: [2, 1] } },
          },
        }) as never,
      ),
      "DEFINITION_SEGMENT_VALUE",
      "where.paired.where.is",
    ],
    [
      "a count compared as a date",
      of(orders({ is: { last: "1d" } }) as never),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "a first compared as a number",
      of(orders({ agg: "first" }) as never),
      "DEFINITION_SEGMENT_VALUE",
      "where.is",
    ],
    [
      "a sample beyond all",
      of({ op: "sample", salt: "s", from: 0.5, to: 0.4 }),
      "DEFINITION_SEGMENT_VALUE",
      "where",
    ],
    [
      "what is nested too deep",
      of(nested(17)),
      "DEFINITION_SEGMENT_DEPTH",
      "where.of.of.of.of.of.of.of.of.of.of.of.of.of.of.of.of",
    ],
    [
      "too many clauses",
      of({ op: "or", of: Array.from({ length: 501 }, () => nested(1)) }),
      "DEFINITION_SEGMENT_LEAVES",
      "where.of[500]",
    ],
  ])("%s", (_, json, code, path) => {
    expect(() => parseSegment(json)).toThrow(
      expect.objectContaining({ name: "DefinitionError", code, path }),
    );
  });

  it("of what is nested so deep that reading it would fail", () => {
    expect(() => parseSegment(of(nested(5000)))).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_DEPTH" }),
    );
  });

  it("are the same for segments built in code", () => {
    expect(() =>
      // @ts-expect-error no duration
      defineSegment(schema, "s", (c) => c.event("order.placed").none({ last: "90 days" })),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_DURATION", path: "where.window.last" }));
    expect(() => defineSegment(schema, "a b", (c) => c.everyone())).toThrow(
      expect.objectContaining({ code: "DEFINITION_NAME" }),
    );
    expect(() => defineSegment(schema, "s", (c) => c.attribute("age").is(Number.NaN))).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_VALUE", path: "where.is" }),
    );
    expect(() =>
      defineSegment(schema, "s", (c) => not(not(c.everyone())), {
        limits: { depth: 2, leaves: 1 },
      }),
    ).toThrow(expect.objectContaining({ code: "DEFINITION_SEGMENT_DEPTH" }));
  });
});

describe("names the schema does not have", () => {
  const consent = { op: "consent", channel: "email", state: "granted" } as const;

  it.each<[string, SegmentNode, string]>([
    [
      "an event",
      { op: "not", of: orders({ event: ["order.placed", "order.lost"] }) as never },
      "where.of.event",
    ],
    ["an event every object inherits", orders({ event: "toString" }) as never, "where.event"],
    ["a purpose", { op: "or", of: [{ ...consent, purpose: "news" }] }, "where.of[0].purpose"],
    ["a topic", { ...consent, purpose: "marketing.newsletter", topic: "sport" }, "where.topic"],
  ])("are found in JSON: %s", (_, where, path) => {
    expect(() => checkSegmentNames(schema, parseSegment(of(where)))).toThrow(
      expect.objectContaining({ code: "DEFINITION_SEGMENT_NAME", path }),
    );
  });

  it("leave alone what it has", () => {
    checkSegmentNames(schema, lapsed);
    checkSegmentNames(schema, of({ ...consent, purpose: "marketing.newsletter", topic: "offers" }));
  });
});

describe("the published JSON Schema", () => {
  it("takes every segment and knows its keys", () => {
    const json = segmentJsonSchema();
    expect(json).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      additionalProperties: false,
    });
    const read = z.fromJSONSchema(json as never);
    fc.assert(
      fc.property(segments, (segment) => {
        expect(read.safeParse(segment).success).toBe(true);
        expect(read.safeParse({ ...segment, extra: 1 }).success).toBe(false);
      }),
      { numRuns: 100 },
    );
    expect(read.safeParse(of({ op: "attr", path: "a", is: {} } as never)).success).toBe(false);
    expect(
      read.safeParse(of({ op: "date", path: "a", is: { last: "soon" } } as never)).success,
    ).toBe(false);
  });
});
