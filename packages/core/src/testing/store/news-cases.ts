import { contactPointId } from "../../identifiers.js";
import type { ConsentDraft } from "../../ports/consent-gate.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { Reactions, Routed, RouteUnit, Store } from "../../ports/store/store.js";
import { equal, present } from "../expectations.js";
import {
  acme,
  add,
  at,
  consentEvent,
  everything,
  gate,
  nothing,
  person,
  reactions,
  reportType,
  run,
  settleSegments,
  start,
  t0,
  unrouted,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

/** Appends, and says which contact was routed what. */
async function routed(
  store: Store,
  drafts: readonly ConsentDraft[],
  answer: Partial<Routed> = {},
): Promise<readonly unknown[]> {
  const seen: (readonly [string, readonly string[]])[] = [];
  const route = ({ inputs, facts }: RouteUnit): Routed => {
    const ids = inputs.map((one) => (one.kind === "event" ? one.event.id : reportType(one)));
    seen.push([facts.contact.key, ids]);
    return { ...unrouted, ...answer };
  };
  await store.appendConsent({ ...at(t0), drafts }, reactions({ needs: everything, route }));
  return seen.toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function newsEventId(entry: string, point: string): string {
  return `consent:${entry}:${point}`;
}
const [fingerprint = ""] = gate.fingerprints("email", "ann@example.com");

/** The contact without the address it had. */
function bare(name: string, revision: number): ContactRecord {
  return person(name, { revision, points: [] });
}

/** Somebody else under an address that was ann's, with a point of its own. */
function heir(name: string): ContactRecord {
  return person(name, {
    points: person("ann").points.map((one) => ({ ...one, id: contactPointId(`point-${name}`) })),
  });
}

/** Another address of Ann's. */
const nextPoint = {
  id: contactPointId("point-next"),
  channel: "email",
  address: "ann@elsewhere.example",
  fingerprints: gate.fingerprints("email", "ann@elsewhere.example"),
} as const;

export function newsCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("routes what an append says, in the same transaction and once", async (store) => {
      await add(store, person("ann"), person("bob"));
      await settleSegments(store);
      const drafts = [
        consentEvent("ann", "e1"),
        consentEvent("bob", "e2"),
        consentEvent("ann", "e3", "consent.withdrawn"),
      ];
      const enrolled = { start: [], dirty: false };
      equal(
        await routed(store, drafts, enrolled),
        [
          ["ann", [newsEventId("e1", "point-ann"), newsEventId("e3", "point-ann")]],
          ["bob", [newsEventId("e2", "point-bob")]],
        ],
        "units",
      );
      equal(await routed(store, drafts), [], "the same drafts again");
      equal(
        await routed(store, [...drafts, consentEvent("bob", "e4", "note")]),
        [["bob", [newsEventId("e4", "point-bob")]]],
        "one new draft among them",
      );
      const needs = { ...nothing, events: { "consent:granted": null, "consent:withdrawn": null } };
      const facts = await store.readFacts({ ...at(t0), contact: person("ann").id, needs });
      equal(
        facts?.events.map(({ id, name, data }) => [id, name, data]).toSorted(),
        [
          [newsEventId("e1", "point-ann"), "consent:granted", { entry: "e1" }],
          [newsEventId("e3", "point-ann"), "consent:withdrawn", { entry: "e3" }],
        ],
        "events",
      );
      equal(await settleSegments(store, t0 + 1), ["ann", "bob"], "marked");
    }),
    test("starts and wakes runs by the news, with facts that hold the act", async (store) => {
      await add(store, person("ann"));
      await start(store, run("ann", { wakeAt: null }));
      const second = run("ann", { id: run("second").id, entryKey: "second", wakeAt: null });
      const wake: Reactions["wake"] = ({ enrollments }) =>
        enrollments.map(({ id }) => ({ enrollment: id, input: "withdrawn" }));
      const route = ({ facts }: RouteUnit): Routed => {
        equal(facts.consent[0]?.projection, "denied", "the projection after the act");
        return { ...unrouted, start: [second] };
      };
      const drafts = [consentEvent("ann", "w1", "consent.withdrawn")];
      const call = { ...at(t0 + 5), drafts };
      await store.appendConsent(call, reactions({ needs: everything, wake, route }));
      const { items } = await store.readEnrollments({ tenant: acme });
      equal(
        items.map(({ id, wakeAt, pending }) => [id, wakeAt, pending]),
        [
          ["run-ann", t0 + 5, ["withdrawn"]],
          ["run-second", null, []],
        ],
        "runs",
      );
    }),
    test("keeps the entry where the news of one contact cannot be told", async (store) => {
      await add(store, person("ann"), person("bob"));
      const { createEvent } = reactions();
      const stammering = reactions({
        createEvent: (news) => {
          if (news.entry === "e1") throw new Error("no event");
          return createEvent(news);
        },
      });
      const drafts = [consentEvent("ann", "e1", "consent.withdrawn"), consentEvent("bob", "e2")];
      await store.appendConsent({ ...at(t0), drafts }, stammering);
      const consent = await store.readConsent({
        tenant: acme,
        contactPoint: contactPointId("point-ann"),
      });
      equal([consent?.projection, consent?.logSize], ["denied", 2], "the denial holds");
      const { items } = await store.readQuarantine({ tenant: acme, kind: "contact" });
      equal(
        items.map(({ id }) => id),
        ["contact-ann"],
        "put aside",
      );
    }),
    test("keeps the entry where one contact cannot be routed, wakes its runs, and looks at it later", async (store) => {
      await add(store, person("ann"), person("bob"));
      await start(store, run("ann", { wakeAt: null }));
      await settleSegments(store);
      const wake: Reactions["wake"] = ({ enrollments }) =>
        enrollments.map(({ id }) => ({ enrollment: id, input: "withdrawn" }));
      const drafts = [consentEvent("ann", "e1", "consent.withdrawn"), consentEvent("bob", "e2")];
      const failing = ({ facts }: RouteUnit): Routed => {
        if (facts.contact.key === "ann") throw new Error("no route");
        return { ...unrouted, start: [run("bob")] };
      };
      await store.appendConsent({ ...at(t0), drafts }, reactions({ wake, route: failing }));
      equal((await store.readLedgerHead(acme)).size, 2, "ledger");
      const { items } = await store.readQuarantine({ tenant: acme, kind: "contact" });
      equal(
        items.map(({ id, code }) => [id, code]),
        [["contact-ann", "UNEXPECTED"]],
        "put aside",
      );
      const runs = await store.readEnrollments({ tenant: acme });
      equal(
        runs.items.map(({ id, pending }) => [id, pending]),
        [
          ["run-ann", ["withdrawn"]],
          ["run-bob", []],
        ],
        "its own run is woken, the other contact's begins",
      );
      const later = present(items[0]?.nextAt, "the next try");
      equal(await settleSegments(store, later), ["ann", "bob"], "both are looked at");
      equal((await store.readQuarantine({ tenant: acme })).items, [], "healed");
    }),
    test("tells the former owner about a point it has given up, and nobody else", async (store) => {
      await add(store, person("ann"));
      await add(store, bare("ann", 1));
      await add(store, heir("bob"));
      const drafts = [consentEvent("ann", "e1", "consent.withdrawn")];
      equal(await routed(store, drafts), [["ann", [newsEventId("e1", "point-ann")]]], "units");
      equal(
        await routed(store, [consentEvent("bob", "e2")]),
        [["bob", [newsEventId("e2", "point-bob")]]],
        "of the point that the address has now",
      );
    }),
    test("shows what was said at other points of the same address", async (store) => {
      await add(store, person("ann"));
      await store.appendConsent(
        { ...at(t0), drafts: [consentEvent("ann", "e1", "consent.withdrawn")] },
        reactions(),
      );
      await add(store, bare("ann", 1));
      await add(store, heir("bob"), person("cid"));
      const facts = async (name: string): Promise<unknown> => {
        const call = { ...at(t0), contact: person(name).id, needs: everything };
        const consent = (await store.readFacts(call))?.consent[0];
        return [consent?.projection, consent?.elsewhere];
      };
      equal(await facts("bob"), [null, ["denied"]], "whoever has the address now");
      equal(await facts("cid"), [null, []], "another address");
      const states: unknown[] = [];
      const watching = reactions({
        append: (state, drafts) => {
          states.push(state.points.map(({ contactPoint, elsewhere }) => [contactPoint, elsewhere]));
          return gate.append(state, drafts);
        },
      });
      const drafts = [consentEvent("bob", "e2"), consentEvent("cid", "e3")];
      await store.appendConsent({ ...at(t0), drafts }, watching);
      equal(
        states,
        [
          [
            ["point-bob", ["denied"]],
            ["point-cid", []],
          ],
        ],
        "what a gate is given to append to",
      );
      const consent = await store.readConsent({
        tenant: acme,
        contactPoint: contactPointId("point-bob"),
      });
      equal([consent?.projection, consent?.elsewhere], ["granted", ["denied"]], "read by point");
    }),
    test("shows what was said at other points of the same person, former ones among them", async (store) => {
      await add(store, person("ann"), person("cid"));
      const withdrawn = consentEvent("ann", "e1", "consent.withdrawn");
      await store.appendConsent({ ...at(t0), drafts: [withdrawn] }, reactions());
      await add(store, person("ann", { revision: 1, points: [nextPoint] }));
      const facts = async (name: string): Promise<unknown> => {
        const call = { ...at(t0), contact: person(name).id, needs: everything };
        const consent = (await store.readFacts(call))?.consent[0];
        return [consent?.contactPoint, consent?.elsewhere, consent?.ofPerson ?? []];
      };
      equal(await facts("ann"), ["point-next", [], ["denied"]], "another address of theirs");
      equal(await facts("cid"), ["point-cid", [], []], "somebody else");
      const consent = await store.readConsent({ tenant: acme, contactPoint: nextPoint.id });
      equal(consent?.ofPerson, ["denied"], "read by point");
    }),
    test("names the owners of an address, the newest first, and every point of a contact", async (store) => {
      await add(store, person("ann"));
      await add(store, bare("ann", 1));
      await add(store, heir("bob"));
      const owners = await store.readOwners({ tenant: acme, fingerprint });
      equal(
        owners.map(({ key }) => key),
        ["bob", "ann"],
        "owners",
      );
      equal(await store.readOwners({ tenant: acme, fingerprint: "nobody" }), [], "of no address");
      await add(store, person("ann", { revision: 2, points: [nextPoint] }));
      const call = { tenant: acme, contact: person("ann").id };
      equal(
        await store.readPoints(call),
        [
          { id: "point-ann", fingerprints: [fingerprint] },
          { id: "point-next", fingerprints: nextPoint.fingerprints },
        ],
        "points, oldest first",
      );
      equal(await store.readPoints({ ...call, contact: person("nobody").id }), [], "of nobody");
    }),
  ];
}
