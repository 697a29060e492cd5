import { contactId, type Store, tenantId } from "@wellsent/core";

/** The same store with `ann`, `bob` and `cid` in the tenants `acme` and `globex`. */
export async function withPeople(store: Store, now: number): Promise<Store> {
  for (const tenant of [tenantId("acme"), tenantId("globex")]) {
    const call = { tenant, now, lookups: [] };
    await store.changeContacts(call, () =>
      ["ann", "bob", "cid"].map((name) => ({
        contact: {
          ...{ tenant, id: contactId(name), key: name, points: [], attributes: {}, lists: [] },
          ...{ locale: null, timeZone: null, jurisdiction: null },
          ...{ createdAt: now, updatedAt: now, revision: 0 },
        },
      })),
    );
  }
  return store;
}
