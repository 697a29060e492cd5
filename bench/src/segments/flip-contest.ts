import assert from "node:assert/strict";
import { type CompiledSegment, compileSegment, type Segment, segmentId } from "@wellsent/core";
import type { EventFact } from "@wellsent/core/ports";
import { type FlipIndex, flipIndex } from "@wellsent/core/segments/flips";
import type { Entry, Measurement } from "../contest.ts";
import { randomSource } from "../random.ts";
import { context } from "./scan-contests.ts";
import { cities, day, eventNames, now, type Person, shoppers } from "./shoppers.ts";

interface Write {
  readonly before: Person;
  readonly after: Person;
  readonly members: ReadonlySet<string>;
}

/** A thousand segments of some five clauses; half of them ask when the contact was last seen. */
function manySegments(count: number): readonly Segment[] {
  const random = randomSource(count);
  const leaf = (draw: number): Segment["where"] => {
    const bound = random(100);
    if (draw === 0) return { op: "attr", path: "seenAt", is: { gte: now - random(365) * day } };
    if (draw === 1) return { op: "attr", path: "points", is: { gte: bound } };
    if (draw === 2) return { op: "attr", path: "visits", is: { lt: bound } };
    if (draw === 3) return { op: "attr", path: "score", is: { gt: bound * 10 } };
    if (draw === 4) return { op: "attr", path: "spent", is: { between: [bound, bound * 9] } };
    if (draw === 5) {
      const city = cities[bound % cities.length] ?? "";
      return { op: "attr", path: "address.city", is: { eq: city } };
    }
    if (draw === 6)
      return { op: "attr", path: "status", is: { in: ["active", "new"].slice(bound % 2) } };
    if (draw === 7) return { op: "attr", path: "newsletter", is: { eq: bound % 2 === 0 } };
    return {
      op: "event",
      event: eventNames[bound % eventNames.length] ?? "",
      agg: "count",
      window: { last: `${1 + (bound % 60)}d` },
      is: { gte: 1 + (bound % 5) },
    };
  };
  return Array.from({ length: count }, (_, place): Segment => {
    const first = leaf(place % 2 === 0 ? 0 : 1 + random(8));
    const rest = Array.from({ length: 3 }, () => leaf(1 + random(8)));
    const last: Segment["where"] = { op: "not", of: leaf(1 + random(8)) };
    const [second, ...others] = rest;
    const either: Segment["where"] = { op: "or", of: [...(second ? [second] : []), last] };
    return {
      v: 1,
      id: segmentId(`s${place}`),
      where: {
        op: place % 3 === 0 ? "or" : "and",
        of: [first, either, ...others.slice(place % 3)],
      },
    };
  });
}

/** An event: it moves the last time seen, and with that points, visits or money. */
function drawWrites(count: number, compiled: readonly CompiledSegment[]): readonly Write[] {
  const random = randomSource(count);
  return shoppers(count, 12).map((given, place): Write => {
    const last = given.events[0]?.at ?? now - 30 * day;
    const seen = { ...given.contact.attributes, seenAt: last };
    const before: Person = { ...given, contact: { ...given.contact, attributes: seen } };
    const added: EventFact = {
      id: `w${place}`,
      name: eventNames[random(eventNames.length)] ?? "",
      at: now - random(60_000),
      data: { total: random(100) },
    };
    const moved =
      random(3) === 0
        ? { points: (seen.points ?? 0) + random(9) }
        : random(2) === 0
          ? { visits: (seen.visits ?? 0) + 1 }
          : { spent: seen.spent + random(100) };
    const attributes = { ...seen, ...moved, seenAt: added.at };
    const after: Person = {
      ...before,
      contact: { ...before.contact, attributes },
      events: [added, ...before.events.filter(({ at }) => at <= added.at)],
    };
    const members = new Set(
      compiled.filter((one) => one.matches(before, context)).map(({ segment }) => segment.id),
    );
    return { before, after, members };
  });
}

function flipsOf(index: FlipIndex, { before, after, members }: Write) {
  return index.flips({ before, after }, context, (id) => members.has(id));
}

export function flipContests(): readonly Entry[] {
  const segments = manySegments(1000);
  const compiled = segments.map(compileSegment);
  const index = flipIndex(segments);
  const writes = drawWrites(500, compiled);
  const all = ({ after, members }: Write): number => {
    let flips = 0;
    for (const one of compiled)
      if (one.matches(after, context) !== members.has(one.segment.id)) flips++;
    return flips;
  };
  const over =
    (work: (write: Write) => number) =>
    (iterations: number): number => {
      let flips = 0;
      for (let done = 0; done < iterations; done++)
        flips += work(writes[done % writes.length] as Write);
      return flips;
    };
  const evaluations: Measurement = {
    name: "an event with 1,000 segments, evaluations",
    limit: 8,
    unit: "evaluations a real change",
    measure: () => {
      let [evaluated, flips] = [0, 0];
      for (const write of writes) {
        const found = flipsOf(index, write);
        evaluated += found.evaluated;
        flips += found.entered.length + found.left.length;
      }
      return [evaluated / flips];
    },
  };
  return [
    {
      name: "an event with 1,000 segments",
      goal: 10,
      unit: "event",
      peerName: "evaluating all, closures",
      ours: over((write) => {
        const { entered, left } = flipsOf(index, write);
        return entered.length + left.length;
      }),
      peer: over(all),
      check: () => {
        let flips = 0;
        for (const write of writes) {
          const { entered, left } = flipsOf(index, write);
          assert.equal(entered.length + left.length, all(write));
          for (const id of entered) assert(!write.members.has(id));
          for (const id of left) assert(write.members.has(id));
          flips += entered.length + left.length;
        }
        assert(flips > writes.length, `${flips} flips of ${writes.length} events: no fair mix`);
      },
    },
    evaluations,
  ];
}
