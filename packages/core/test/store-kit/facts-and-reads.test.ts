import type { Page, Paged } from "@wellsent/core";
import { contactId, contactPointId, listId, segmentId, sendKey, workflowId } from "@wellsent/core";
import type { FactsNeeded } from "@wellsent/core/ports";
import {
  consentPointTable,
  contactTable,
  eventTable,
  ledgerTable,
  messageTable,
  suppressionTable,
} from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import { createDraft } from "./outbox-scene.js";
import {
  consent,
  createPoint,
  everything,
  peopleScene,
  person,
  run,
  start,
  tenant,
  visit,
} from "./people-scene.js";

async function pages<T>(
  read: (page: Page) => Promise<Paged<T>>,
  limit: number,
): Promise<readonly T[]> {
  const items: T[] = [];
  let page = await read({ limit });
  for (;;) {
    items.push(...page.items);
    if (page.next === null) return items;
    page = await read({ limit, after: page.next });
  }
}

describe("readFacts", () => {
  test("shows the newest first, as far back as asked, and nothing that was not asked for", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.begin(run("ada"));
    await scene.ingest([
      visit("ada", "v2", start + 20),
      visit("ada", "v1", start + 10),
      visit("ada", "v3", start + 30),
      visit("ada", "v4", start + 30),
    ]);
    await scene.mail("ada");
    scene.now = start + 40;
    const facts = await scene.facts("ada", {
      events: { visited: 20 },
      messages: null,
      consent: true,
    });
    expect(facts.events.map(({ id }) => id)).toEqual(["v4", "v3", "v2"]);
    expect(facts.messages.map(({ key }) => key)).toEqual(["mail-ada"]);
    expect([facts.enrolled, facts.consent.length, facts.contact.key]).toEqual([
      ["welcome"],
      1,
      "ada",
    ]);
    const bare = await scene.facts("ada", { events: {}, messages: 0, consent: false });
    expect([bare.events, bare.messages, bare.consent]).toEqual([[], [], []]);
    await scene.look(() => ({ memberships: [{ segment: segmentId("vip"), since: start }] }));
    const of = async (needs: FactsNeeded) => {
      const { memberships, enrolled } = await scene.facts("ada", needs);
      return [memberships.length, enrolled.length];
    };
    const least = { events: {}, messages: 0, consent: false };
    expect(await of(least)).toEqual([1, 1]);
    expect(await of({ ...least, memberships: false })).toEqual([0, 1]);
    expect(await of({ ...least, enrolled: false })).toEqual([1, 0]);
    const nobody = { tenant, now: start, contact: contactId("bob"), needs: everything };
    expect(await scene.store.readFacts(nobody)).toBeNull();
  });

  test("counts messages by when they ended, and open ones always", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    const queue = async (key: string, settledAt: number | null): Promise<void> => {
      const call = { tenant, now: start, contacts: [contactId("ada")], needs: everything };
      await scene.store.enqueue(call, () => createDraft("ada", { key: sendKey(key) }));
      const held = scene.rows.listRows(tenant, messageTable);
      const place = held.findIndex((row) => row["key"] === key);
      if (settledAt === null) return;
      held[place] = { ...held[place], status: "accepted", settledAt, windowAt: settledAt };
    };
    await queue("open", null);
    await queue("old", start + 1);
    await queue("new", start + 50);
    scene.now = start + 60;
    const { messages } = await scene.facts("ada", { events: {}, messages: 20, consent: false });
    expect(messages.map(({ key }) => key)).toEqual(["new", "open"]);
  });

  test.each([
    [contactTable, "ada", { body: "{" }],
    [eventTable, "e1", { data: "{" }],
    [eventTable, "e1", { at: "soon" }],
    [consentPointTable, "p-ada", { projection: "{" }],
  ] as const)("says that a row of %o cannot be read", async (table, id, columns) => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.ingest([visit("ada", "e1"), visit("bob", "e2")]);
    scene.damage(table, id, columns);
    const error = await scene.facts("ada").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STORE_CORRUPT" });
    expect(String(error)).not.toContain("example.org");
    expect((await scene.facts("bob")).events).toHaveLength(1);
  });

  test("never takes a suppression that cannot be read for none", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.append([consent("p-ada", "c1", "complaint")]);
    const held = scene.rows.listRows(tenant, suppressionTable);
    held[0] = { ...held[0], scope: "{" };
    await expect(scene.facts("ada")).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });
});

