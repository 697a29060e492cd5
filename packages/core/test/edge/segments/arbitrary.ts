import fc from "fast-check";
import {
  type CalendarUnit,
  contactId,
  type JsonObject,
  listId,
  type Scalar,
  type Segment,
  type SegmentContext,
  segmentId,
  sendKey,
  tenantId,
  type Window,
  type ZoneRule,
} from "../../../src/index.js";
import type { ContactFacts, MessageFact } from "../../../src/ports/index.js";
import type {
  Aggregate,
  Comparison,
  DateComparison,
  DateRef,
  EventPredicate,
  NumberComparison,
  PastRef,
  SegmentNode,
} from "../../../src/segments/index.js";
import { noFacts } from "../plain-facts.js";

/**
 * Two days before clocks change in Berlin and one before they do on Lord Howe: everything drawn
 * lies around it.
 */
export const base = Date.UTC(2026, 2, 27, 12);
export const hour = 3_600_000;
const day = 24 * hour;

const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"] as const;
const paths = ["a", "b", "nested.c", "tags", "when", "born"] as const;
const events = ["order.placed", "cart.abandoned", "signed.in"] as const;

function optional<T>(arbitrary: fc.Arbitrary<T>) {
  return fc.option(arbitrary, { nil: undefined });
}
/** What is left out is absent: JSON has no undefined. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
function defined<T extends object>(value: T): Defined<T>;
function defined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

const scalar: fc.Arbitrary<Scalar> = fc.constantFrom<Scalar>(
  0,
  1,
  2,
  3,
  "",
  "x",
  "Xy",
  "xyz",
  "1.2.0",
  true,
  false,
);
const small = fc.integer({ min: -1, max: 4 });
const scalars = fc.array(scalar, { minLength: 1, maxLength: 3 });
const ordered = fc.tuple(small, small).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

const numberComparison: fc.Arbitrary<NumberComparison> = fc.oneof(
  fc.record({ eq: small }),
  fc.record({ ne: small }),
  fc.record({ gt: small }),
  fc.record({ gte: small }),
  fc.record({ lt: small }),
  fc.record({ lte: small }),
  fc.record({ between: ordered }),
);
const text = fc.constantFrom("", "x", "y", "xy", "X");
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  numberComparison,
  fc.record({ eq: scalar }),
  fc.record({ ne: scalar }),
  fc.record({ in: scalars }),
  fc.record({ nin: scalars }),
  fc.record({ has: scalar }),
  fc.record({ hasAny: scalars }),
  fc.record({ hasAll: scalars }),
  fc.record({ hasNone: scalars }),
  fc.record({ starts: text }),
  fc.record({ ends: text }),
  fc.record({ contains: text }),
  fc.record({ eqFold: text }),
  fc.record({ matches: fc.constantFrom("*", "x*", "?", "x?*", "\\*") }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ empty: fc.boolean() }),
  fc.constantFrom(
    { version: { gte: "1.2" } },
    { version: { lt: "1.2.0" } },
    { version: { gte: "1", lt: "2" } },
  ),
);

const duration = fc.constantFrom("1h", "36h", "1d", "2d", "P3D", "5d", "90m");
const fixedRef = fc.constantFrom(
  "2026-03-26",
  "2026-03-29",
  "2026-04-05",
  "2026-03-29T01:00:00Z",
  "2026-03-28T23:30:00.500+02:00",
  "2026-03-29T02:30",
  "2026-03-28 24:00:00 -0100",
);
const ago = duration.map((text) => ({ ago: text }));
const pastRef: fc.Arbitrary<PastRef> = fc.oneof(fixedRef, ago);
const dateRef: fc.Arbitrary<DateRef> = fc.oneof(
  fixedRef,
  ago,
  duration.map((text) => ({ ahead: text })),
);
const days = fc
  .tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: 0, max: 3 }))
  .map(([from, length]) => ({
    from,
    to: from + length,
  }));
/** The quarter and the month end within the days drawn. */
const unit = fc.constantFrom<CalendarUnit>(
  { unit: "day" },
  { unit: "week", weekStart: "mon" },
  { unit: "week", weekStart: "sun" },
  { unit: "month" },
  { unit: "quarter" },
  { unit: "year" },
);
const period = fc
  .tuple(unit, fc.integer({ min: -2, max: 1 }), fc.integer({ min: 0, max: 2 }))
  .map(([of, from, length]) => ({ ...of, from, to: from + length }));
const pastPeriod = fc
  .tuple(unit, fc.integer({ min: -2, max: 0 }), fc.integer({ min: 0, max: 2 }))
  .map(([of, to, length]) => ({ ...of, from: to - length, to }));
