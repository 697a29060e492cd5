import type { ContactRecord } from "@wellsent/core";
import { contactId, contactPointId, listId, readableContact, tenantId } from "@wellsent/core";
import type { ContactLookup } from "@wellsent/core/ports";
import { contactTable, fingerprintTable, tables } from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import { createPoint, peopleScene, person, start, tenant } from "./people-scene.js";

describe.each([true, false])("changeContacts (sync rows: %s)", (sync) => {
  test("keeps a contact as it was written, and finds it by every lookup in the order asked", async () => {
    const scene = peopleScene(sync);
    const ada: ContactRecord = {
      ...person("ada"),
      attributes: { name: "Ada Ünal 🎉", deep: { list: [1, 2.5, null] } },
      lists: [listId("vip")],
    };
    await scene.write(ada, person("bob"));
    expect(await scene.contact("ada")).toEqual({ ...ada, revision: 1 });
    const lookups: readonly ContactLookup[] = [
      { key: "bob" },
      { key: "nobody" },
      { channel: "email", address: "ada@example.org" },
      { channel: "sms", address: "ada@example.org" },
      { id: contactId("bob") },
      { point: contactPointId("p-ada") },
      { key: "bob" },
    ];
    let found: readonly (string | undefined)[] = [];
    await scene.store.changeContacts({ tenant, now: start, lookups }, (contacts) => {
      found = contacts.map((contact) => readableContact(contact)?.key);
      return [];
    });
    expect(found).toEqual(["bob", undefined, "ada", undefined, "bob", "ada", "bob"]);
  });

  test("does a named change once, and again where the first try failed", async () => {
    const scene = peopleScene(sync);
    const call = { tenant, now: start, lookups: [], once: "import:0" };
    const failed = scene.store.changeContacts(call, () => [
      { contact: { ...person("ada"), revision: 3 } },
    ]);
    await expect(failed).rejects.toMatchObject({ code: "STORE_REVISION_CONFLICT" });
    const first = await scene.store.changeContacts(call, () => [{ contact: person("ada") }]);
    expect(first).toEqual({ applied: true, written: 1 });
    const second = await scene.store.changeContacts(call, () => {
      throw new Error("not to be asked");
    });
    expect(second).toEqual({ applied: false, written: 0 });
  });

  test("fences a write by the revision it read, also within one batch", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    for (const revision of [0, 2]) {
      const call = scene.write({ ...person("ada"), revision });
      await expect(call).rejects.toMatchObject({
        code: "STORE_REVISION_CONFLICT",
        path: "writes[0]",
      });
    }
    await scene.write(
      { ...person("ada"), revision: 1, locale: "fr" },
      { ...person("ada"), revision: 2, locale: "it" },
    );
    expect(await scene.contact("ada")).toMatchObject({ revision: 3, locale: "it" });
  });

  test("refuses a second owner of a key, an address or a point, and writes nothing of the batch", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    const before = scene.snapshot(tables);
    const { points } = person("ada");
    const twice = [createPoint("p1", "x@example.org"), createPoint("p2", "x@example.org")];
    const clashes: readonly (readonly ContactRecord[])[] = [
      [person("cid"), { ...person("bob"), key: "ada" }],
      [person("cid"), { ...person("bob"), points }],
      [
        person("cid"),
        { ...person("bob"), points: points.map((one) => ({ ...one, id: contactPointId("p9") })) },
      ],
      [
        person("cid"),
        { ...person("bob"), points: points.map((one) => ({ ...one, address: "new@example.org" })) },
      ],
      [person("cid"), { ...person("bob"), key: "cid" }],
      [person("cid"), { ...person("bob"), points: twice }],
    ];
    for (const contacts of clashes) {
      await expect(scene.write(...contacts)).rejects.toMatchObject({
        code: "STORE_CONTACT_CONFLICT",
        path: "writes[1]",
      });
    }
    expect(scene.snapshot(tables)).toBe(before);
    const foreign = scene.write({ ...person("bob"), tenant: tenantId("t2") });
    await expect(foreign).rejects.toMatchObject({ code: "STORE_TENANT_MISMATCH" });
  });

  test("lets a batch hand keys, addresses and points on in any order", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    const swapped = [
      { ...person("ada"), revision: 1, key: "bob", points: person("bob").points },
      { ...person("bob"), revision: 1, key: "ada", points: person("ada").points },
    ];
    await scene.write(...swapped);
    const owner = async (lookup: ContactLookup) =>
      (await scene.store.readContact({ tenant, lookup }))?.id;
    expect(await owner({ key: "ada" })).toBe("bob");
    expect(await owner({ channel: "email", address: "bob@example.org" })).toBe("ada");
    expect(await owner({ point: contactPointId("p-bob") })).toBe("ada");
    expect(await scene.store.readPoints({ tenant, contact: contactId("bob") })).toEqual([
      { id: "p-ada", fingerprints: ["f-ada"] },
    ]);
  });

  test("keeps what was said about a point, and drops fingerprints it no longer has", async () => {
    const scene = peopleScene(sync);
    const points = (...prints: readonly string[]) => [
      createPoint("p-ada", "ada@example.org", ...prints),
    ];
    await scene.write({ ...person("ada"), points: points("old") });
    await scene.write({ ...person("ada"), revision: 1, points: points("new", "old") });
    await scene.write({ ...person("ada"), revision: 2, points: points("new") });
    const read = (fingerprint: string) => scene.store.readConsent({ tenant, fingerprint });
    expect(await read("old")).toBeNull();
    expect((await read("new"))?.contactPoint).toBe("p-ada");
  });

  test("keeps the fingerprints of points that are written again as they were", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    const moved = [createPoint("p-bob", "bob@example.org", "f-new")];
    const prints = () =>
      scene.rows
        .listRows(tenant, fingerprintTable)
        .map((row) => [row["point"], row["fingerprint"]])
        .toSorted();
    const both = [
      { ...person("ada"), revision: 1, locale: "fr" },
      { ...person("bob"), revision: 1, points: moved },
    ];
    await scene.write(...both);
    expect(prints()).toEqual([
      ["p-ada", "f-ada"],
      ["p-bob", "f-new"],
    ]);
    const kept = await scene.store.readConsent({ tenant, fingerprint: "f-ada" });
    expect(kept?.contactPoint).toBe("p-ada");
  });

  test("marks who was written, and nobody later than they were", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada", "bob");
    expect(await scene.look(() => ({ recheckAt: start + 50 }))).toEqual(["ada", "bob"]);
    scene.now = start + 99;
    await scene.write({ ...person("ada"), revision: 1 });
    const due = scene.rows.listRows(tenant, contactTable).map((row) => row["segmentsDueAt"]);
    expect(due).toEqual([start + 50, start + 50]);
  });

  test("says which contact is damaged, and nothing of it", async () => {
    const scene = peopleScene(sync);
    await scene.people("ada");
    for (const body of ["{", "[]", '{"id":"ada","revision":1}', "null"]) {
      scene.damage(contactTable, "ada", { body });
      const error = await scene.contact("ada").catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "STORE_CORRUPT", path: "contact[ada].body" });
      expect(error).not.toHaveProperty("cause");
    }
  });
});

