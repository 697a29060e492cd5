import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../../scripts/property-runs.js";
import { normalizeSegment, parseSegment } from "../../../src/definitions/index.js";
import { describeSegment, explainSegment } from "../../../src/explain/index.js";
import { evaluateSegment, type Segment } from "../../../src/index.js";
import type { ContactFacts, FactsNeeded } from "../../../src/ports/index.js";
import { compileSegment, segmentNeeds } from "../../../src/segments/index.js";
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
        expect(describeSegment(segment)).not.toMatch(/undefined|\[object|^$/);
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
