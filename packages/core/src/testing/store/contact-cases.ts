import { readableContact } from "../../contacts/index.js";
import { contactPointId, listId, sendKey, tenantId } from "../../identifiers.js";
import type { FingerprintKeys, KeyCheck } from "../../ports/consent-gate.js";
import type { ContactRecord } from "../../ports/store/contact-record.js";
import { ensure, equal, present, rejectsWithCode } from "../expectations.js";
import {
  acme,
  add,
  at,
  gate,
  mail,
  person,
  queue,
  reactions,
  run,
  settleSegments,
  start,
  t0,
  visit,
} from "./fixtures.js";
import type { StoreCase, StoreTest } from "./store-harness.js";

function withKeyChecks(keyChecks: readonly KeyCheck[]): FingerprintKeys {
  return {
    keyChecks,
    fingerprints: gate.fingerprints,
  };
}

export function contactCases(test: StoreTest): readonly StoreCase[] {
  return [
    test("keeps a contact exactly as it was written", async (store) => {
      const ann = person("ann", {
        attributes: {
          name: "Ann Ünal 🎉",
          nested: { list: [1, 2.5, null, "x"] },
          big: 9007199254740991,
          flag: false,
        },
        lists: [listId("vip")],
        timeZone: null,
        jurisdiction: null,
      });
      await add(store, ann);
      equal(
        await store.readContact({ tenant: acme, lookup: { id: ann.id } }),
        { ...ann, revision: 1 },
        "contact",
      );
    }),
    test("writes nothing under a key whose check is another one, in each tenant", async (store) => {
      const written = (name: string, ...keyChecks: readonly KeyCheck[]): Promise<unknown> =>
        store.changeContacts({ ...at(t0), lookups: [], keys: withKeyChecks(keyChecks) }, () => [
          { contact: person(name) },
        ]);
      const [old, changed, next] = [
        { kid: "s1", check: "one" },
        { kid: "s1", check: "two" },
        { kid: "s2", check: "two" },
      ];
      await written("ann", old);
      await written("bob", old);
      await rejectsWithCode(() => written("cid", changed), "STORE_KEY_CHANGED", "a changed key");
      await rejectsWithCode(() => written("cid", next, changed), "STORE_KEY_CHANGED", "beside one");
      await written("cid", next, old);
      await rejectsWithCode(
        () => written("dan", { ...next, check: "one" }),
        "STORE_KEY_CHANGED",
        "the second key",
      );
      await rejectsWithCode(() => written("dan", next), "STORE_KEY_MISSING", "the first left out");
      const other = tenantId("other");
      await store.changeContacts(
        { ...at(t0), tenant: other, lookups: [], keys: withKeyChecks([changed]) },
        () => [{ contact: { ...person("ann"), tenant: other } }],
      );
      const { items } = await store.readContacts({ tenant: acme });
      equal(items.map(({ key }) => key).toSorted(), ["ann", "bob", "cid"], "who was written");
    }),
    test("finds contacts by id, key, contact point and address, in the order asked", async (store) => {
      await add(store, person("ann"), person("bob"));
      let found: readonly (ContactRecord | null)[] = [];
      const point = contactPointId("point-ann");
      const lookups = [
        { key: "bob" },
        { key: "nobody" },
        { channel: "email", address: "ann@example.com" },
        { channel: "sms", address: "ann@example.com" },
        { id: person("bob").id },
        { point },
      ] as const;
      await store.changeContacts({ ...at(t0), lookups }, (contacts) => {
        found = contacts.map(readableContact);
        return [];
      });
      equal(
        found.map((contact) => contact?.key ?? null),
        ["bob", null, "ann", null, "bob", "ann"],
        "found",
      );
      equal(
        (await store.readContact({ tenant: acme, lookup: { point } }))?.key,
        "ann",
        "readContact by point",
      );
    }),
    test("finds many contacts at once", async (store) => {
      const people = Array.from({ length: 600 }, (_, index) => person(`p${index}`));
      await add(store, ...people);
      const lookups = people.map(({ key }, index) =>
        index % 2 === 0 ? { key } : ({ channel: "email", address: `${key}@example.com` } as const),
      );
      let found: readonly (ContactRecord | null)[] = [];
      await store.changeContacts({ ...at(t0), lookups }, (contacts) => {
        found = contacts.map(readableContact);
        return [];
      });
      equal(
        found.map((contact) => contact?.key),
        people.map((contact) => contact.key),
        "found",
      );
    }),
    test("does a named change once", async (store) => {
      const call = { ...at(t0), lookups: [], once: "import-1:0" };
      equal(
        await store.changeContacts(call, () => [{ contact: person("ann") }]),
        { applied: true, written: 1 },
        "first",
      );
      let called = false;
      const again = await store.changeContacts(call, () => {
        called = true;
        return [{ contact: person("bob") }];
      });
      equal([again, called], [{ applied: false, written: 0 }, false], "second");
      await store.changeContacts({ ...call, once: "import-1:1" }, () => [
        { contact: person("cid") },
      ]);
      const { items } = await store.readContacts({ tenant: acme });
      equal(items.map((contact) => contact.key).sort(), ["ann", "cid"], "contacts");
    }),
    test("does a named change again when the first try failed", async (store) => {
      const call = { ...at(t0), lookups: [], once: "import-1:0" };
      await rejectsWithCode(
        () => store.changeContacts(call, () => [{ contact: person("ann", { revision: 3 }) }]),
        "STORE_REVISION_CONFLICT",
        "a write on a revision nobody read",
      );
      equal(
        (await store.changeContacts(call, () => [{ contact: person("ann") }])).applied,
        true,
        "applied",
      );
    }),
    test("refuses a write that expects another revision", async (store) => {
      await add(store, person("ann"));
      const write = (revision: number) =>
        store.changeContacts({ ...at(t0), lookups: [] }, () => [
          { contact: person("ann", { revision, locale: "fr" }) },
        ]);
      await rejectsWithCode(() => write(0), "STORE_REVISION_CONFLICT", "a second first write");
      await rejectsWithCode(
        () => write(2),
        "STORE_REVISION_CONFLICT",
        "a revision from the future",
      );
      await write(1);
      const ann = present(await store.readContact({ tenant: acme, lookup: { key: "ann" } }), "ann");
      equal([ann.revision, ann.locale], [2, "fr"], "revision and locale");
    }),
    test("refuses a key or an address that belongs to another contact, and writes nothing of the batch", async (store) => {
      await add(store, person("ann"));
      const { points } = person("ann");
      for (const clash of [person("bob", { key: "ann" }), person("bob", { points })]) {
        await rejectsWithCode(
          () =>
            store.changeContacts({ ...at(t0), lookups: [] }, () => [
              { contact: person("cid") },
              { contact: clash },
            ]),
          "STORE_CONTACT_CONFLICT",
          "a second owner",
        );
      }
      const other = points.map((point) => ({ ...point, id: contactPointId("point-other") }));
      await rejectsWithCode(
        () =>
          store.changeContacts({ ...at(t0), lookups: [] }, () => [
            { contact: person("bob", { points: other }) },
          ]),
        "STORE_CONTACT_CONFLICT",
        "the same address under another point",
      );
      const { items } = await store.readContacts({ tenant: acme });
      equal(
        items.map((contact) => contact.key),
        ["ann"],
        "contacts",
      );
    }),
    test("lets a batch hand a key and an address on from one contact to another", async (store) => {
      await add(store, person("ann"), person("bob"));
      const ann = person("ann", { revision: 1, key: "bob", points: person("bob").points });
      const bob = person("bob", { revision: 1, key: "ann", points: [] });
      await store.changeContacts({ ...at(t0), lookups: [] }, () => [
        { contact: ann },
        { contact: bob },
      ]);
      const owner = await store.readContact({
        tenant: acme,
        lookup: { channel: "email", address: "bob@example.com" },
      });
      equal([owner?.id, owner?.key], [ann.id, "bob"], "owner");
      equal(
        (await store.readContact({ tenant: acme, lookup: { key: "ann" } }))?.id,
        bob.id,
        "the key's new owner",
      );
    }),
    test("shows what definitions read about a contact, newest first and no older than asked", async (store) => {
      await add(store, person("ann"));
      await settleSegments(store);
      await start(store, run("ann"));
      const other = visit("ann", "other", t0, "ordered");
      const inputs = [
        visit("ann", "v2", t0 + 20),
        other,
        visit("ann", "v1", t0 + 10),
        visit("ann", "v3", t0 + 30),
      ];
      await store.ingest({ ...at(t0), inputs }, reactions());
      await queue(store, t0, mail("ann"));
      await queue(store, t0 + 5, mail("ann", { key: sendKey("later") }));
      const call = { ...at(t0 + 40), contact: person("ann").id };
      const needs = { events: { visited: 20 }, messages: null, consent: true };
      const facts = present(await store.readFacts({ ...call, needs }), "facts");
      equal(
        facts.events.map((event) => event.id),
        ["v3", "v2"],
        "events",
      );
      equal(
        facts.messages.map((message) => message.key),
        ["later", "mail-ann"],
        "messages",
      );
      equal(
        [facts.enrolled, facts.contact.key, facts.consent.length],
        [["welcome"], "ann", 1],
        "the rest",
      );
      const bare = present(
        await store.readFacts({ ...call, needs: { events: {}, messages: 0, consent: false } }),
        "facts",
      );
      equal([bare.events, bare.messages, bare.consent], [[], [], []], "what was not asked for");
      ensure(
        (await store.readFacts({ ...call, contact: person("bob").id, needs })) === null,
        "nobody has no facts",
      );
    }),
  ];
}
