import { contactId, segmentId } from "../../identifiers.js";
import type { MembershipResult, Store } from "../../ports/store/store.js";
import { ensure, equal, present, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  everything,
  mail,
  minute,
  nothing,
  person,
  report,
  run,
  settleSegments,
  t0,
  unrouted,
  visit,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const still = (contact: string, over: Partial<MembershipResult> = {}): MembershipResult => ({
  contact: contactId(`contact-${contact}`),
  memberships: [],
  recheckAt: null,
  start: [],
  wake: [],
  ...over,
});

/** Names of the contacts that are to be looked at, without changing anything else about them. */
async function refresh(
  store: Store,
  now: number,
  results: Readonly<Record<string, Partial<MembershipResult>>> = {},
  limit = 100,
): Promise<readonly string[]> {
  const names: string[] = [];
  await store.refreshSegments({ ...at(now), limit, needs: nothing }, (contacts) =>
    contacts.map(({ facts }) => {
      names.push(facts.contact.key);
      return still(facts.contact.key, results[facts.contact.key]);
    }),
  );
  return names.sort();
}

export const ingestCases = (test: StoreTest): readonly StoreCase[] => [
  test("records an event once, in one batch as in two", async (store) => {
    await add(store, person("ann"));
    const call = {
      ...at(t0),
      needs: everything,
      inputs: [visit("ann", "e1"), visit("ann", "e1"), visit("ann", "e2")],
    };
    let given: readonly string[] = [];
    const first = await store.ingest(call, ({ inputs, contacts }) => {
      given = inputs.map((input) => (input.kind === "event" ? input.event.id : "?"));
      equal(contacts[0]?.facts.events.length, 2, "facts include what has just been recorded");
      return unrouted;
    });
    equal(given, ["e1", "e2"], "inputs routed");
    equal(first, { accepted: 2, duplicate: 1, orphaned: 0, started: 0 }, "first");
    let called = false;
    const again = await store.ingest(call, () => {
      called = true;
      return unrouted;
    });
    equal(
      [again, called],
      [{ accepted: 0, duplicate: 3, orphaned: 0, started: 0 }, false],
      "again",
    );
  }),
  test("counts events nobody here is concerned by, and records nothing of them", async (store) => {
    await add(store, person("ann"));
    const inputs = [visit("bob", "e1"), report("ann", "delivered")];
    const call = { ...at(t0), needs: nothing, inputs };
    equal(
      await store.ingest(call, () => unrouted),
      { accepted: 0, duplicate: 0, orphaned: 2, started: 0 },
      "report",
    );
    await add(store, person("bob"));
    await store.enqueue({ ...at(t0), drafts: [mail("ann")] });
    equal((await store.ingest(call, () => unrouted)).accepted, 2, "accepted once they are known");
  }),
  test("routes a delivery event with its message and contact", async (store) => {
    await add(store, person("ann"));
    await store.enqueue({ ...at(t0), drafts: [mail("ann")] });
    const call = { ...at(t0), needs: everything, inputs: [report("ann", "clicked")] };
    await store.ingest(call, ({ inputs, contacts }) => {
      equal([inputs[0]?.contact, inputs[0]?.message?.key], ["contact-ann", "mail-ann"], "input");
      equal(contacts[0]?.facts.messages[0]?.clickedAt, t0, "facts");
      return unrouted;
    });
    equal((await store.ingest(call, () => unrouted)).duplicate, 1, "the same report again");
  }),
  test("keeps the earliest report of each kind, and tells people from machines", async (store) => {
    await add(store, person("ann"));
    await store.enqueue({ ...at(t0), drafts: [mail("ann")] });
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
    await store.ingest({ ...at(t0 + 9), needs: nothing, inputs }, () => unrouted);
    const call = { ...at(t0 + 9), contact: person("ann").id, needs: everything };
    const message = present((await store.readFacts(call))?.messages[0], "message");
    equal(
      [message.openedAt, message.machineOpenedAt, message.clickedAt, message.machineClickedAt].map(
        (one) => (one === null ? null : one - t0),
      ),
      [5, 1, null, 6],
      "opens and clicks",
    );
    equal(
      [message.deliveredAt, message.bouncedAt, message.complainedAt],
      [t0 + 3, t0 + 8, t0 + 7],
      "the rest",
    );
  }),
  test("refuses to wake a run that is not there, and records nothing of the batch", async (store) => {
    await add(store, person("ann"));
    const call = { ...at(t0), needs: nothing, inputs: [visit("ann", "e1")] };
    const wake = [{ enrollment: run("bob").id, input: 1 }];
    await rejectsWithCode(
      () => store.ingest(call, () => ({ ...unrouted, wake })),
      "STORE_ENROLLMENT_UNKNOWN",
      "a wake-up of nobody",
    );
    equal((await store.ingest(call, () => unrouted)).accepted, 1, "the event is still new");
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
    await store.ingest({ ...at(t0 + 2), needs: nothing, inputs }, () => ({
      ...unrouted,
      dirty: [person("ann").id],
    }));
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
    const evaluate: Parameters<Store["refreshSegments"]>[1] = (contacts) =>
      contacts.map(({ facts }) => still(facts.contact.key));
    equal(await store.refreshSegments(call, evaluate), { processed: 2, more: true }, "first");
    equal(await store.refreshSegments(call, evaluate), { processed: 1, more: false }, "second");
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
    for (const results of [[], [still("bob")]]) {
      await rejectsWithCode(
        () => store.refreshSegments(call, () => results),
        "STORE_RESULT_MISMATCH",
        "results that do not match",
      );
    }
    ensure((await refresh(store, t0)).length === 1, "still to be looked at");
  }),
];
