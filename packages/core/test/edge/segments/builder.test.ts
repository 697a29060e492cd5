import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseSegment } from "../../../src/definitions/index.js";
import { describeSegment } from "../../../src/explain/index.js";
import {
  all,
  any,
  defineSchema,
  defineSegment,
  evaluateSegment,
  not,
  type Segment,
  segmentId,
} from "../../../src/index.js";
import type { SegmentNode } from "../../../src/segments/index.js";
import { at, contactWith, event, membership } from "./contact.js";

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

describe("a segment built in code", () => {
  it("is the plain data that its JSON is", () => {
    expect(lapsed).toEqual({
      v: 1,
      id: "lapsed",
      where: {
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
          { op: "not", of: { op: "member", segment: "staff" } },
        ],
      },
    });
    expect(parseSegment(JSON.parse(JSON.stringify(lapsed)))).toEqual(lapsed);
  });

  it("says who is in it", () => {
    const now = at("2026-05-01T00:00:00Z");
    const ordered = event("order.placed", "2026-04-01T00:00:00Z");
    expect(evaluateSegment(lapsed, contactWith({ plan: "pro" }), now).member).toBe(true);
    expect(evaluateSegment(lapsed, contactWith({ plan: "free" }), now).member).toBe(false);
    expect(
      evaluateSegment(
        lapsed,
        contactWith({ plan: "pro" }, { memberships: [membership("staff")] }),
        now,
      ).member,
    ).toBe(false);
    expect(
      evaluateSegment(lapsed, contactWith({ plan: "pro" }, { events: [ordered] }), now),
    ).toEqual({
      member: false,
      nextChange: Date.parse("2026-06-30T00:00:00Z"),
    });
  });

  it.each<[string, SegmentNode, object]>(
    // One per word of the builder, beside what it stands for and how it reads.
    (() => {
      const rows: [string, SegmentNode, object][] = [];
      defineSegment(schema, "words", (c) => {
        const row = (node: SegmentNode, is: object, words: string) => {
          rows.push([words, node, is]);
        };
        row(
          c.attribute("plan").isNot("free"),
          { op: "attr", path: "plan", is: { ne: "free" } },
          'plan is not "free"',
        );
        row(
          c.attribute("plan").isOneOf(["free", "pro"]),
          { op: "attr", path: "plan", is: { in: ["free", "pro"] } },
          'plan is one of "free", "pro"',
        );
        row(
          c.attribute("plan").isNoneOf(["free"]),
          { op: "attr", path: "plan", is: { nin: ["free"] } },
          'plan is none of "free"',
        );
        row(
          c.attribute("plan").isKnown(),
          { op: "attr", path: "plan", is: { exists: true } },
          "plan is known",
        );
        row(
          c.attribute("plan").isUnknown(),
          { op: "attr", path: "plan", is: { exists: false } },
          "plan is not known",
        );
        row(
          c.attribute("plan").isEmpty(),
          { op: "attr", path: "plan", is: { empty: true } },
          "plan is empty",
        );
        row(
          c.attribute("plan", { missing: "match" }).is("pro"),
          { op: "attr", path: "plan", is: { eq: "pro" }, missing: "match" },
          'plan is "pro" or is not known',
        );
        row(
          c.attribute("age").moreThan(5),
          { op: "attr", path: "age", is: { gt: 5 } },
          "age is more than 5",
        );
        row(
          c.attribute("age").atLeast(5),
          { op: "attr", path: "age", is: { gte: 5 } },
          "age is at least 5",
        );
        row(
          c.attribute("age").lessThan(5),
          { op: "attr", path: "age", is: { lt: 5 } },
          "age is less than 5",
        );
        row(
          c.attribute("age").atMost(5),
          { op: "attr", path: "age", is: { lte: 5 } },
          "age is at most 5",
        );
        row(
          c.attribute("age").between(5, 9),
          { op: "attr", path: "age", is: { between: [5, 9] } },
          "age is from 5 to 9",
        );
        row(
          c.attribute("tags").has("a"),
          { op: "attr", path: "tags", is: { has: "a" } },
          'tags has "a"',
        );
        row(
          c.attribute("tags").hasAny(["a"]),
          { op: "attr", path: "tags", is: { hasAny: ["a"] } },
          'tags has any of "a"',
        );
        row(
          c.attribute("tags").hasAll(["a", "b"]),
          { op: "attr", path: "tags", is: { hasAll: ["a", "b"] } },
          'tags has all of "a", "b"',
        );
        row(
          c.attribute("tags").hasNone(["a"]),
          { op: "attr", path: "tags", is: { hasNone: ["a"] } },
          'tags has none of "a"',
        );
        row(
          c.attribute("plan").startsWith("p"),
          { op: "attr", path: "plan", is: { starts: "p" } },
          'plan starts with "p"',
        );
        row(
          c.attribute("plan").endsWith("o"),
          { op: "attr", path: "plan", is: { ends: "o" } },
          'plan ends with "o"',
        );
        row(
          c.attribute("plan").contains("r"),
          { op: "attr", path: "plan", is: { contains: "r" } },
          'plan contains "r"',
        );
        row(
          c.attribute("plan").isLike("PRO"),
          { op: "attr", path: "plan", is: { eqFold: "PRO" } },
          'plan is "PRO" in any case',
        );
        row(
          c.attribute("plan").matches("p*"),
          { op: "attr", path: "plan", is: { matches: "p*" } },
          'plan matches "p*"',
        );
        row(
          c.attribute("plan").isVersion({ gte: "1", lt: "2" }),
          { op: "attr", path: "plan", is: { version: { gte: "1", lt: "2" } } },
          "plan is version at least 1 and below 2",
        );
        row(
          c.attribute("born").before("2000-01-01"),
          { op: "date", path: "born", is: { before: "2000-01-01" } },
          "born is before 2000-01-01",
        );
        row(
          c.attribute("born").since({ ago: "30d" }),
          { op: "date", path: "born", is: { since: { ago: "30d" } } },
          "born is on or after 30 days ago",
        );
        row(
          c.attribute("born").between("2000-01-01", { ahead: "1d" }),
          { op: "date", path: "born", is: { between: ["2000-01-01", { ahead: "1d" }] } },
          "born is from 2000-01-01 until before 24 hours from now",
        );
        row(
          c.attribute("born").on("2000-01-01"),
          { op: "date", path: "born", is: { on: "2000-01-01" } },
          "born is on 2000-01-01",
        );
        row(
          c.attribute("born").inLast("7d"),
          { op: "date", path: "born", is: { last: "7d" } },
          "born is in the last 7 days",
        );
        row(
          c.attribute("born").inNext("7d"),
          { op: "date", path: "born", is: { next: "7d" } },
          "born is in the next 7 days",
        );
        row(
          c.attribute("born", { zone: "workspace" }).inDays({ from: -1, to: 0 }),
          { op: "date", path: "born", is: { day: { from: -1, to: 0 } }, zone: "workspace" },
          "born is from 1 day ago to today",
        );
        row(
          c.attribute("born").hasAnniversary(),
          { op: "date", path: "born", is: { anniversary: { from: 0, to: 0 } } },
          "born has its anniversary today",
        );
        row(
          c.contact("locale").startsWith("de"),
          { op: "attr", path: "$locale", is: { starts: "de" } },
          'the contact\'s locale starts with "de"',
        );
        row(
          c.contact("createdAt").inLast("7d"),
          { op: "date", path: "$createdAt", is: { last: "7d" } },
          "the contact's time of creation is in the last 7 days",
        );
        row(
          c.event("order.placed").some(),
          {
            op: "event",
            event: "order.placed",
            agg: "count",
            window: { ever: true },
            is: { gte: 1 },
          },
          "order.placed at least once",
        );
        row(
          c.event("order.placed").count({ last: "7d", calendar: true }).is(3),
          {
            op: "event",
            event: "order.placed",
            agg: "count",
            window: { last: "7d", calendar: true },
            is: { eq: 3 },
          },
          "order.placed exactly 3 times on the last 7 days, today included",
        );
        row(
          c.event("order.placed").sum("total", { since: "born" }).moreThan(9),
          {
            op: "event",
            event: "order.placed",
            agg: { sum: "total" },
            window: { since: "born" },
            is: { gt: 9 },
          },
          "sum of total of order.placed since born is more than 9",
        );
        row(
          c.event("order.placed").least("total").isNot(9),
          {
            op: "event",
            event: "order.placed",
            agg: { min: "total" },
            window: { ever: true },
            is: { ne: 9 },
          },
          "least total of order.placed is not 9",
        );
        row(
          c.event("order.placed").greatest("total").lessThan(9),
          {
            op: "event",
            event: "order.placed",
            agg: { max: "total" },
            window: { ever: true },
            is: { lt: 9 },
          },
          "greatest total of order.placed is less than 9",
        );
        row(
          c.event("order.placed").average("total").between(1, 2),
          {
            op: "event",
            event: "order.placed",
            agg: { avg: "total" },
            window: { ever: true },
            is: { between: [1, 2] },
          },
          "average total of order.placed is from 1 to 2",
        );
        row(
          c.event("order.placed").distinct("sku").atMost(2),
          {
            op: "event",
            event: "order.placed",
            agg: { distinct: "sku" },
            window: { ever: true },
            is: { lte: 2 },
          },
          "number of different sku of order.placed is at most 2",
        );
        row(
          c
            .event("order.placed")
            .first({ from: { ago: "9d" } })
            .inLast("1d"),
          {
            op: "event",
            event: "order.placed",
            agg: "first",
            window: { from: { ago: "9d" } },
            is: { last: "1d" },
          },
          "first order.placed from 9 days ago is in the last 24 hours",
        );
        row(
          c.event("order.placed").latest().before({ ago: "9d" }),
          {
            op: "event",
            event: "order.placed",
            agg: "last",
            window: { ever: true },
            is: { before: { ago: "9d" } },
          },
          "latest order.placed is before 9 days ago",
        );
        row(
          c
            .event("order.placed")
            .where((e) => any(e.data("sku").is("a"), not(e.data("total").atLeast(5))))
            .none(),
          {
            op: "event",
            event: "order.placed",
            where: {
              op: "or",
              of: [
                { op: "attr", path: "sku", is: { eq: "a" } },
                { op: "not", of: { op: "attr", path: "total", is: { gte: 5 } } },
              ],
            },
            agg: "count",
            window: { ever: true },
            is: { eq: 0 },
          },
          'order.placed where sku is "a", or not (total is at least 5) never',
        );
        row(
          c
            .message("opened", {
              channel: "sms",
              template: "t",
              purpose: "marketing.newsletter",
              humanOnly: false,
            })
            .count({ last: "9d" })
            .atLeast(2),
          {
            op: "message",
            kind: "opened",
            channel: "sms",
            template: "t",
            purpose: "marketing.newsletter",
            humanOnly: false,
            window: { last: "9d" },
            is: { gte: 2 },
          },
          "SMS t for marketing.newsletter opened by person or machine at least 2 times in the last 9 days",
        );
        row(
          c
            .consent({ channel: "email", purpose: "marketing.newsletter", topic: "offers" })
            .is("granted"),
          {
            op: "consent",
            channel: "email",
            purpose: "marketing.newsletter",
            topic: "offers",
            state: "granted",
          },
          "consent to marketing.newsletter (offers) by email is granted",
        );
        row(c.member("staff"), { op: "member", segment: "staff" }, "in segment staff");
        row(c.list("vip"), { op: "list", list: "vip" }, "on list vip");
        row(
          c.sample("spring", 0, 0.1),
          { op: "sample", salt: "spring", from: 0, to: 0.1 },
          'in the sample from 0 % to 10 % of "spring"',
        );
        row(c.everyone(), { op: "const", value: true }, "everyone");
        return c.everyone();
      });
      return rows;
    })(),
  )("has words: %s", (words, node, expected) => {
    expect(node).toEqual(expected);
    expect(describeSegment(of(node))).toBe(words);
    expect(parseSegment(of(node))).toEqual(of(node));
  });

  it("carries its name and zone, and groups in brackets", () => {
    const segment = defineSegment(
      schema,
      "s",
      (c) => all(any(c.list("a"), c.list("b")), c.list("c")),
      {
        name: "Both",
        zone: "fixed:Europe/Berlin",
      },
    );
    expect(segment).toMatchObject({ name: "Both", zone: "fixed:Europe/Berlin" });
    expect(describeSegment(segment)).toBe("(on list a, or on list b), and on list c");
  });
});
