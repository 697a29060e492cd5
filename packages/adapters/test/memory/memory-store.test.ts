import { memoryStore } from "@wellsent/adapters/memory";
import {
  type ContactRecord,
  contactId,
  contactPointId,
  listId,
  readableContact,
  sendKey,
  tenantId,
} from "@wellsent/core";
import type { OutboxDraft } from "@wellsent/core/ports";
import { describe, expect, it } from "vitest";

const tenant = tenantId("acme");
const scope = { tenant, now: 1_000 };
const needs = { events: {}, messages: 0, consent: false };

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

function draft(name: string): OutboxDraft {
  return {
    ...{
      tenant,
      key: sendKey(`m-${name}`),
      contact: contactId(name),
      contactPoint: contactPointId(`p-${name}`),
    },
    ...{
      channel: "email",
      lane: "bulk",
      queue: "direct",
      priority: 50,
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
  };
}

describe("the memory store", () => {
  it("hands out nothing by which it could be changed, and copies what it is given", async () => {
    const store = memoryStore();
    const attributes = { plan: { name: "pro" } };
    await store.changeContacts({ ...scope, lookups: [] }, () => [
      { contact: { ...contact("a"), attributes } },
    ]);
    attributes.plan.name = "free";
    const read = await store.readContact({ tenant, lookup: { key: "a" } });
    expect(read?.attributes).toEqual({ plan: { name: "pro" } });
    Object.assign(read?.attributes["plan"] ?? {}, { name: "free" });
    await store.changeContacts({ ...scope, lookups: [{ key: "a" }] }, ([found = null]) => {
      Object.assign(readableContact(found)?.attributes["plan"] ?? {}, { name: "free" });
      return [];
    });
    const again = await store.readContact({ tenant, lookup: { key: "a" } });
    expect(again?.attributes).toEqual({ plan: { name: "pro" } });
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

  it("keeps the links of a mail as they were confirmed, whatever becomes of the list", async () => {
    const store = memoryStore();
    const links = [{ position: 0, link: 0, target: "https://shop.example/" }];
    await store.changeContacts({ ...scope, lookups: [] }, () => [{ contact: contact("a") }]);
    const contacts = [contactId("a")];
    await store.enqueue({ ...scope, contacts, needs }, () => draft("a"));
    const { claimed } = await store.claimOutbox(
      {
        ...scope,
        lane: "bulk",
        limit: 9,
        worker: "w",
        leaseMs: 9,
        holding: [],
        exceptTemplates: [],
      },
      {
        needs: () => needs,
        verdict: ({ message: { decision } }) => ({ verdict: "send", decision, links }),
      },
    );
    links[0] = { position: 0, link: 0, target: "https://elsewhere.example/" };
    Object.assign(claimed[0]?.message.links?.[0] ?? {}, { target: "https://elsewhere.example/" });
    const message = await store.readMessage({ tenant, key: sendKey("m-a") });
    expect(message?.links).toEqual([{ position: 0, link: 0, target: "https://shop.example/" }]);
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
    const run = { needs: () => needs, step: () => null };
    await expect(store.advance({ ...scope, limit: 1, except: [] }, run)).rejects.toMatchObject({
      code: "STORE_CLOSED",
    });
  });
});
