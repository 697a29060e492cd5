import { describe, expect, it } from "vitest";
import {
  evaluateSegment,
  lastPeriod,
  type Segment,
  segmentId,
  thisPeriod,
} from "../../../src/index.js";
import type { SegmentNode } from "../../../src/segments/index.js";
import { at, contactWith, event } from "./contact.js";

function segment(where: SegmentNode): Segment {
  return { v: 1, id: segmentId("s"), where };
}
function count(window: Extract<SegmentNode, { op: "event" }>["window"], least = 1): Segment {
  return segment({ op: "event", event: "order.placed", agg: "count", window, is: { gte: least } });
}

function order(time: string) {
  return event("order.placed", time);
}
function iso(instant: number | null) {
  return instant === null ? null : new Date(instant).toISOString();
}
function ask(one: Segment, contact: ReturnType<typeof contactWith>, time: string, more = {}) {
  const { member, nextChange } = evaluateSegment(one, contact, at(time, more));
  return [member, iso(nextChange)];
}

describe("windows", () => {
  const ordered = contactWith({}, { events: [order("2026-03-20T10:00:00Z")] });

  it("roll by the millisecond", () => {
    expect(ask(count({ last: "7d" }), ordered, "2026-03-21T00:00:00Z")).toEqual([
      true,
      "2026-03-27T10:00:00.000Z",
    ]);
    expect(ask(count({ last: "7d" }), ordered, "2026-03-27T09:59:59.999Z")[0]).toBe(true);
    expect(ask(count({ last: "7d" }), ordered, "2026-03-27T10:00:00Z")).toEqual([false, null]);
  });

  it("by the calendar end with the local day, across the change of clocks", () => {
    const window = { last: "10d", calendar: true } as const;
    expect(ask(count(window), ordered, "2026-03-21T00:00:00Z")).toEqual([
      true,
      "2026-03-29T22:00:00.000Z",
    ]);
    const elsewhere = { ...ordered, contact: { ...ordered.contact, timeZone: null } };
    expect(ask(count(window), elsewhere, "2026-03-21T00:00:00Z")).toEqual([
      true,
      "2026-03-30T00:00:00.000Z",
    ]);
  });

  it("count what the newest so many leave behind: the second newest decides about two", () => {
    const contact = contactWith(
      {},
      {
        events: [
          order("2026-03-25T00:00:00Z"),
          order("2026-03-22T00:00:00Z"),
          order("2026-03-20T00:00:00Z"),
        ],
      },
    );
    expect(ask(count({ last: "7d" }, 2), contact, "2026-03-26T00:00:00Z")).toEqual([
      true,
      "2026-03-29T00:00:00.000Z",
    ]);
  });

  it("between two times ago open and close", () => {
    const window = { from: { ago: "60d" }, to: { ago: "30d" } } as const;
    expect(ask(count(window), ordered, "2026-03-21T00:00:00Z")).toEqual([
      false,
      "2026-04-19T10:00:00.001Z",
    ]);
    expect(ask(count(window), ordered, "2026-04-20T00:00:00Z")).toEqual([
      true,
      "2026-05-19T10:00:00.001Z",
    ]);
  });

  it("since an attribute's date are unknown without it, plain and negated", () => {
    const since = count({ since: "trialStart" });
    const negated = segment({ op: "not", of: since.where });
    expect(ask(since, ordered, "2026-03-21T00:00:00Z")).toEqual([false, null]);
    expect(ask(negated, ordered, "2026-03-21T00:00:00Z")).toEqual([false, null]);
    const trial = {
      ...ordered,
      contact: { ...ordered.contact, attributes: { trialStart: "2026-03-20" } },
    };
    expect(ask(since, trial, "2026-03-21T00:00:00Z")).toEqual([true, null]);
  });

  it("do not see the future", () => {
    expect(ask(count({ ever: true }), ordered, "2026-03-20T09:00:00Z")).toEqual([
      false,
      "2026-03-20T10:00:00.000Z",
    ]);
  });
});