describe("consent by address", () => {
  /** An address that went from Ada to Bob under a point of his own. */
  async function handedOn() {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.append([consent("p-ada", "c1", "consent.withdrawn")]);
    await scene.write({ ...person("ada"), points: [], revision: 1 });
    await scene.write({
      ...person("bob"),
      points: [createPoint("p-bob", "ada@example.org", "f-ada")],
    });
    return scene;
  }

  test("hangs denials on the address: other points' projections stand elsewhere", async () => {
    const scene = await handedOn();
    const [facts] = (await scene.facts("bob")).consent;
    expect(facts).toMatchObject({ contactPoint: "p-bob", projection: null, elsewhere: ["denied"] });
    const former = await scene.store.readConsent({ tenant, contactPoint: contactPointId("p-ada") });
    expect(former).toMatchObject({ projection: "denied", elsewhere: [] });
    await scene.append([consent("p-bob", "c2", "note")]);
    expect((await scene.facts("bob")).consent[0]).toMatchObject({ logSize: 2 });
  });

  test("finds the living point first, then the one that came last", async () => {
    const scene = await handedOn();
    const point = async () =>
      (await scene.store.readConsent({ tenant, fingerprint: "f-ada" }))?.contactPoint;
    expect(await point()).toBe("p-bob");
    await scene.write({ ...person("bob"), points: [], revision: 1 });
    expect(await point()).toBe("p-bob");
    await scene.write({ ...person("ada"), revision: 2 });
    expect(await point()).toBe("p-ada");
    expect(await scene.store.readConsent({ tenant, fingerprint: "f-none" })).toBeNull();
    await scene.people("cid");
    const fingerprints = ["f-none", "f-cid", "f-ada"];
    const many = await scene.store.readConsents({ tenant, fingerprints });
    const points = [...many].map(([print, { contactPoint }]) => [print, contactPoint]);
    expect(points.toSorted()).toEqual([
      ["f-ada", "p-ada"],
      ["f-cid", "p-cid"],
    ]);
    const none = await scene.store.readConsent({ tenant, contactPoint: contactPointId("p-none") });
    expect(none).toBeNull();
  });

  test("names everybody who has or had an address, newest owner first, and what a contact has or had", async () => {
    const scene = await handedOn();
    const owners = async (fingerprint: string) =>
      (await scene.store.readOwners({ tenant, fingerprint })).map(({ id }) => id);
    expect(await owners("f-ada")).toEqual(["bob", "ada"]);
    expect(await owners("f-none")).toEqual([]);
    await scene.write({
      ...person("bob"),
      revision: 1,
      points: [createPoint("p-2", "b@example.org", "f-2")],
    });
    expect(await scene.store.readPoints({ tenant, contact: contactId("bob") })).toEqual([
      { id: "p-bob", fingerprints: ["f-ada"] },
      { id: "p-2", fingerprints: ["f-2"] },
    ]);
  });
});