const dateComparison: fc.Arbitrary<DateComparison> = fc.oneof(
  fc.record({ before: dateRef }),
  fc.record({ since: dateRef }),
  fc.record({ between: fc.tuple(dateRef, dateRef) }),
  fc.record({ on: fc.constantFrom("2026-03-28", "2026-03-29") }),
  fc.record({ last: duration }),
  fc.record({ next: duration }),
  fc.record({ day: days }),
  fc.record({ period }),
  fc
    .record({ days, leap: fc.constantFrom("feb28", "mar1", "skip") })
    .map(({ days, leap }) => ({ anniversary: { ...days, leap } })),
);
const window: fc.Arbitrary<Window> = fc.oneof(
  fc.record({ last: duration }),
  fc.record({ last: fc.constantFrom("1d", "2d", "1w"), calendar: fc.constant(true) }),
  fc
    .record({ from: pastRef, to: optional(pastRef) })
    .map(({ from, to }) => (to === undefined ? { from } : { from, to })),
  fc.record({ since: fc.constantFrom("when", "born", "a") }),
  fc.record({ period: pastPeriod }),
  fc.constant({ ever: true as const }),
);
const zone: fc.Arbitrary<ZoneRule> = fc.constantFrom("contact", "workspace", "fixed:Pacific/Apia");
const missing = optional(fc.constantFrom("unknown", "match", "nomatch"));
const path = fc.constantFrom(...paths);

const attribute = fc
  .record({ op: fc.constant("attr" as const), path, is: comparison, missing })
  .map(defined);
const predicate: fc.Arbitrary<EventPredicate> = fc.letrec<{ node: EventPredicate }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    attribute,
    fc.record({
      op: fc.constant("and" as const),
      of: fc.array(tie("node"), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      op: fc.constant("or" as const),
      of: fc.array(tie("node"), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ op: fc.constant("not" as const), of: tie("node") }),
  ),
})).node;

const numericAggregate = fc.constantFrom<Aggregate>(
  "count",
  { sum: "a" },
  { min: "a" },
  { max: "a" },
  { avg: "a" },
  { distinct: "b" },
);
const key = fc.constantFrom("a", "b", "nested.c");
const paired = fc
  .record({
    is: fc.constantFrom("with" as const, "without" as const),
    event: fc.constantFrom(...events),
    where: fc.option(predicate, { nil: undefined, freq: 1 }),
    same: fc.record({ own: key, other: key }),
    later: optional(fc.constant(true as const)),
  })
  .map(defined);
const eventBase = {
  op: fc.constant("event" as const),
  event: fc.oneof(fc.constantFrom(...events), fc.subarray([...events], { minLength: 1 })),
  where: fc.option(predicate, { nil: undefined, freq: 1 }),
  paired: fc.option(paired, { nil: undefined, freq: 1 }),
  window,
  zone: optional(zone),
};
const subject = {
  event: fc.oneof(fc.constantFrom(...events), fc.subarray([...events], { minLength: 1 })),
  where: fc.option(predicate, { nil: undefined, freq: 1 }),
};
const gap = fc.constantFrom("1h", "12h", "36h", "1d", "2d");
const absence = { ...subject, gap, active: optional(duration) };
const points = fc
  .array(fc.constantFrom(0, 0.5, 1, 2, 3), { minLength: 1, maxLength: 3 })
  .map((all) => all.sort((a, b) => a - b));