describe("dates", () => {
  const born = contactWith({
    born: "2000-02-29",
    renews: "2026-03-29",
    seen: "2026-03-01T12:00:00+01:00",
  });
  const date = (path: string, is: Extract<SegmentNode, { op: "date" }>["is"]): Segment =>
    segment({ op: "date", path, is });

  it("return every year, from local midnight to local midnight", () => {
    const birthday = date("born", { anniversary: { from: 0, to: 0 } });
    expect(ask(birthday, born, "2026-02-27T12:00:00Z")).toEqual([
      false,
      "2026-02-27T23:00:00.000Z",
    ]);
    expect(ask(birthday, born, "2026-02-28T12:00:00Z")).toEqual([true, "2026-02-28T23:00:00.000Z"]);
    const skipping = date("born", { anniversary: { from: 0, to: 0, leap: "skip" } });
    expect(ask(skipping, born, "2026-02-28T12:00:00Z")).toEqual([
      false,
      "2028-02-28T23:00:00.000Z",
    ]);
  });

  it("can be seen coming", () => {
    const soon = date("born", { anniversary: { from: 1, to: 7, leap: "mar1" } });
    expect(ask(soon, born, "2026-02-20T12:00:00Z")).toEqual([false, "2026-02-21T23:00:00.000Z"]);
    expect(ask(soon, born, "2026-02-22T12:00:00Z")).toEqual([true, "2026-02-28T23:00:00.000Z"]);
  });

  it("are local days: the day clocks change is 23 hours long", () => {
    const today = date("renews", { day: { from: 0, to: 0 } });
    expect(ask(today, born, "2026-03-28T12:00:00Z")).toEqual([false, "2026-03-28T23:00:00.000Z"]);
    expect(ask(today, born, "2026-03-29T12:00:00Z")).toEqual([true, "2026-03-29T22:00:00.000Z"]);
  });

  it("pass a moving bound to the millisecond", () => {
    const stale = date("seen", { before: { ago: "30d" } });
    expect(ask(stale, born, "2026-03-02T00:00:00Z")).toEqual([false, "2026-03-31T11:00:00.001Z"]);
    expect(ask(date("seen", { last: "30d" }), born, "2026-03-02T00:00:00Z")).toEqual([
      true,
      "2026-03-31T11:00:00.000Z",
    ]);
  });

  it("that are none are unknown", () => {
    for (const value of ["2026-02-30", "soon", "2026-03-01T12", "2026-03-01+01:00", 1.5, true]) {
      expect(
        ask(date("x", { since: "1970-01-01" }), contactWith({ x: value }), "2026-01-01T00:00:00Z"),
      ).toEqual([false, null]);
    }
  });
});

describe("a time without an offset", () => {
  const seen = (value: string, is: Extract<SegmentNode, { op: "date" }>["is"], time: string) =>
    ask(segment({ op: "date", path: "seen", is }), contactWith({ seen: value }), time);

  it("is one on the contact's clock, and changes the answer when that clock shows it", () => {
    const last = { last: "1h" } as const;
    expect(seen("2026-01-10 08:00:00", last, "2026-01-10T06:59:00Z")).toEqual([
      false,
      "2026-01-10T07:00:00.000Z",
    ]);
    // Skipped on the day clocks change: moved on by the hour.
    expect(seen("2026-03-29T02:30:00", last, "2026-03-29T01:00:00Z")).toEqual([
      false,
      "2026-03-29T01:30:00.000Z",
    ]);
    // Comes twice when they change back: the first time counts.
    expect(seen("2026-10-25T02:30:00", last, "2026-10-25T00:29:00Z")).toEqual([
      false,
      "2026-10-25T00:30:00.000Z",
    ]);
  });

  it("lies on the day it names, as every other way to write it", () => {
    for (const value of [
      "2026-01-10",
      "2026-01-10 08:00:00",
      "2026-01-10T08:00:00",
      "2026-01-10T08:00:00+0100",
      "2026-01-10 08:00:00 +01",
      "2026-01-09t24:00z",
    ])
      expect(seen(value, { on: "2026-01-10" }, "2026-05-01T00:00:00Z"), value).toEqual([
        true,
        null,
      ]);
  });

  it("may also be what is compared with", () => {
    const since = { since: "2026-01-10T08:00" } as const;
    expect(seen("2026-01-10T07:00:00Z", since, "2026-05-01T00:00:00Z")[0]).toBe(true);
    expect(seen("2026-01-10T06:59:59.999Z", since, "2026-05-01T00:00:00Z")[0]).toBe(false);
  });
});

