import { describe, expect, it } from "vitest";
import { explainSegment } from "../../../src/explain/index.js";
import {
  contactPointId,
  evaluateSegment,
  type JsonObject,
  listId,
  type Segment,
  segmentId,
} from "../../../src/index.js";
import type { SegmentNode } from "../../../src/segments/index.js";
import { at, contactWith, event, membership, message } from "./contact.js";

const now = "2026-05-01T00:00:00Z";
function segment(where: SegmentNode): Segment {
  return { v: 1, id: segmentId("s"), where };
}
function member(where: SegmentNode, contact = contactWith(), more = {}) {
  return evaluateSegment(segment(where), contact, at(now, more)).member;
}

describe("events", () => {
  const order = (time: string, data: JsonObject) => event("order.placed", time, data);
  const contact = contactWith(
    {},
    {
      events: [
        order("2026-04-20T00:00:00Z", { total: 30, sku: "a", items: ["x"] }),
        order("2026-04-10T00:00:00Z", { total: 50, sku: "b" }),
        order("2026-04-05T00:00:00Z", { total: "free", sku: "a" }),
        event("cart.abandoned", "2026-04-01T00:00:00Z"),
      ],
    },
  );
  const ever = { ever: true } as const;
  const clause = (fields: Partial<Extract<SegmentNode, { op: "event" }>>): SegmentNode => ({
    op: "event",
    event: "order.placed",
    agg: "count",
    window: ever,
    is: { eq: 3 },
    ...fields,
  });

  it.each<[string, Parameters<typeof clause>[0]]>([
    ["count", {}],
    ["several kinds as one", { event: ["order.placed", "cart.abandoned"], is: { eq: 4 } }],
    ["sum what is a number", { agg: { sum: "total" }, is: { eq: 80 } }],
    ["find the least", { agg: { min: "total" }, is: { eq: 30 } }],
    ["find the greatest", { agg: { max: "total" }, is: { eq: 50 } }],
    ["average", { agg: { avg: "total" }, is: { eq: 40 } }],
    ["count different values", { agg: { distinct: "sku" }, is: { eq: 2 } }],
    ["know the first", { agg: "first", is: { on: "2026-04-05" } }],
    ["know the latest", { agg: "last", is: { since: "2026-04-20T00:00:00Z" } }],
    [
      "see only what meets a condition",
      { where: { op: "attr", path: "sku", is: { eq: "a" } }, is: { eq: 2 } },
    ],
    [
      "do not count what is not known to meet it",
      { where: { op: "not", of: { op: "attr", path: "total", is: { gt: 40 } } }, is: { eq: 1 } },
    ],
  ])("%s", (_, fields) => {
    expect(member(clause(fields), contact)).toBe(true);
  });

  it("that never were have a count and a sum, but no average and no first", () => {
    expect(member(clause({ is: { eq: 0 } }))).toBe(true);
    expect(member(clause({ agg: { sum: "total" }, is: { eq: 0 } }))).toBe(true);
    for (const agg of [{ avg: "total" }, { min: "total" }, { max: "total" }]) {
      const any = clause({ agg, is: { gte: -1e9 } });
      expect(member(any)).toBe(false);
      expect(member({ op: "not", of: any })).toBe(false);
    }
    const first = clause({ agg: "first", is: { before: "2030-01-01" } });
    expect([member(first), member({ op: "not", of: first })]).toEqual([false, false]);
  });
});

describe("messages", () => {
  const when = Date.parse("2026-04-20T00:00:00Z");
  const contact = contactWith(
    {},
    {
      messages: [
        message({ sentAt: when, deliveredAt: when, machineOpenedAt: when, template: "a" }),
        message({ sentAt: when, bouncedAt: when, channel: "sms", purpose: "account" }),
        message({ sentAt: when, openedAt: when, clickedAt: when, complainedAt: when }),
      ],
    },
  );
  const clause = (fields: Partial<Extract<SegmentNode, { op: "message" }>>): SegmentNode => ({
    op: "message",
    kind: "sent",
    window: { last: "30d" },
    is: { eq: 1 },
    ...fields,
  });

  it.each<[string, Parameters<typeof clause>[0]]>([
    ["sent", { is: { eq: 3 } }],
    ["delivered", { kind: "delivered" }],
    ["bounced", { kind: "bounced" }],
    ["complained", { kind: "complained" }],
    ["clicked", { kind: "clicked" }],
    ["opened, by people unless said otherwise", { kind: "opened" }],
    ["opened by anything", { kind: "opened", humanOnly: false, is: { eq: 2 } }],
    ["by channel", { channel: "sms" }],
    ["by purpose", { purpose: "account" }],
    ["by template", { template: "a" }],
  ])("are counted as %s", (_, fields) => {
    expect(member(clause(fields), contact)).toBe(true);
  });
});

describe("consent", () => {
  const clause: SegmentNode = {
    op: "consent",
    channel: "email",
    purpose: "news",
    topic: "offers",
    state: "granted",
  };

  it("is asked of whoever can read it, with the whole question", () => {
    const asked: unknown[] = [];
    const consentState = (question: unknown) => {
      asked.push(question);
      return "granted" as const;
    };
    expect(member(clause, contactWith(), { consentState })).toBe(true);
    expect(asked).toContainEqual({
      channel: "email",
      purpose: "news",
      topic: "offers",
      at: Date.parse(now),
    });
  });

  it("is unknown where nobody can", () => {
    expect([member(clause), member({ op: "not", of: clause })]).toEqual([false, false]);
  });

  it("runs out when its reader says so", () => {
    const until = Date.parse("2026-06-01T00:00:00Z");
    const consentState = ({ at: time }: { at: number }) =>
      time < until ? { state: "granted" as const, until } : ("expired" as const);
    expect(evaluateSegment(segment(clause), contactWith(), at(now, { consentState }))).toEqual({
      member: true,
      nextChange: until,
    });
  });
});

