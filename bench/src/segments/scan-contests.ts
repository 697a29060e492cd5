import assert from "node:assert/strict";
import { compileSegment, type SegmentContext } from "@wellsent/core";
import { codeSegment } from "@wellsent/core/segments/codegen";
import { contactColumns } from "@wellsent/core/segments/columnar";
import type { Contender, Contest, Effort, Entry } from "../contest.ts";
import { type Condition, cases, segmentOf } from "./conditions.ts";
import { engines } from "./engines.ts";
import { now, type Person, shoppers } from "./shoppers.ts";

export const context: SegmentContext = { at: now, zone: "UTC" };

/** On through all contacts, from where the run before ended: none is still in the cache. */
function through<T>(people: readonly T[], meets: (person: T) => boolean): Contender {
  let place = 0;
  return (iterations) => {
    let members = 0;
    for (let done = 0; done < iterations; done++) {
      if (meets(people[place] as T)) members++;
      place = place + 1 === people.length ? 0 : place + 1;
    }
    return members;
  };
}

/** Inline caches that have seen one segment only would flatter closures. */
function seeOthers(people: readonly Person[]): void {
  for (let draw = 0; draw < 60; draw++) {
    const conditions: readonly Condition[] = [
      { path: "country", equals: `${draw}` },
      { path: `other${draw}`, atLeast: draw },
      { path: `deep${draw}.value`, from: 1, to: draw },
      { path: "status", among: ["a", "b", "c", "d", "e"].slice(0, 1 + (draw % 5)) },
      { path: "tags", has: "vip" },
    ];
    const { matches } = compileSegment(
      segmentOf(draw % 2 === 0 ? { all: conditions } : { any: conditions }),
    );
    for (const person of people.slice(0, 500)) matches(person, context);
  }
}

export function scanContests({ quick }: Effort): readonly Entry[] {
  const people = shoppers(quick ? 100_000 : 1_000_000);
  seeOthers(people);
  const note = quick ? "100,000 contacts, as --quick was asked for" : "1,000,000 contacts";
  const entries: Entry[] = [];
  const columns = contactColumns(people);
  const fair = (members: number, of: number): void =>
    assert(members > of / 50 && members < (49 * of) / 50, `${members} of ${of}: no fair mix`);
  for (const { leaves, condition, byHand } of cases) {
    const segment = segmentOf(condition);
    const common = { peerName: "hand-written predicate", note } as const;
    for (const [name, goal, compiled] of [
      ["closures", 0.66, compileSegment(segment)],
      ["generated code", 0.9, codeSegment(segment)],
    ] as const) {
      entries.push({
        ...common,
        name: `${name}, ${leaves} leaves`,
        goal,
        unit: "contact",
        ours: through(people, (person) => compiled.matches(person, context)),
        peer: through(people, byHand),
        check: () => {
          let members = 0;
          for (const person of people) {
            const member = byHand(person);
            assert.equal(compiled.matches(person, context), member);
            if (member) members++;
          }
          fair(members, people.length);
        },
      });
    }
    entries.push({
      ...common,
      name: `columns, ${leaves} leaves`,
      goal: 2,
      unit: `scan of ${people.length} contacts`,
      ours: (iterations) => {
        let members = 0;
        for (let done = 0; done < iterations; done++)
          members += columns.select(segment, context).length;
        return members;
      },
      peer: (iterations) => {
        let members = 0;
        for (let done = 0; done < iterations; done++)
          for (const person of people) if (byHand(person)) members++;
        return members;
      },
      check: () =>
        assert.deepEqual(
          [...columns.select(segment, context)],
          [...people.keys()].filter((place) => byHand(people[place] as Person)),
        ),
    });
  }
  for (const [name, goal] of [
    ["closures", 0.66],
    ["generated code", 0.9],
    ["columns", 2],
  ] as const)
    entries.push({ name: `${name}, all`, of: `${name}, `, take: "geomean", goal });
  entries.push(...engineContests(people.slice(0, 20_000), quick), {
    name: "against engines, the best peer",
    of: "against ",
    take: "minimum",
    goal: 5,
  });
  return entries;
}

function engineContests(people: readonly Person[], quick: boolean): readonly Contest[] {
  const held = quick ? cases.filter(({ leaves }) => leaves === 8) : cases;
  return engines.flatMap(({ name, compile }) =>
    held.map(({ leaves, condition }): Contest => {
      const { matches } = compileSegment(segmentOf(condition));
      const test = compile(condition);
      let place = 0;
      return {
        name: `against ${name}, ${leaves} leaves`,
        goal: 5,
        unit: "contact",
        peerName: name,
        ours: through(people, (person) => matches(person, context)),
        peer: async (iterations) => {
          let members = 0;
          for (let done = 0; done < iterations; done++) {
            const found = test((people[place] as Person).contact.attributes);
            if (typeof found === "boolean" ? found : await found) members++;
            place = place + 1 === people.length ? 0 : place + 1;
          }
          return members;
        },
        check: async () => {
          for (const person of people.slice(0, quick ? 300 : 2000))
            assert.equal(await test(person.contact.attributes), matches(person, context));
        },
      };
    }),
  );
}
