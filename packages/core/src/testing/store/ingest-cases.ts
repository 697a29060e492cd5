import { segmentId } from "../../identifiers.js";
import type {
  MembershipResult,
  Routed,
  RouteUnit,
  SegmentUnit,
  Store,
} from "../../ports/store/store.js";
import { equal, present, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  everything,
  mail,
  minute,
  nothing,
  person,
  queue,
  reactions,
  report,
  reportType,
  run,
  settleSegments,
  start,
  still,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** Names of the contacts that are to be looked at, without changing anything else about them. */
async function refresh(
  store: Store,
  now: number,
  results: Readonly<Record<string, Partial<MembershipResult>>> = {},
  limit = 100,
): Promise<readonly string[]> {
  const names: string[] = [];
  await store.refreshSegments({ ...at(now), limit, needs: nothing }, (unit) => {
    const { key } = unit.facts.contact;
    names.push(key);
    return still(unit, { memberships: [], ...results[key] });
  });
  return names.sort();
}

const nobody = { accepted: 0, duplicate: 0, orphaned: 0, started: 0, quarantined: [] } as const;

export function ingestCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("records an event once, in one batch as in two", async (store) => {
      await add(store, person("ann"));
      const call = {
        ...at(t0),
        inputs: [visit("ann", "e1"), visit("ann", "e1"), visit("ann", "e2")],
      };
      const given: (readonly string[])[] = [];
      const watching = reactions({
        needs: everything,
        route: ({ inputs, facts }) => {
          given.push(inputs.map((input) => (input.kind === "event" ? input.event.id : "?")));
          equal(facts.events.length, 2, "facts include what has just been recorded");
          return unrouted;
        },
      });
      equal(await store.ingest(call, watching), { ...nobody, accepted: 2, duplicate: 1 }, "first");
      equal(given, [["e1", "e2"]], "inputs routed");
      equal(await store.ingest(call, watching), { ...nobody, duplicate: 3 }, "again");
      equal(given.length, 1, "calls of the route");
    }),
    test("routes each contact by itself, with what is new about it in the order it came", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("bob", { wakeAt: null }));
      const inputs = [visit("ann", "a1"), visit("bob", "b1"), visit("ann", "a2")];
      const seen: unknown[] = [];
      const route = ({ inputs, facts, enrollments }: RouteUnit): Routed => {
        const ids = inputs.map((input) => (input.kind === "event" ? input.event.id : "?"));
        seen.push([facts.contact.key, ids, enrollments.map((one) => one.id)]);
        return unrouted;
      };
      await store.ingest({ ...at(t0), inputs }, reactions({ route }));
      const order = (left: unknown, right: unknown): number =>
        String(left) < String(right) ? -1 : 1;
      equal(
        seen.sort(order),
        [
          ["ann", ["a1", "a2"], []],
          ["bob", ["b1"], ["run-bob"]],
        ],
        "units",
      );
    }),
    test("counts events nobody here is concerned by, and records nothing of them", async (store) => {
      await add(store, person("ann"));
      const call = { ...at(t0), inputs: [visit("bob", "e1"), report("ann", "delivered")] };
      equal(await store.ingest(call, reactions()), { ...nobody, orphaned: 2 }, "report");
      await add(store, person("bob"));
      await queue(store, t0, mail("ann"));
      equal((await store.ingest(call, reactions())).accepted, 2, "accepted once they are known");
    }),
    test("routes a delivery event with its message and contact", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      const call = { ...at(t0), inputs: [report("ann", "clicked")] };
      let calls = 0;
      const route = ({ inputs, facts }: RouteUnit): Routed => {
        calls += 1;
        const [input] = inputs;
        const message = input?.kind === "delivery" ? input.message?.key : undefined;
        equal([input?.contact, message], ["contact-ann", "mail-ann"], "input");
        equal(facts.messages[0]?.clickedAt, t0, "facts");
        return unrouted;
      };
      const watching = reactions({ needs: everything, route });
      equal(await store.ingest(call, watching), { ...nobody, accepted: 1 }, "report");
      equal((await store.ingest(call, watching)).duplicate, 1, "the same report again");
      equal(calls, 1, "calls of the route");
    }),
    test("appends the denials that reports mean, and routes their news with them", async (store) => {
      await add(store, person("ann"), person("bob"));
      await settleSegments(store);
      await queue(store, t0, mail("ann"), mail("bob"));
      const seen: unknown[] = [];
      const route = ({ inputs, facts }: RouteUnit): Routed => {
        const told = inputs.map((input) =>
          input.kind === "event" ? [input.event.id, input.event.name] : [reportType(input)],
        );
        seen.push([facts.contact.key, told, facts.consent[0]?.projection]);
        return unrouted;
      };
      const call = { ...at(t0), inputs: [report("ann", "complained"), report("bob", "opened")] };
      const watching = reactions({ needs: everything, route });
      await store.ingest(call, watching);
      const news = ["consent:delivery:complained-ann:point-ann", "consent:withdrawn"];
      const order = (left: unknown, right: unknown): number =>
        String(left) < String(right) ? -1 : 1;
      equal(
        seen.sort(order),
        [
          ["ann", [["complained"], news], "denied"],
          ["bob", [["opened"]], null],
        ],
        "units",
      );
      await store.ingest(call, watching);
      equal(seen.length, 2, "units after the same reports again");
      const { items } = await store.readLedger({ tenant: acme });
      equal(
        items.map((entry) => entry.type),
        ["complaint"],
        "ledger",
      );
      const events = await store.readFacts({
        ...at(t0),
        contact: person("ann").id,
        needs: { ...nothing, events: { "consent:withdrawn": null } },
      });
      equal(
        events?.events.map((event) => event.id),
        [news[0]],
        "the news among the events",
      );
      equal(await settleSegments(store, t0 + 1), ["ann"], "marked");
    }),
    test("keeps the earliest report of each kind, and tells people from machines", async (store) => {
      await add(store, person("ann"));
      await queue(store, t0, mail("ann"));
      const inputs = [
        report("ann", "opened", { dedupeKey: "1", at: t0 + 1, engagement: { machine: true } }),
        report("ann", "opened", { dedupeKey: "2", at: t0 + 9, engagement: { machine: null } }),
        report("ann", "opened", { dedupeKey: "3", at: t0 + 5, engagement: { machine: false } }),
        report("ann", "clicked", {
          dedupeKey: "4",
          at: t0 + 6,
          engagement: { machine: true, link: 0 },
        }),
        report("ann", "delivered", { dedupeKey: "5", at: t0 + 3 }),
        report("ann", "bounced", { dedupeKey: "6", at: t0 + 8 }),
        report("ann", "complained", { dedupeKey: "7", at: t0 + 7 }),
      ];
      await store.ingest({ ...at(t0 + 9), inputs }, reactions());
      const call = { ...at(t0 + 9), contact: person("ann").id, needs: everything };
      const message = present((await store.readFacts(call))?.messages[0], "message");
      equal(
        [
          message.openedAt,
          message.machineOpenedAt,
          message.clickedAt,
          message.machineClickedAt,
        ].map((one) => (one === null ? null : one - t0)),
        [5, 1, null, 6],
        "opens and clicks",
      );
      equal(
        [message.deliveredAt, message.bouncedAt, message.complainedAt],
        [t0 + 3, t0 + 8, t0 + 7],
        "the rest",
      );
    }),
    test("refuses to wake a run that is not there, and records nothing of the contact", async (store) => {
      await add(store, person("ann"));
      const call = { ...at(t0), inputs: [visit("ann", "e1")] };
      const wake = [{ enrollment: run("bob").id, input: 1 }];
      await rejectsWithCode(
        () => store.ingest(call, reactions({ wake: () => wake })),
        "STORE_ENROLLMENT_UNKNOWN",
        "a wake-up of nobody",
      );
      equal((await store.ingest(call, reactions())).accepted, 1, "the event is still new");
    }),
    test("looks at the segments of new and changed contacts once", async (store) => {
      await add(store, person("ann"), person("bob"));
      equal(await refresh(store, t0), ["ann", "bob"], "new");
      equal(await refresh(store, t0), [], "again");
      await store.changeContacts({ ...at(t0 + 1), lookups: [] }, () => [
        { contact: person("bob", { revision: 1 }) },
      ]);
      equal(await refresh(store, t0 + 1), ["bob"], "changed");
      const inputs = [visit("ann", "e1")];
      const route = (): Routed => ({ ...unrouted, dirty: true });
      await store.ingest({ ...at(t0 + 2), inputs }, reactions({ route }));
      equal(await refresh(store, t0 + 2), ["ann"], "marked by an event");
    }),
    test("looks at segments again when time alone may change them, and not before", async (store) => {
      await add(store, person("ann"));
      await refresh(store, t0, { ann: { recheckAt: t0 + minute } });
      equal(await refresh(store, t0 + minute - 1), [], "a millisecond early");
      equal(await refresh(store, t0 + minute), ["ann"], "in time");
    }),
    test("looks at no more contacts at once than asked", async (store) => {
      await add(store, person("ann"), person("bob"), person("cid"));
      const call = { ...at(t0), limit: 2, needs: nothing };
      const looked = { processed: 2, quarantined: 0, more: true };
      equal(await store.refreshSegments(call, still), looked, "first");
      const rest = { processed: 1, quarantined: 0, more: false };
      equal(await store.refreshSegments(call, still), rest, "second");
    }),
    test("replaces memberships, starts and wakes runs with them", async (store) => {
      await add(store, person("ann"), person("bob"));
      const [vip, lapsed] = [segmentId("vip"), segmentId("lapsed")];
      await refresh(store, t0, {
        ann: { memberships: [{ segment: vip, since: t0 }], start: [run("ann", { wakeAt: null })] },
        bob: { memberships: [{ segment: lapsed, since: t0 - 1 }] },
      });
      const members = async (segment: typeof vip): Promise<readonly string[]> =>
        (await store.readContacts({ tenant: acme, segment })).items.map((contact) => contact.key);
      equal([await members(vip), await members(lapsed)], [["ann"], ["bob"]], "members");
      const facts = await store.readFacts({ ...at(t0), contact: person("bob").id, needs: nothing });
      equal(facts?.memberships, [{ segment: lapsed, since: t0 - 1 }], "membership in the facts");
      await store.changeContacts({ ...at(t0), lookups: [] }, () => [
        { contact: person("ann", { revision: 1 }) },
      ]);
      await refresh(store, t0, { ann: { wake: [{ enrollment: run("ann").id, input: "left" }] } });
      equal(await members(vip), [], "members after leaving");
      const runs = await store.readEnrollments({ tenant: acme, contact: person("ann").id });
      equal(
        runs.items.map((one) => [one.id, one.wakeAt, one.pending]),
        [["run-ann", t0, ["left"]]],
        "the run started and woken",
      );
    }),
    test("refuses memberships of another contact than the one given", async (store) => {
      await add(store, person("ann"), person("bob"));
      await settleSegments(store);
      await store.changeContacts({ ...at(t0), lookups: [] }, () => [
        { contact: person("ann", { revision: 1 }) },
      ]);
      const call = { ...at(t0), limit: 5, needs: nothing };
      const strange = (unit: SegmentUnit): MembershipResult =>
        still(unit, { contact: person("bob").id });
      equal(
        (await store.refreshSegments(call, strange)).quarantined,
        1,
        "results of somebody else",
      );
      const { items } = await store.readQuarantine({ tenant: acme });
      equal(
        items.map(({ kind, code }) => [kind, code]),
        [["contact", "STORE_RESULT_MISMATCH"]],
        "why",
      );
      const bob = await store.readFacts({ ...at(t0), contact: person("bob").id, needs: nothing });
      equal(bob?.memberships, [], "the other contact");
    }),
  ];
}
