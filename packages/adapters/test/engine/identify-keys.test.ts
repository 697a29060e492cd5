import type { Store } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, tenant } from "./world.js";

const email = "ann@mail.example";

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("a contact's key over the %s store", (_name, createStore) => {
  const world = () => createWorld({ store: createStore() });

  it("is the given one as soon as one is given", async () => {
    const { engine, store } = world();
    const { contact } = await engine.identify({ tenant, email });
    expect(await engine.identify({ tenant, key: "c1", email })).toMatchObject({
      ...{ contact, created: false },
    });
    const later = { tenant, key: "c1", attributes: { firstName: "Ann" } };
    expect(await engine.identify(later)).toMatchObject({ contact, created: false });
    expect(await engine.identify({ tenant, email })).toMatchObject({ contact, created: false });
    expect((await store.readContacts({ tenant })).items).toMatchObject([
      { id: contact, key: "c1", attributes: { firstName: "Ann" } },
    ]);
  });

  it("replaces a telephone number that stood in for it", async () => {
    const { engine } = world();
    const { contact } = await engine.identify({ tenant, phone: "+4930123456" });
    await engine.identify({ tenant, key: "c1", phone: "+4930123456" });
    expect(await engine.identify({ tenant, key: "c1" })).toMatchObject({ contact });
  });

  it("is never exchanged for another one that the host gave", async () => {
    const { engine, store } = world();
    await engine.identify({ tenant, key: "c1", email, attributes: { firstName: "Ann" } });
    const before = (await store.readContacts({ tenant })).items;
    await expect(
      engine.identify({ tenant, key: "c2", email, attributes: { firstName: "Bob" } }),
    ).rejects.toMatchObject({ code: "STORE_CONTACT_CONFLICT", path: "key" });
    expect((await store.readContacts({ tenant })).items).toEqual(before);
  });

  it("does not join two people: a key of one with an address of the other", async () => {
    const { engine, store } = world();
    await engine.identify({ tenant, email });
    await engine.identify({ tenant, key: "c1", email: "bob@mail.example" });
    const before = (await store.readContacts({ tenant })).items;
    await expect(engine.identify({ tenant, key: "c1", email })).rejects.toMatchObject({
      code: "STORE_CONTACT_CONFLICT",
    });
    expect((await store.readContacts({ tenant })).items).toEqual(before);
  });
});
