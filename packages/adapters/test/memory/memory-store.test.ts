import { memoryStore } from "@wellsent/adapters/memory";
import {
  type ContactRecord,
  contactId,
  contactPointId,
  listId,
  type OutboxDraft,
  type StepResult,
  sendKey,
  tenantId,
} from "@wellsent/core";
import { describe, expect, it } from "vitest";

const tenant = tenantId("acme");
const scope = { tenant, now: 1_000 };

function contact(name: string): ContactRecord {
  return {
    tenant,
    id: contactId(name),
    key: name,
    points: [],
    attributes: { plan: { name: "pro" } },
    lists: [],
    locale: null,
    timeZone: null,
    jurisdiction: null,
    createdAt: 1_000,
    updatedAt: 1_000,
    revision: 0,
  };
}

const draft = (name: string): OutboxDraft => ({
  ...{
    tenant,
    key: sendKey(`m-${name}`),
    contact: contactId(name),
    contactPoint: contactPointId(`p-${name}`),
  },
  ...{
    channel: "email",
    lane: "bulk",
    template: "hello",
    purpose: "news",
    topic: null,
    messageClass: "marketing",
  },
  ...{ data: {}, origin: { kind: "direct" }, dueAt: 0 },
  decision: {
    ...{ allowed: true, reasons: [], obligations: [], ruleset: { id: "test", digest: "test" } },
    evidence: { eventIds: [], noticeDigests: [], logSize: 0 },
  },
});

describe("the memory store", () => {
  it("hands out records nobody can change, and copies what it is given", async () => {
    const store = memoryStore();
    const attributes = { plan: { name: "pro" } };
    await store.changeContacts({ ...scope, lookups: [] }, () => [
      { contact: { ...contact("a"), attributes } },
    ]);
    attributes.plan.name = "free";
    const read = await store.readContact({ tenant, lookup: { key: "a" } });
    expect(read?.attributes).toEqual({ plan: { name: "pro" } });
    expect(Object.isFrozen(Object.values(read?.attributes ?? {})[0])).toBe(true);
  });

  it("keeps an attribute that is called __proto__ as data", async () => {
    const store = memoryStore();
    const attributes = JSON.parse('{"__proto__":{"admin":true}}');
    await store.changeContacts({ ...scope, lookups: [] }, () => [
      { contact: { ...contact("a"), attributes } },
    ]);
    const read = await store.readContact({ tenant, lookup: { key: "a" } });
    expect(JSON.stringify(read?.attributes)).toBe('{"__proto__":{"admin":true}}');
  });

  it("keeps one list for all messages that bring the same frozen one, and copies a list that may change", async () => {
    const store = memoryStore();
    const links = [{ position: 0, link: 0, target: "https://shop.example/" }];
    const steady = Object.freeze(links.map((link) => Object.freeze({ ...link })));
    for (const [name, given] of [
      ["a", steady] as const,
      ["b", steady] as const,
      ["c", links] as const,
    ]) {
      await store.changeContacts({ ...scope, lookups: [] }, () => [{ contact: contact(name) }]);
      await store.enqueue({ ...scope, drafts: [draft(name)] });
      const needs = { events: {}, messages: 0, consent: false };
      await store.claimOutbox({ ...scope, lane: "bulk", limit: 9, leaseMs: 9, needs }, (all) =>
        all.map(({ message: { decision } }) => ({ verdict: "send", decision, links: given })),
      );
    }
    links[0] = { position: 0, link: 0, target: "https://elsewhere.example/" };
    const [a, b, c] = (await store.readOutbox({ tenant })).items;
    expect(a?.links).toEqual(steady);
    expect(a?.links).toBe(b?.links);
    expect(c?.links).toEqual(steady);
    expect(Object.isFrozen(c?.links)).toBe(true);
  });

  it("undoes everything when a passed function throws", async () => {
    const store = memoryStore();
    await store.changeContacts({ ...scope, lookups: [] }, () => [{ contact: contact("a") }]);
    await expect(
      store.changeContacts({ ...scope, lookups: [] }, () => [
        { contact: contact("b") },
        { contact: { ...contact("c"), key: "a" } },
      ]),
    ).rejects.toMatchObject({ code: "STORE_CONTACT_CONFLICT" });
    const { items } = await store.readContacts({ tenant, list: listId("none") });
    expect(items).toEqual([]);
    expect((await store.readContacts({ tenant })).items.map((item) => item.key)).toEqual(["a"]);
  });

  it("refuses a call from inside a passed function", async () => {
    const store = memoryStore();
    let inner: Promise<unknown> = Promise.resolve();
    await store.changeContacts({ ...scope, lookups: [] }, () => {
      inner = store.readContacts({ tenant }).catch((error: unknown) => error);
      return [];
    });
    expect(await inner).toMatchObject({ code: "STORE_NESTED_CALL" });
  });

  it("refuses an asynchronous function", async () => {
    const store = memoryStore();
    const change = (async () => []) as unknown as () => [];
    await expect(store.changeContacts({ ...scope, lookups: [] }, change)).rejects.toMatchObject({
      code: "STORE_RESULT_MISMATCH",
    });
  });

  it("says by name that it cannot join a transaction", async () => {
    await expect(memoryStore().transaction({}, async () => undefined)).rejects.toMatchObject({
      code: "ADAPTER_CAPABILITY_MISSING",
    });
  });

  it("answers nothing after close", async () => {
    const store = memoryStore();
    await store.close();
    await store.close();
    const reduce = (): StepResult[] => [];
    const needs = { events: {}, messages: 0, consent: false };
    await expect(store.advance({ ...scope, limit: 1, needs }, reduce)).rejects.toMatchObject({
      code: "STORE_CLOSED",
    });
  });
});