test("finds somebody who cannot be read as such, and writes the others", async () => {
  const scene = peopleScene();
  await scene.people("ada", "bob");
  scene.damage(contactTable, "ada", { body: "{" });
  const lookups = [
    { id: contactId("ada") },
    { channel: "email", address: "ada@example.org" },
    { key: "bob" },
    { key: "cid" },
  ] as const;
  let seen: unknown;
  const { written } = await scene.store.changeContacts({ tenant, now: start, lookups }, (found) => {
    seen = found.map((one) =>
      one !== null && "unreadable" in one ? one.unreadable.path : (one?.id ?? null),
    );
    return found
      .flatMap((one) => (one === null || "unreadable" in one ? [] : [one]))
      .map((contact) => ({ contact: { ...contact, locale: "fr" } }));
  });
  expect([seen, written]).toEqual([["contact[ada].body", "contact[ada].body", "bob", null], 1]);
  expect((await scene.contact("bob"))?.locale).toBe("fr");
  const over = scene.write({ ...person("ada"), revision: 1 });
  await expect(over).rejects.toMatchObject({ code: "STORE_CORRUPT" });
});

test("takes few trips, however many contacts there are", async () => {
  const counts = new Set<number>();
  for (const count of [1, 60]) {
    const scene = peopleScene();
    const names = Array.from({ length: count }, (_, index) => `p${index}`);
    await scene.people(...names);
    const before = scene.rows.trips.length;
    const lookups = names.map(
      (name) => ({ channel: "email", address: `${name}@example.org` }) as const,
    );
    await scene.store.changeContacts({ tenant, now: start, lookups }, (found) =>
      found
        .map(readableContact)
        .flatMap((contact) =>
          contact === null ? [] : [{ contact: { ...contact, locale: "fr" } }],
        ),
    );
    counts.add(scene.rows.trips.length - before);
  }
  expect([...counts]).toEqual([4]);
});
