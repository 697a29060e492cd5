import { contactId, enrollmentId, listId, tenantId } from "../../identifiers.js";
import type { ChangeCause } from "../../ports/store/contact-change.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import type { Store } from "../../ports/store/store.js";
import { equal, present } from "../expectations.js";
import {
  acme,
  add,
  advanceCall,
  advancer,
  at,
  consentEvent,
  finish,
  minute,
  person,
  reactions,
  run,
  start,
  t0,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

const ann = person("ann").id;

function change(
  store: Store,
  now: number,
  cause: ChangeCause | undefined,
  next: (contact: ContactRecord) => ContactRecord,
) {
  const call = { ...at(now), lookups: [{ id: ann }], ...(cause === undefined ? {} : { cause }) };
  return store.changeContacts(call, ([found = null]) =>
    found === null || "unreadable" in found ? [] : [{ contact: next(found) }],
  );
}

async function history(store: Store) {
  return (await store.readContactChanges({ tenant: acme, contact: ann })).items;
}

/** Source and time of each value, by path. */
async function origins(store: Store) {
  const record = await store.readContact({ tenant: acme, lookup: { id: ann } });
  const each = (record?.origins ?? []).flatMap(({ source, at, paths }) =>
    paths.map((path) => [path, { source, at }] as const),
  );
  return Object.fromEntries(each);
}

/** Where values come from, and what was written when and why. */
export function changeCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("keeps the origin of each value, and what a write changed, from what to what", async (store) => {
      await store.changeContacts({ ...at(t0), lookups: [], cause: { source: "form" } }, () => [
        { contact: person("ann", { attributes: { plan: "free", city: "Ulm" }, locale: "de" }) },
      ]);
      const first = { source: "form", at: t0 };
      const zone = { timeZone: first, jurisdiction: first };
      const before = await origins(store);
      equal(before["attributes.plan"], first, "the plan's");
      equal(before["locale"], first, "the language's");
      const crm = { source: "crm", actor: "kim" };
      await change(store, t0 + 1, crm, (contact) => ({
        ...contact,
        attributes: { plan: "pro" },
        lists: [listId("vip")],
      }));
      const known = { ...before, ...zone };
      equal(
        Object.keys(await origins(store)).sort(),
        Object.keys(known)
          .filter((path) => before?.[path] !== undefined && path !== "attributes.city")
          .sort(),
        "what has an origin",
      );
      equal(
        (await origins(store))["attributes.plan"],
        { source: "crm", at: t0 + 1 },
        "the new plan's",
      );
      equal((await origins(store))["locale"], first, "what stayed keeps its origin");
      equal(
        await history(store),
        [
          {
            ...{ contact: ann, revision: 1, at: t0, cause: { source: "form" } },
            ...{ created: true, values: [] },
          },
          {
            ...{ contact: ann, revision: 2, at: t0 + 1, cause: crm, created: false },
            values: [
              { path: "attributes.city", from: { value: "Ulm" } },
              { path: "attributes.plan", from: { value: "free" }, to: { value: "pro" } },
              { path: "lists", from: { value: [] }, to: { value: ["vip"] } },
            ],
          },
        ],
        "history",
      );
    }),
    test("gives no origin to a value whose writer says none, and keeps one that is given", async (store) => {
      await store.changeContacts({ ...at(t0), lookups: [], cause: { source: "form" } }, () => [
        { contact: person("ann", { attributes: { plan: "free", city: "Ulm" } }) },
      ]);
      await change(store, t0 + 1, undefined, (contact) => ({
        ...contact,
        attributes: { ...contact.attributes, plan: "pro" },
      }));
      equal((await origins(store))["attributes.plan"], undefined, "nobody said");
      equal((await history(store))[1]?.cause, null, "nor does the history");
      const own = { source: "survey", at: t0 - minute };
      await change(store, t0 + 2, { source: "merge" }, (contact) => ({
        ...contact,
        attributes: { ...contact.attributes, city: "Bonn" },
        origins: [{ ...own, paths: ["attributes.city"] }],
      }));
      equal((await origins(store))["attributes.city"], own, "as the writer gave it");
    }),
    test("records nothing where no value differs, and nothing of the last day of opening", async (store) => {
      await add(store, person("ann"));
      await change(store, t0 + 1, { source: "crm" }, (contact) => ({
        ...contact,
        updatedAt: t0 + 1,
      }));
      await change(store, t0 + 2, { source: "crm" }, (contact) => ({
        ...contact,
        lastOpenDay: "2026-01-01",
      }));
      equal(
        (await history(store)).map(({ revision }) => revision),
        [1],
        "its beginning only",
      );
    }),
    test("keeps of a large value its length and a checksum", async (store) => {
      await add(store, person("ann", { attributes: { note: "a".repeat(20_000) } }));
      const put = (now: number, note: string) =>
        change(store, now, { source: "crm" }, (contact) => ({ ...contact, attributes: { note } }));
      await put(t0 + 1, "b".repeat(20_000));
      const [value] = present((await history(store))[1], "the change").values;
      const { from, to } = present(value, "the value");
      equal(
        [from, to].map((one) => one && "length" in one && one.length),
        [20_002, 20_002],
        "size",
      );
      equal(JSON.stringify(from) === JSON.stringify(to), false, "told apart");
    }),
    test("names the run of a workflow whose step changed a contact", async (store) => {
      await add(store, person("ann"));
      await start(store, run("ann"));
      const stepped = advancer(({ enrollment }) => ({
        ...finish(enrollment),
        contact: { attributes: { score: 1 } },
      }));
      await store.advance(advanceCall(t0 + 1, 9), stepped);
      const [, entry] = await history(store);
      const { id, workflow } = run("ann");
      const source = `workflow:${workflow}`;
      equal(entry?.cause, { source, run: enrollmentId(id) }, "who");
      equal(entry?.values, [{ path: "attributes.score", to: { value: 1 } }], "what");
      equal((await origins(store))["attributes.score"], { source, at: t0 + 1 }, "origin");
    }),
    test("reads the history in pages, and only of this contact and tenant", async (store) => {
      await add(store, person("ann"), person("bob"));
      for (const now of [1, 2, 3])
        await change(store, t0 + now, { source: "crm" }, (contact) => ({
          ...contact,
          attributes: { now },
        }));
      const call = { tenant: acme, contact: ann, limit: 3 };
      const first = await store.readContactChanges(call);
      equal(
        first.items.map(({ revision }) => revision),
        [1, 2, 3],
        "first",
      );
      const rest = await store.readContactChanges({ ...call, after: present(first.next, "next") });
      equal([rest.items.map(({ revision }) => revision), rest.next], [[4], null], "rest");
      const others = await store.readContactChanges({ ...call, tenant: tenantId("other") });
      equal(others.items, [], "of another tenant");
    }),
    test("drops what is old, page by page, and nothing else", async (store) => {
      await add(store, person("ann"), person("bob"));
      for (const now of [1, 2, 3])
        await change(store, t0 + now, { source: "crm" }, (contact) => ({
          ...contact,
          attributes: { now },
        }));
      const drop = (tenant = acme) =>
        store.dropContactChanges({ tenant, now: t0 + 9, before: t0 + 3, limit: 3 });
      equal(await drop(tenantId("other")), { dropped: 0, more: false }, "of another tenant");
      equal(await drop(), { dropped: 3, more: true }, "first");
      equal(await drop(), { dropped: 1, more: false }, "second");
      equal(await drop(), { dropped: 0, more: false }, "third");
      equal(
        (await history(store)).map(({ at: when }) => when),
        [t0 + 3],
        "what is left",
      );
    }),
    test("finds what one import wrote, in its order and page by page, with what it replaced whole", async (store) => {
      const bio = "x".repeat(40_000);
      await add(store, person("ann", { attributes: { bio } }), person("bob"));
      const cause = { source: "import:file" };
      await store.changeContacts({ ...at(t0 + 1), lookups: [], cause }, () => [
        { contact: person("cem") },
      ]);
      await change(store, t0 + 2, cause, (contact) => ({ ...contact, attributes: { bio: "y" } }));
      await change(store, t0 + 3, { source: "import:file2" }, (contact) => ({
        ...{ ...contact, locale: "fr" },
      }));
      const call = { tenant: acme, importId: "file", limit: 1 };
      const first = await store.readImportChanges(call);
      equal(
        first.items.map(({ contact, created }) => [contact, created]),
        [[person("cem").id, true]],
        "the first",
      );
      const rest = await store.readImportChanges({ ...call, after: present(first.next, "next") });
      equal(
        rest.items.flatMap(({ values }) => values),
        [{ path: "attributes.bio", from: { value: bio }, to: { value: "y" } }],
        "what it replaced",
      );
      equal(rest.next, null, "no more");
      const other = await store.readImportChanges({ ...call, tenant: tenantId("other") });
      equal(other.items, [], "another tenant's");
    }),
    test("does nothing once what bars a change of contacts is named", async (store) => {
      const call = { ...at(t0), lookups: [], unless: "stop" };
      const first = await store.changeContacts({ ...call, once: "one" }, () => []);
      equal(first.barred, undefined, "before");
      await store.changeContacts({ ...at(t0), lookups: [], once: "stop" }, () => []);
      const later = await store.changeContacts({ ...call, once: "two" }, () => [
        { contact: person("ann") },
      ]);
      equal(later, { applied: false, barred: true, written: 0 }, "afterwards");
      equal((await store.readContacts({ tenant: acme })).items, [], "nothing written");
    }),
    test("removes a contact that nobody has dealt with, and no other", async (store) => {
      await add(store, person("ann"), person("bob"), person("cem"));
      const remove = (id: string, revision: number, entries: readonly string[] = []) =>
        store.removeContact({ ...at(t0 + 9), contact: person(id).id, revision, entries });
      equal(await remove("ann", 2), { removed: false, held: ["contact"] }, "written since");
      await store.appendConsent(
        { ...at(t0 + 1), drafts: [consentEvent("bob", "yes-bob")] },
        reactions(),
      );
      const { held } = await remove("bob", 1);
      equal(held.includes("ledger"), true, "consent on record");
      equal((await remove("bob", 1, ["yes-bob"])).removed, true, "what is said of it is known");
      equal(await remove("cem", 1), { removed: true, held: [] }, "alone");
      equal(await remove("cem", 1), { removed: false, held: [] }, "gone");
      const left = (await store.readContacts({ tenant: acme })).items.map(({ id }) => id);
      equal(left, [ann], "who is left");
      equal(await store.integrity(acme), [], "whole");
      await add(store, person("cem"));
    }),
    test("erases the history with the person, and begins anew where the id comes back", async (store) => {
      await add(store, person("ann"), person("bob"));
      await change(store, t0 + 1, { source: "crm" }, (contact) => ({ ...contact, locale: "fr" }));
      const suppress = [consentEvent("ann", "erase-ann", "erased")];
      await store.eraseContact({ ...at(t0 + 2), contact: ann, suppress }, reactions());
      equal(await history(store), [], "gone");
      const bob = await store.readContactChanges({ tenant: acme, contact: contactId("bob") });
      equal(bob.next, null, "one page");
      await add(store, { ...person("ann"), points: [] });
      equal(
        (await history(store)).map(({ created }) => created),
        [true],
        "anew",
      );
    }),
  ];
}