const bound = fc.oneof(
  fc.record({ gt: fc.constantFrom(0, 0.5, 1, 2.5) }),
  fc.record({ gte: fc.constantFrom(0.5, 1, 3) }),
  fc.record({ lt: fc.constantFrom(0.5, 1, 3) }),
  fc.record({ lte: fc.constantFrom(0, 0.5, 2) }),
  fc.constant({ between: [0.5, 2] as const }),
);
/** Clauses about behavior over time. */
export const behaviorLeaf: fc.Arbitrary<SegmentNode> = fc.oneof(
  fc
    .record({
      op: fc.constant("sequence" as const),
      steps: fc.array(fc.record(subject).map(defined), { minLength: 2, maxLength: 3 }),
      within: duration,
      window,
      zone: optional(zone),
    })
    .map(defined),
  fc
    .record({
      op: fc.constant("regular" as const),
      ...subject,
      every: fc.constantFrom("6h", "1d", "2d"),
      times: fc.integer({ min: 2, max: 4 }),
      tolerance: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined, freq: 4 }),
    })
    .map(defined),
  fc.record({ op: fc.constant("lapsed" as const), ...absence }).map(defined),
  fc.record({ op: fc.constant("returned" as const), ...absence }).map(defined),
  fc
    .record({
      op: fc.constant("rfm" as const),
      ...subject,
      dim: fc.constantFrom("r", "f", "m", "cell"),
      value: fc.constant("a"),
      window,
      cuts: fc.record({ at: fc.constant(base), r: points, f: points, m: points }),
      is: fc.oneof(
        fc.record({ gte: fc.constantFrom(1, 2, 212) }),
        fc.record({ lt: fc.constantFrom(2, 3, 222) }),
        fc.record({ eq: fc.constantFrom(1, 2, 111) }),
      ),
      zone: optional(zone),
    })
    .map(defined),
  fc
    .record({
      op: fc.constant("engagement" as const),
      channel: optional(fc.constantFrom("email", "sms")),
      halfLife: fc.constantFrom("6h", "1d", "3d"),
      weights: optional(fc.constant({ opened: 2, clicked: 1.5 })),
      is: bound,
    })
    .map(defined),
);
const placeLeaf: fc.Arbitrary<SegmentNode> = fc.oneof(
  fc
    .record({
      op: fc.constant("geo" as const),
      latitude: fc.constantFrom("a", "b"),
      longitude: fc.constantFrom("a", "nested.c"),
      in: fc.constantFrom(
        { center: { latitude: 1, longitude: 1 }, km: 120 },
        { south: 0, west: 1, north: 2, east: 3 },
        { south: 0, west: 3, north: 2, east: 1 },
      ),
      missing,
    })
    .map(defined),
  fc
    .record({
      op: fc.constant("region" as const),
      path,
      in: fc.subarray(["XY", "DE-BY", "us"], { minLength: 1 }),
      missing,
    })
    .map(defined),
  fc
    .record({
      op: fc.constant("postal" as const),
      path,
      in: fc.constantFrom([["X", "Y"]] as const, [["XYA", "XZZ"]] as const),
      missing,
    })
    .map(defined),
);