describe("pages", () => {
  const names = Array.from({ length: 7 }, (_, index) => `p${index}`);

  test("show each row once, in order, however long they are", async () => {
    const scene = peopleScene();
    const [vip, hot] = [listId("vip"), segmentId("hot")];
    await scene.write(
      ...names.map((name) => ({ ...person(name), lists: name === "p3" ? [] : [vip] })),
    );
    await scene.begin(...names.map((name) => run(name)));
    await scene.look(({ facts }) =>
      facts.contact.id === "p5" ? {} : { memberships: [{ segment: hot, since: start }] },
    );
    const { store } = scene;
    for (const limit of [1, 2, 3, 7, 100]) {
      const read = async (filter: object) =>
        (await pages((page) => store.readContacts({ tenant, ...filter, ...page }), limit)).map(
          ({ id }) => id,
        );
      expect(await read({})).toEqual(names);
      expect(await read({ list: vip })).toEqual(names.filter((name) => name !== "p3"));
      expect(await read({ segment: hot })).toEqual(names.filter((name) => name !== "p5"));
      expect(await read({ list: vip, segment: hot })).toEqual(
        names.filter((name) => name !== "p3" && name !== "p5"),
      );
      const runs = await pages((page) => store.readEnrollments({ tenant, ...page }), limit);
      expect(runs.map(({ contact }) => contact)).toEqual(names);
      const workflow = workflowId("welcome");
      const one = { tenant, contact: contactId("p1"), workflow };
      expect(await pages((page) => store.readEnrollments({ ...one, ...page }), limit)).toHaveLength(
        1,
      );
      expect(
        await pages((page) => store.readEnrollments({ tenant, workflow, ...page }), limit),
      ).toHaveLength(7);
    }
  });

  test("keep their place while rows come, change and go", async () => {
    const scene = peopleScene();
    await scene.people(...names);
    const first = await scene.store.readContacts({ tenant, limit: 3 });
    await scene.people("later");
    await scene.write(...first.items.map((contact) => ({ ...contact, locale: "fr" })));
    const rest = await scene.store.readContacts({ tenant, after: first.next ?? "" });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual([...names, "later"]);
  });

  test("refuse limits that are none, and cursors of other pages", async () => {
    const { store } = peopleScene();
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      for (const call of [
        store.readContacts({ tenant, limit }),
        store.readContacts({ tenant, list: listId("a"), limit }),
      ])
        await expect(call).rejects.toMatchObject({ code: "STORE_LIMIT_INVALID" });
    }
    const calls = [
      store.readContacts({ tenant, after: "=ada" }),
      store.readContacts({ tenant, list: listId("a"), after: "12" }),
      store.readEnrollments({ tenant, after: "" }),
      store.readLedger({ tenant, after: "x" }),
    ];
    for (const call of calls)
      await expect(call).rejects.toMatchObject({ code: "STORE_CURSOR_INVALID" });
  });

  test("leave out what cannot be read, except of the ledger", async () => {
    const scene = peopleScene();
    await scene.people("ada", "bob");
    await scene.append([
      consent("p-ada", "c1", "note", { ip: "a" }),
      consent("p-bob", "c2", "note", { ip: "b" }),
    ]);
    scene.damage(contactTable, "ada", { body: "{" });
    expect((await scene.store.readContacts({ tenant })).items.map(({ id }) => id)).toEqual(["bob"]);
    scene.damage(ledgerTable, "c1", { payload: "{" });
    await expect(scene.store.readLedger({ tenant })).rejects.toMatchObject({
      code: "STORE_CORRUPT",
      path: "ledger[0].payload",
    });
    const page = { tenant, contactPoint: contactPointId("p-bob") };
    expect((await scene.store.readLedger(page)).items.map(({ seq }) => seq)).toEqual([1]);
  });
});

describe("the ledger", () => {
  test("gives entries back as they were appended, and destroys payloads once", async () => {
    const scene = peopleScene();
    await scene.people("ada");
    expect(await scene.store.readLedgerHead(tenant)).toEqual({ size: 0, frontier: [] });
    const drafts = [
      consent("p-ada", "c1", "note", { ip: "192.0.2.7" }),
      consent("p-ada", "c2", "note", { ip: "x" }),
    ];
    const { entries } = await scene.append(drafts);
    const read = async () => (await scene.store.readLedger({ tenant })).items;
    expect(await read()).toEqual(entries);
    const ids = ["c1", "none"];
    expect(await scene.store.destroyPayloads({ tenant, ids })).toBe(1);
    expect(await scene.store.destroyPayloads({ tenant, ids })).toBe(0);
    const [bare, other] = await read();
    expect(bare).not.toHaveProperty("payload");
    expect(bare).not.toHaveProperty("salt");
    expect([bare?.leaf, bare?.leafHash, other]).toEqual([
      entries[0]?.leaf,
      entries[0]?.leafHash,
      entries[1],
    ]);
  });
});

test("definitions never change, and the highest version is the one", async () => {
  const { store } = peopleScene();
  const put = (version: number, body: { readonly [name: string]: number }) =>
    store.putDefinition({
      tenant,
      now: start,
      definition: { kind: "segment", id: "vip", version, body },
    });
  await put(2, { a: 2, b: 1 });
  await put(10, { a: 10 });
  await put(1, { a: 1 });
  await put(2, { b: 1, a: 2 });
  await expect(put(2, { a: 3 })).rejects.toMatchObject({ code: "STORE_DEFINITION_CONFLICT" });
  const read = (version?: number) =>
    store.readDefinition({
      tenant,
      kind: "segment",
      id: "vip",
      ...(version === undefined ? {} : { version }),
    });
  expect((await read(2))?.body).toEqual({ a: 2, b: 1 });
  expect((await read())?.version).toBe(10);
  expect(await read(3)).toBeNull();
  expect(await store.readDefinition({ tenant, kind: "workflow", id: "vip" })).toBeNull();
});
