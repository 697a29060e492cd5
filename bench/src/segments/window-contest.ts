import assert from "node:assert/strict";
import { compileSegment, type Segment, segmentId } from "@wellsent/core";
import type { EventFact } from "@wellsent/core/ports";
import type { Contest, Effort } from "../contest.ts";
import { context } from "./scan-contests.ts";
import { day, now, type Person, shoppers } from "./shoppers.ts";

const segment: Segment = {
  v: 1,
  id: segmentId("windows"),
  where: {
    op: "or",
    of: [
      {
        op: "and",
        of: [
          { op: "event", event: "ordered", agg: "count", window: { last: "30d" }, is: { gte: 2 } },
          { op: "event", event: "viewed", agg: "count", window: { last: "7d" }, is: { gte: 1 } },
        ],
      },
      {
        op: "event",
        event: "ordered",
        agg: { sum: "total" },
        window: { last: "30d" },
        is: { gt: 250 },
      },
      { op: "event", event: "searched", agg: "count", window: { last: "14d" }, is: { gte: 2 } },
    ],
  },
};

/** As one writes it first: a filter for each clause. */
function naive({ events }: Person): boolean {
  const within = (name: string, days: number): readonly EventFact[] =>
    events.filter((one) => one.name === name && one.at > now - days * day && one.at <= now);
  const orders = within("ordered", 30).length;
  const views = within("viewed", 7).length;
  const spent = within("ordered", 30).reduce((sum, { data }) => sum + Number(data["total"]), 0);
  const searches = within("searched", 14).length;
  return (orders >= 2 && views >= 1) || spent > 250 || searches >= 2;
}

export function windowContest({ quick }: Effort): Contest {
  const people = shoppers(quick ? 4000 : 20_000, 240);
  const compiled = compileSegment(segment);
  const scan =
    (meets: (person: Person) => boolean) =>
    (iterations: number): number => {
      let members = 0;
      for (let done = 0; done < iterations; done++)
        if (meets(people[done % people.length] as Person)) members++;
      return members;
    };
  return {
    name: "behavioral windows, four aggregates",
    goal: 15,
    unit: "contact",
    peerName: "a filter over the events for each clause",
    note: "120 events a contact on average, over two years",
    ours: scan((person) => compiled.matches(person, context)),
    peer: scan(naive),
    check: () => {
      const members = people.filter((person) => {
        const member = naive(person);
        assert.equal(compiled.matches(person, context), member);
        return member;
      }).length;
      assert(members > people.length / 20 && members < (19 * people.length) / 20, `${members}`);
    },
  };
}