describe("what every contact has", () => {
  const point = { id: contactPointId("p"), address: "a", fingerprints: [] };
  const bare = contactWith({ $locale: "fr", createdAt: 5 });
  const full = {
    ...bare,
    contact: {
      ...bare.contact,
      locale: "de-AT",
      jurisdiction: "AT",
      createdAt: Date.parse("2026-04-28T00:00:00Z"),
      points: [
        { ...point, channel: "email" as const },
        { ...point, channel: "sms" as const },
      ],
    },
  };

  it.each<[string, SegmentNode, boolean]>([
    ["a locale", { op: "attr", path: "$locale", is: { starts: "de" } }, false],
    ["a jurisdiction", { op: "attr", path: "$jurisdiction", is: { eq: "AT" } }, false],
    ["a time zone", { op: "attr", path: "$timeZone", is: { eq: "Europe/Berlin" } }, true],
    ["channels", { op: "attr", path: "$channels", is: { hasAll: ["sms", "email"] } }, false],
    ["a beginning", { op: "date", path: "$createdAt", is: { last: "7d" } }, false],
  ])("%s", (_, where, ofBare) => {
    expect(member(where, full)).toBe(true);
    expect(member(where, bare)).toBe(ofBare);
  });

  it("can be where a window begins", () => {
    const where: SegmentNode = {
      op: "event",
      event: "a",
      agg: "count",
      window: { since: "$createdAt" },
      is: { eq: 1 },
    };
    const events = [event("a", "2026-04-29T00:00:00Z"), event("a", "2026-04-01T00:00:00Z")];
    expect(member(where, { ...full, events })).toBe(true);
  });
});

describe("segments and lists", () => {
  const clause: SegmentNode = { op: "member", segment: segmentId("staff") };

  it("are as the facts say, or as the caller knows better", () => {
    expect(member(clause)).toBe(false);
    expect(member(clause, contactWith({}, { memberships: [membership("staff")] }))).toBe(true);
    expect(member(clause, contactWith(), { isMember: (id: string) => id === "staff" })).toBe(true);
    expect(
      member({ op: "list", list: listId("vip") }, contactWith({}, { lists: [listId("vip")] })),
    ).toBe(true);
    expect(member({ op: "list", list: listId("vip") })).toBe(false);
  });
});

describe("samples", () => {
  const share = (salt: string, from: number, to: number) =>
    Array.from({ length: 4000 }, (_, index) => `contact-${index}`).filter((id) =>
      member({ op: "sample", salt, from, to }, contactWith({}, { id })),
    );

  it("hold their share, do not overlap, and are dealt anew by another salt", () => {
    const [low, high, other] = [share("a", 0, 0.25), share("a", 0.25, 1), share("b", 0, 0.25)];
    expect(low.length + high.length).toBe(4000);
    expect(low.length).toBeGreaterThan(900);
    expect(low.length).toBeLessThan(1100);
    const both = low.filter((id) => other.includes(id)).length;
    expect(both).toBeGreaterThan(190);
    expect(both).toBeLessThan(310);
  });

  it("reach from nobody to everybody", () => {
    expect(share("a", 0, 0)).toEqual([]);
    expect(share("a", 0, 1)).toHaveLength(4000);
  });

  it("are the published hash: murmur3 of salt/contact, over 2^32", () => {
    const exact = 0x0ca7ad0f / 2 ** 32; // of "salt/c1", by an implementation in another language
    expect(
      member(
        { op: "sample", salt: "salt", from: exact, to: exact + 1e-9 },
        contactWith({}, { id: "c1" }),
      ),
    ).toBe(true);
    expect(
      member({ op: "sample", salt: "salt", from: 0, to: exact }, contactWith({}, { id: "c1" })),
    ).toBe(false);
  });
});

describe("explaining", () => {
  it("says clause by clause what was found, in the words of the description", () => {
    const where: SegmentNode = {
      op: "and",
      of: [
        { op: "attr", path: "plan", is: { eq: "pro" } },
        {
          op: "event",
          event: "order.placed",
          agg: "count",
          window: { last: "90d" },
          is: { eq: 0 },
        },
        { op: "not", of: { op: "attr", path: "age", is: { lt: 18 } } },
      ],
    };
    const contact = contactWith(
      { plan: "pro" },
      { events: [event("order.placed", "2026-04-01T00:00:00Z")] },
    );
    expect(explainSegment(segment(where), contact, at(now))).toEqual({
      member: false,
      trace: {
        op: "and",
        path: "where",
        truth: "no",
        words:
          'plan is "pro", and order.placed never in the last 90 days, and not (age is less than 18)',
        of: [
          {
            op: "attr",
            path: "where.of[0]",
            truth: "yes",
            words: 'plan is "pro"',
            actual: "pro",
            of: [],
          },
          {
            op: "event",
            path: "where.of[1]",
            truth: "no",
            words: "order.placed never in the last 90 days",
            actual: 1,
            of: [],
          },
          {
            op: "not",
            path: "where.of[2]",
            truth: "unknown",
            words: "not (age is less than 18)",
            of: [
              {
                op: "attr",
                path: "where.of[2].of",
                truth: "unknown",
                words: "age is less than 18",
                of: [],
              },
            ],
          },
        ],
      },
    });
  });
});
