import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/property-runs.js";
import { listId, type Segment, segmentId } from "../../../src/index.js";
import type { ContactFacts } from "../../../src/ports/index.js";
import { flipIndex } from "../../../src/segments/flips/index.js";
import { compileSegment, type SegmentNode } from "../../../src/segments/index.js";
import { contextAt, facts, instants, segments } from "./arbitrary.js";

/** The facts after one or several writes, with what was not written as the same value. */
const changes = fc.record({
  attributes: fc.option(fc.constantFrom("some", "all", "none")),
  event: fc.boolean(),
  older: fc.boolean(),
  messages: fc.nat(9).map((draw) => draw === 0),
  lists: fc.nat(4).map((draw) => draw === 0),
  zone: fc.nat(4).map((draw) => draw === 0),
});

function changed(
  before: ContactFacts,
  other: ContactFacts,
  what: typeof changes extends fc.Arbitrary<infer T> ? T : never,
): ContactFacts {
  const mixed =
    what.attributes === "all"
      ? other.contact.attributes
      : what.attributes === "none"
        ? {}
        : { ...before.contact.attributes, ...pick(other.contact.attributes) };
  const { timeZone } = what.zone ? other.contact : before.contact;
  const contact =
    what.attributes === null && !what.zone
      ? before.contact
      : {
          ...before.contact,
          attributes: what.attributes === null ? before.contact.attributes : mixed,
          timeZone,
        };
  const added = other.events.slice(0, 1).map((event) => ({ ...event, id: "added" }));
  const kept = what.older ? before.events.slice(1) : before.events;
  return {
    ...before,
    contact,
    events: what.event ? [...kept, ...added].sort((a, b) => b.at - a.at) : kept,
    messages: what.messages ? other.messages : before.messages,
    lists: what.lists ? [listId("l2")] : before.lists,
  };
}

function pick(attributes: ContactFacts["contact"]["attributes"]) {
  return Object.fromEntries(Object.entries(attributes).slice(0, 2));
}

/** Segments that may refer to those before them. */
const families = fc.array(segments, { minLength: 2, maxLength: 12 }).map((drawn) =>
  drawn.map(
    (segment, place): Segment => ({
      ...segment,
      id: segmentId(`s${place}`),
      where: renamed(segment.where, place),
    }),
  ),
);

function renamed(node: SegmentNode, place: number): SegmentNode {
  if (node.op === "not") return { ...node, of: renamed(node.of, place) };
  if (node.op === "and" || node.op === "or")
    return { ...node, of: node.of.map((child) => renamed(child, place)) };
  if (node.op !== "member") return node;
  return place === 0
    ? { op: "const", value: true }
    : { ...node, segment: segmentId(`s${Number(node.segment.slice(1)) % place}`) };
}

function memberships(family: readonly Segment[], contact: ContactFacts, at: number) {
  const members = new Set<string>();
  for (const segment of family) {
    const context = { ...contextAt(at), isMember: (id: string) => members.has(id) };
    if (compileSegment(segment).matches(contact, context)) members.add(segment.id);
  }
  return members;
}

describe("the flip index", { timeout: 600_000 }, () => {
  it("finds what evaluating every segment finds, with no more evaluations", () => {
    let [all, evaluated, flips] = [0, 0, 0];
    fc.assert(
      fc.property(families, facts, facts, changes, instants, (family, before, other, what, at) => {
        const after = changed(before, other, what);
        const index = flipIndex(family);
        const old = memberships(family, before, at);
        const now = memberships(family, after, at);
        const found = index.flips({ before, after }, contextAt(at), (id) => old.has(id));
        expect(found.entered).toEqual([...now].filter((id) => !old.has(id)));
        expect([...found.left].sort()).toEqual([...old].filter((id) => !now.has(id)).sort());
        all += family.length;
        evaluated += found.evaluated;
        flips += found.entered.length + found.left.length;
      }),
      { numRuns: propertyRuns(3000) },
    );
    expect(flips).toBeGreaterThan(100);
    expect(evaluated).toBeLessThan(all / 2);
  });

  it("evaluates nothing for a value that no clause tells from the old one", () => {
    const counted = (id: string, path: string, bound: number): Segment => ({
      v: 1,
      id: segmentId(id),
      where: { op: "attr", path, is: { gte: bound } },
    });
    const family = [5, 10, 15, 20].map((bound) => counted(`points-${bound}`, "points", bound));
    const index = flipIndex([...family, counted("visits", "visits", 1)]);
    const [person] = fc.sample(facts, { seed: 1, numRuns: 1 });
    if (person === undefined) throw new Error("Nobody was drawn.");
    const withPoints = (points: number): ContactFacts => ({
      ...person,
      contact: { ...person.contact, attributes: { points } },
    });
    const flips = (from: number, to: number) =>
      index.flips({ before: withPoints(from), after: withPoints(to) }, contextAt(0), (id) =>
        id.startsWith("points-") ? Number(id.slice(7)) <= from : false,
      );
    expect(flips(11, 14)).toEqual({ entered: [], left: [], evaluated: 0 });
    expect(flips(14, 16)).toEqual({ entered: ["points-15"], left: [], evaluated: 1 });
    expect(flips(20, 9)).toEqual({
      entered: [],
      left: ["points-10", "points-15", "points-20"],
      evaluated: 3,
    });
  });
});