describe("periods of the calendar", () => {
  const ordered = contactWith({}, { events: [order("2026-02-28T23:30:00Z")] });

  it("begin and end at local midnight: half past midnight on 1 March in Berlin is March", () => {
    const [current, last] = [{ unit: "month" }, { unit: "month" }] as const;
    const inMarch = count({ period: thisPeriod(current) });
    expect(ask(inMarch, ordered, "2026-03-15T00:00:00Z")).toEqual([
      true,
      "2026-03-31T22:00:00.000Z",
    ]);
    expect(ask(count({ period: lastPeriod(last) }), ordered, "2026-03-15T00:00:00Z")).toEqual([
      false,
      "2026-03-31T22:00:00.000Z",
    ]);
    expect(ask(count({ period: lastPeriod(last) }), ordered, "2026-04-15T00:00:00Z")).toEqual([
      true,
      "2026-04-30T22:00:00.000Z",
    ]);
  });

  it("count weeks from the day they are said to begin on", () => {
    // A Sunday, the last day of a week that began on Monday.
    const sunday = contactWith({}, { events: [order("2026-03-01T11:00:00Z")] });
    const week = (weekStart: "mon" | "sun") =>
      count({ period: thisPeriod({ unit: "week", weekStart }) });
    expect(ask(week("mon"), sunday, "2026-03-02T11:00:00Z")).toEqual([false, null]);
    expect(ask(week("sun"), sunday, "2026-03-02T11:00:00Z")).toEqual([
      true,
      "2026-03-07T23:00:00.000Z",
    ]);
  });

  it("hold dates to come as well", () => {
    const renews = contactWith({ renews: "2026-05-01" });
    const next: SegmentNode = {
      op: "date",
      path: "renews",
      is: { period: { unit: "quarter", from: 1, to: 1 } },
    };
    expect(ask(segment(next), renews, "2026-01-15T00:00:00Z")).toEqual([
      true,
      "2026-03-31T22:00:00.000Z",
    ]);
  });
});

describe("the bound of groups", () => {
  const contact = contactWith({ a: "2026-03-10", b: "2026-03-20" });
  const until = (path: string): SegmentNode => ({
    op: "date",
    path,
    is: { day: { from: 0, to: 36_000 } },
  });
  const from = (path: string): SegmentNode => ({
    op: "date",
    path,
    is: { day: { from: -36_000, to: 0 } },
  });

  it("waits for the last of the false ones in an `and`, and for the first of the true ones", () => {
    expect(
      ask(segment({ op: "and", of: [from("a"), from("b")] }), contact, "2026-03-01T00:00:00Z"),
    ).toEqual([false, "2026-03-19T23:00:00.000Z"]);
    expect(
      ask(segment({ op: "and", of: [until("a"), until("b")] }), contact, "2026-03-01T00:00:00Z"),
    ).toEqual([true, "2026-03-10T23:00:00.000Z"]);
  });

  it("is never where one thing that time cannot change decides", () => {
    const no: SegmentNode = { op: "const", value: false };
    expect(
      ask(segment({ op: "and", of: [from("a"), no] }), contact, "2026-03-01T00:00:00Z"),
    ).toEqual([false, null]);
  });

  it("looks beyond a change that another one cancels", () => {
    const onlyA: SegmentNode = { op: "and", of: [from("a"), { op: "not", of: from("a") }] };
    expect(
      ask(segment({ op: "or", of: [onlyA, from("b")] }), contact, "2026-03-01T00:00:00Z"),
    ).toEqual([false, "2026-03-19T23:00:00.000Z"]);
  });
});
