import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/property-runs.js";
import { normalizeSegment, parseSegment, segmentDigest } from "../../../src/definitions/index.js";
import { describeSegment, explainSegment } from "../../../src/explain/index.js";
import { all, any, evaluateSegment, not, type Segment, segmentId } from "../../../src/index.js";
import type { ContactFacts, FactsNeeded } from "../../../src/ports/index.js";
import { compileSegment, type SegmentNode, segmentNeeds } from "../../../src/segments/index.js";
import { contextAt, facts, hour, instants, segments, timedSegments } from "./arbitrary.js";

function memberAt(segment: Segment, contact: ContactFacts, at: number) {
  return evaluateSegment(segment, contact, contextAt(at)).member;
}

// Generous: a busy machine is no failure.
describe("laws of segments", { timeout: 60_000 }, () => {
  it("the compiled segment gives what the three-valued interpreter gives", () => {
    let members = 0;
    let runs = 0;
    fc.assert(
      fc.property(
        segments,
        fc.array(facts, { minLength: 3, maxLength: 3 }),
        instants,
        (segment, contacts, at) => {
          const compiled = compileSegment(segment);
          for (const contact of contacts) {
            const expected = explainSegment(segment, contact, contextAt(at)).member;
            expect(compiled.matches(contact, contextAt(at))).toBe(expected);
            expect(compiled.evaluate(contact, contextAt(at)).member).toBe(expected);
            runs++;
            if (expected) members++;
          }
        },
      ),
      { numRuns: propertyRuns(1200) },
    );
    expect(members / runs).toBeGreaterThan(0.2);
    expect(members / runs).toBeLessThan(0.8);
  });

  it("nothing flips before nextChange, to the millisecond, and at nextChange it does", () => {
    let flips = 0;
    fc.assert(
      fc.property(
        timedSegments,
        facts,
        instants,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (segment, contact, at, fractions) => {
          const { member, nextChange } = evaluateSegment(segment, contact, contextAt(at));
          const until = nextChange ?? at + 40 * 24 * hour;
          const probes = fractions.map((fraction) => at + Math.floor((until - 1 - at) * fraction));
          for (const probe of [...probes, until - 1])
            expect(memberAt(segment, contact, probe)).toBe(member);
          // Two anniversaries that never meet: after many years of near misses it stops looking.
          if (nextChange === null || nextChange > at + 20 * 365 * 24 * hour) return;
          flips++;
          expect(nextChange).toBeGreaterThan(at);
          expect(memberAt(segment, contact, nextChange)).toBe(!member);
        },
      ),
      { numRuns: 1500 },
    );
    expect(flips).toBeGreaterThan(150);
  });

  it("following nextChange finds every flip that a scan by the half hour finds", () => {
    fc.assert(
      fc.property(timedSegments, facts, instants, (segment, contact, from) => {
        let { member, nextChange } = evaluateSegment(segment, contact, contextAt(from));
        for (let at = from; at < from + 12 * 24 * hour; at += hour / 2) {
          while (nextChange !== null && nextChange <= at) {
            ({ member, nextChange } = evaluateSegment(segment, contact, contextAt(nextChange)));
          }
          expect(explainSegment(segment, contact, contextAt(at)).member).toBe(member);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("follows time with at most 1.1 evaluations a flip", () => {
    let evaluations = 0;
    let flips = 0;
    fc.assert(
      fc.property(timedSegments, facts, instants, (segment, contact, from) => {
        let at = from;
        let before = memberAt(segment, contact, at);
        for (;;) {
          const { nextChange } = evaluateSegment(segment, contact, contextAt(at));
          // Wakes, not the look that begins it all.
          if (nextChange === null || nextChange > from + 400 * 24 * hour) return;
          at = nextChange;
          evaluations++;
          const after = memberAt(segment, contact, at);
          if (after !== before) flips++;
          before = after;
        }
      }),
      { numRuns: 1000 },
    );
    expect(flips).toBeGreaterThan(100);
    expect(evaluations / flips).toBeLessThanOrEqual(1.1);
  });

  it("obeys the laws of Kleene and De Morgan", () => {
    fc.assert(
      fc.property(segments, segments, facts, instants, (left, right, contact, at) => {
        const [a, b] = [left.where, right.where];
        const truth = (where: SegmentNode) =>
          explainSegment({ ...left, zone: "workspace", where }, contact, contextAt(at)).trace.truth;
        const equal = (one: SegmentNode, other: SegmentNode) => {
          expect(truth(one)).toBe(truth(other));
          const compiled = (where: SegmentNode) =>
            memberAt({ ...left, zone: "workspace", where }, contact, at);
          expect(compiled(one)).toBe(compiled(other));
          expect(compiled(not(one))).toBe(compiled(not(other)));
        };
        equal(not(not(a)), a);
        equal(not(all(a, b)), any(not(a), not(b)));
        equal(not(any(a, b)), all(not(a), not(b)));
        equal(all(a, b), all(b, a));
        equal(any(a, all(a, b)), a);
        equal(all(a, a), a);
        // No law of the excluded middle: an unknown clause stays unknown.
        const unknown = truth(a) === "unknown";
        expect(truth(any(a, not(a)))).toBe(unknown ? "unknown" : "yes");
        expect(truth(all(a, not(a)))).toBe(unknown ? "unknown" : "no");
      }),
      { numRuns: propertyRuns(400) },
    );
  });

  it("segments of one normal form have one digest, whatever their names and notes", () => {
    fc.assert(
      fc.property(segments, segments, (one, other) => {
        const digest = segmentDigest(one);
        expect(digest).toMatch(/^1-[0-9a-f]{32}$/);
        expect(segmentDigest(normalizeSegment(one))).toBe(digest);
        expect(segmentDigest({ ...one, id: segmentId("renamed"), name: "Other" })).toBe(digest);
        expect(segmentDigest({ ...one, where: not(not({ ...one.where, note: "why" })) })).toBe(
          digest,
        );
        const form = ({ where, zone }: Segment) => JSON.stringify({ where, zone });
        expect(segmentDigest(other) === digest).toBe(
          form(normalizeSegment(one)) === form(normalizeSegment(other)),
        );
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("normalising keeps the meaning, three-valued, and is done after once", () => {
    fc.assert(
      fc.property(segments, facts, instants, (segment, contact, at) => {
        const normal = normalizeSegment(segment);
        const truth = (one: Segment) => explainSegment(one, contact, contextAt(at)).trace.truth;
        expect(truth(normal)).toBe(truth(segment));
        expect(JSON.stringify(normalizeSegment(normal))).toBe(JSON.stringify(normal));
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  it("a segment and its JSON are the same value", () => {
    fc.assert(
      fc.property(segments, (segment) => {
        expect(parseSegment(JSON.parse(JSON.stringify(segment)))).toEqual(segment);
        const normal = normalizeSegment(segment);
        expect(parseSegment(JSON.parse(JSON.stringify(normal)))).toEqual(normal);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it("the facts it says it needs are enough", () => {
    fc.assert(
      fc.property(segments, facts, instants, (segment, contact, at) => {
        const some = restrict(contact, segmentNeeds(segment), at);
        expect(evaluateSegment(segment, some, contextAt(at))).toEqual(
          evaluateSegment(segment, contact, contextAt(at)),
        );
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  it("every segment has words", () => {
    fc.assert(
      fc.property(segments, (segment) => {
        for (const language of ["en", "de"] as const) {
          const words = describeSegment(segment, { language });
          expect(words).not.toMatch(/undefined|null|\[object|^$/);
          // No operator of the format and no duration as it is written there.
          expect(words).not.toMatch(
            /\b(gte|lte|nin|attr|hasAny|hasAll|hasNone|eqFold|nomatch|rfm|geo|halfLife|\d+[dhm])\b/,
          );
          expect(words).not.toMatch(/\bP\d/);
        }
      }),
    );
  });
});

/** What a store would load. */
function restrict(contact: ContactFacts, needs: FactsNeeded, at: number): ContactFacts {
  const reaches = (reach: number | null, times: readonly (number | null)[]) =>
    reach === null || (reach > 0 && times.some((time) => time !== null && time > at - reach));
  return {
    ...contact,
    events: contact.events.filter(
      ({ name, at: time }) =>
        Object.hasOwn(needs.events, name) && reaches(needs.events[name] ?? null, [time]),
    ),
    messages: contact.messages.filter((message) =>
      reaches(needs.messages, [
        ...[message.sentAt, message.deliveredAt, message.bouncedAt, message.complainedAt],
        ...[message.openedAt, message.clickedAt],
        ...[message.machineOpenedAt, message.machineClickedAt],
      ]),
    ),
  };
}