/** Clauses that time alone may change. */
const timedLeaf: fc.Arbitrary<SegmentNode> = fc.oneof(
  { weight: 6, arbitrary: behaviorLeaf },
  {
    weight: 5,
    arbitrary: fc
      .record({
        op: fc.constant("date" as const),
        path: fc.constantFrom("when", "when", "born", "a"),
        is: dateComparison,
        missing,
        zone: optional(zone),
      })
      .map(defined),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ ...eventBase, agg: numericAggregate, is: numberComparison })
      .map(defined),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        ...eventBase,
        agg: fc.constantFrom("first" as const, "last" as const),
        is: dateComparison,
      })
      .map(defined),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        op: fc.constant("message" as const),
        kind: fc.constantFrom("sent", "delivered", "opened", "clicked", "bounced", "complained"),
        channel: optional(fc.constantFrom("email", "sms")),
        purpose: optional(fc.constantFrom("news", "account")),
        template: optional(fc.constantFrom("t1", "t2")),
        humanOnly: optional(fc.boolean()),
        window,
        is: numberComparison,
        zone: optional(zone),
      })
      .map(defined),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        op: fc.constant("consent" as const),
        channel: fc.constantFrom("email", "sms"),
        purpose: fc.constantFrom("news", "account"),
        topic: optional(fc.constant("offers")),
        state: fc.constantFrom("granted", "asserted", "none", "expired"),
      })
      .map(defined),
  },
);
const stillLeaf: fc.Arbitrary<SegmentNode> = fc.oneof(
  { weight: 1, arbitrary: placeLeaf },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("const" as const), value: fc.boolean() }) },
  { weight: 3, arbitrary: attribute },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("member" as const),
      segment: fc.constantFrom("s1", "s2").map(segmentId),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("list" as const),
      list: fc.constantFrom("l1", "l2").map(listId),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("sample" as const),
      salt: fc.constantFrom("s", "t"),
      from: fc.constant(0),
      to: fc.constantFrom(0, 0.5, 1),
    }),
  },
);
function createTree(leaf: fc.Arbitrary<SegmentNode>): fc.Arbitrary<SegmentNode> {
  return fc.letrec<{ node: SegmentNode }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small", maxDepth: 5 },
      leaf,
      fc.record({
        op: fc.constant("and" as const),
        of: fc.array(tie("node"), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({
        op: fc.constant("or" as const),
        of: fc.array(tie("node"), { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ op: fc.constant("not" as const), of: tie("node") }),
    ),
  })).node;
}

function createSegments(leaf: fc.Arbitrary<SegmentNode>): fc.Arbitrary<Segment> {
  return fc
    .record({
      v: fc.constant(1 as const),
      id: fc.constant(segmentId("fuzzed")),
      where: createTree(leaf),
      zone: optional(zone),
    })
    .map(defined);
}

export const segments: fc.Arbitrary<Segment> = createSegments(
  fc.oneof({ weight: 3, arbitrary: timedLeaf }, { weight: 2, arbitrary: stillLeaf }),
);
export const timedSegments: fc.Arbitrary<Segment> = createSegments(timedLeaf);

/** Within eight days of the base, often on the hour or at a local midnight. */
const moment = fc.oneof(
  fc.integer({ min: -96, max: 96 }).map((hours) => base + hours * hour),
  fc.integer({ min: -4 * day, max: 4 * day }).map((offset) => base + offset),
);
const dateValue = fc.oneof(
  fc.constantFrom(
    "2026-03-27",
    "2026-03-29",
    "2026-04-05",
    "1996-02-29",
    "1990-03-28",
    "2025-04-01",
    "no date",
    "2026-02-30",
    "2026-03-29 02:30:00",
    "2026-04-05T01:45",
    "2026-03-28T08:00:00+0100",
    "2026-03-28 24:00",
  ),
  moment,
  moment.map((at) => new Date(at).toISOString()),
  moment.map((at) => new Date(at).toISOString().slice(0, 19)),
);
const data: fc.Arbitrary<JsonObject> = fc
  .record({
    a: optional(fc.oneof(scalar, fc.constant(null))),
    b: optional(scalar),
    nested: optional(fc.oneof(scalar, fc.record({ c: scalar }))),
    tags: optional(fc.array(scalar, { maxLength: 3 })),
    when: fc.option(dateValue, { nil: undefined, freq: 9 }),
    born: fc.option(dateValue, { nil: undefined, freq: 9 }),
  })
  .map(defined);

const maybe = fc.option(moment, { nil: null, freq: 4 });
const message: fc.Arbitrary<MessageFact> = fc.record({
  key: fc.constant(sendKey("k")),
  channel: fc.constantFrom("email", "sms"),
  template: fc.constantFrom("t1", "t2"),
  purpose: fc.constantFrom("news", "account"),
  topic: fc.constant(null),
  messageClass: fc.constantFrom("marketing", "transactional"),
  workflow: fc.constant(null),
  campaign: fc.constant(null),
  priority: fc.constant(50),
  plannedAt: moment,
  dueAt: moment,
  status: fc.constant("accepted"),
  lost: fc.constant(0),
  touchedAt: moment,
  sentAt: maybe,
  deliveredAt: maybe,
  bouncedAt: maybe,
  complainedAt: maybe,
  openedAt: maybe,
  clickedAt: maybe,
  machineOpenedAt: maybe,
  machineClickedAt: maybe,
});

export const facts: fc.Arbitrary<ContactFacts> = fc
  .record({
    id: fc.integer({ min: 0, max: 9 }),
    attributes: data,
    timeZone: fc.option(fc.constantFrom(...zones, "Nowhere/Land"), { nil: null }),
    events: fc.array(fc.record({ name: fc.constantFrom(...events), at: moment, data }), {
      minLength: 2,
      maxLength: 8,
    }),
    messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    lists: fc.subarray(["l1", "l2"].map(listId)),
    memberships: fc.subarray(["s1", "s2"].map(segmentId)),
  })
  .map(({ id, attributes, timeZone, events, messages, lists, memberships }) => ({
    contact: {
      tenant: tenantId("t"),
      id: contactId(`c${id}`),
      key: `k${id}`,
      points: [],
      attributes,
      lists,
      locale: null,
      timeZone: timeZone === null ? null : { name: timeZone, source: "stated" as const },
      jurisdiction: null,
      createdAt: 0,
      updatedAt: 0,
      revision: 1,
    },
    ...noFacts,
    memberships: memberships.map((segment) => ({ segment, since: 0 })),
    lists,
    events: events
      .map((event, index) => ({ id: `e${index}`, ...event }))
      .sort((a, b) => b.at - a.at),
    messages,
  }));

/** Consent to send news runs out two days after the base; to anything else it was never given. */
export const consentState: NonNullable<SegmentContext["consentState"]> = ({
  channel,
  purpose,
  topic,
  at,
}) => {
  if (channel !== "email" || purpose !== "news" || topic !== undefined) return "none";
  const until = base + 2 * day;
  return at < until ? { state: "granted", until } : "expired";
};

export const instants: fc.Arbitrary<number> = moment.map((at) => at - 24 * hour);

export function contextAt(at: number): SegmentContext {
  return {
    at,
    zone: "Europe/Berlin",
    consentState,
  };
}
