import { draftEvent } from "@wellsent/consent/ledger";
import { listId, tenantId } from "@wellsent/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { systemRandom } from "../../src/in-process/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { cell, importValues, openShop, type Shop, stored, type Values } from "./imported.js";

const stores = [
  ["memory", () => memoryStore()],
  ["SQLite", () => sqliteStore({ path: ":memory:" })],
] as const;

/** Everything of a contact but its revision and the times of writing. */
async function whole(acme: Shop, email: string) {
  const found = await acme.find({ email });
  if (found === null) return null;
  const { revision: _, updatedAt: __, ...rest } = found;
  return rest;
}

const news = { purpose: "marketing.news" } as const;

it.each(stores)(
  "gives back every byte on %s, however large, and leaves what happened since",
  async (_, make) => {
    const store = make();
    const acme = await openShop(store);
    const large = "x".repeat(50_000);
    await acme.identify({
      ...{ email: "ann@mail.example", attributes: { name: large, tags: ["a"] } },
      source: "form",
    });
    await acme.identify({ email: "bob@mail.example", attributes: { city: "Ulm" } });
    const before = await whole(acme, "ann@mail.example");
    await importValues(
      acme,
      [
        { email: "ann@mail.example", name: "Ann", tags: "b;c", phone: "+4915112345678" },
        { email: "bob@mail.example", city: "Bonn", name: "Bob" },
        { email: "new@mail.example", city: "Kiel" },
        { email: "old@mail.example", city: "Kiel" },
      ],
      { lists: ["file"] },
    );
    await acme.identify({ email: "bob@mail.example", attributes: { city: "Köln" } });
    await acme.identify({ email: "old@mail.example", attributes: { name: "Old" } });
    // Somebody takes bob off the list, and puts him on it again.
    for (const lists of [[], [listId("file")]]) {
      const bob = { channel: "email", address: "bob@mail.example" } as const;
      const call = { tenant: tenantId("acme"), now: Date.now(), lookups: [bob] };
      await store.changeContacts(call, ([found = null]) =>
        found === null || "unreadable" in found ? [] : [{ contact: { ...found, lists } }],
      );
    }
    const planned = await acme.dryRunUndo("file");
    expect((await acme.find({ email: "new@mail.example" }))?.id).toBeDefined();

    const report = await acme.undoImport("file");
    expect(report).toEqual(planned);
    expect(report).toMatchObject({ removed: 1, restored: 2, claimsRevoked: 0 });
    expect(report.kept.map(({ code }) => code)).toEqual(["CONTACT_CHANGED_SINCE"]);
    expect(report.changedSince.map(({ path }) => path)).toEqual(["attributes.city"]);
    expect(await whole(acme, "ann@mail.example")).toEqual(before);
    expect(await stored(acme, "bob@mail.example")).toMatchObject({ attributes: { city: "Köln" } });
    expect(await acme.find({ email: "new@mail.example" })).toBeNull();
    expect(await stored(acme, "old@mail.example")).toMatchObject({ attributes: { city: "Kiel" } });
    expect((await acme.find({ email: "bob@mail.example" }))?.lists).toEqual(["file"]);
    expect(before).toMatchObject({ attributes: { name: large }, lists: [] });

    const again = await acme.undoImport("file");
    expect(again).toMatchObject({ removed: 0, restored: 0 });
    await expect(importValues(acme, [{ email: "new@mail.example" }])).rejects.toMatchObject({
      code: "INPUT_IMPORT_UNDONE",
    });
    const anew = await importValues(acme, [{ email: "new@mail.example" }], { importId: "second" });
    expect(anew).toMatchObject({ accepted: 1, written: 1 });
  },
);

it.each(stores)(
  "ends the claims of the import on %s, and keeps denials and the person's own yes",
  async (_, make) => {
    const acme = await openShop(make());
    const evidence = () => ({ method: "double_opt_in_post", record: { ip: "192.0.2.1" } }) as const;
    for (const name of ["known", "own"])
      await acme.identify({ email: `${name}@mail.example`, jurisdiction: "FR" });
    await importValues(
      acme,
      [
        { email: "known@mail.example", status: "subscribed" },
        { email: "own@mail.example", status: "subscribed" },
        { email: "made@mail.example", status: "subscribed" },
        { email: "gone@mail.example", status: "unsubscribed" },
      ],
      { evidence },
    );
    const own = await acme.find({ email: "own@mail.example" });
    const contactPoint = own?.points[0]?.id ?? expect.fail();
    await acme.record([
      draftEvent(
        {
          ...{ id: "own-yes", contactPoint, type: "consent.granted", scope: cell },
          ...{
            method: "double_opt_in_post",
            actor: { kind: "subject" },
            payload: { ip: "192.0.2.2" },
          },
          effectiveAt: Date.now() - 1,
        },
        systemRandom,
      ),
    ]);
    const allowed = async (email: string) => {
      const contact = await acme.identify({ email });
      return (await acme.decide(contact, news)).allowed;
    };
    expect(await allowed("known@mail.example")).toBe(true);
    const report = await acme.undoImport("file");
    expect(report).toMatchObject({ removed: 1, claimsRevoked: 1 });
    expect(report.kept.map(({ code }) => code)).toEqual(["CONSENT_ON_RECORD"]);
    expect(await allowed("known@mail.example")).toBe(false);
    expect(await allowed("own@mail.example")).toBe(true);
    expect(await acme.find({ email: "made@mail.example" })).toBeNull();
    expect(await allowed("made@mail.example")).toBe(false);
    expect(await allowed("gone@mail.example")).toBe(false);
    expect((await acme.undoImport("file")).claimsRevoked).toBe(0);
  },
);

it("takes back imports in any order, and each alone", () => {
  const value = fc.option(fc.constantFrom("a", "b", "c"), { nil: "" });
  const file = fc.array(fc.record({ name: value, city: value }), { minLength: 2, maxLength: 2 });
  return fc.assert(
    fc.asyncProperty(file, file, fc.boolean(), async (first, second, latestFirst) => {
      const acme = await openShop();
      const emails = ["ann@mail.example", "bob@mail.example"];
      for (const email of emails)
        await acme.identify({ email, attributes: { name: "n", city: "c" } });
      const before = await Promise.all(emails.map((email) => stored(acme, email)));
      const rows = (values: readonly Values[]) =>
        values.map((one, index) => ({ email: emails[index] ?? "", ...one }));
      await importValues(acme, rows(first), { importId: "one" });
      const between = await Promise.all(emails.map((email) => stored(acme, email)));
      await importValues(acme, rows(second), { importId: "two" });
      if (latestFirst) {
        await acme.undoImport("two");
        expect(await Promise.all(emails.map((email) => stored(acme, email)))).toEqual(between);
        await acme.undoImport("one");
      } else {
        await acme.undoImport("one");
        await acme.undoImport("two");
        await acme.undoImport("one");
      }
      expect(await Promise.all(emails.map((email) => stored(acme, email)))).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

it("comes to the same wherever it breaks off, with a second one beside it", async () => {
  const emails = ["ann@mail.example", "bob@mail.example", "new@mail.example", "gone@mail.example"];
  const undone = async (breakAt: number) => {
    let calls = 0;
    const store = memoryStore();
    const faulty = new Proxy(store, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== "function") return member;
        return async (...given: readonly unknown[]) => {
          const call = ++calls;
          if (call === breakAt) throw new Error("broken before");
          const answer: unknown = await Reflect.apply(member, target, given);
          if (call === breakAt + 1 && breakAt % 2 === 0) throw new Error("broken behind");
          return answer;
        };
      },
    });
    calls = Number.NEGATIVE_INFINITY;
    const acme = await openShop(faulty);
    for (const email of emails.slice(0, 2))
      await acme.identify({ email, attributes: { name: "n" }, jurisdiction: "FR" });
    await importValues(
      acme,
      emails.map((email) => ({
        ...{ email, name: "x", city: "y" },
        status: email.startsWith("gone") ? "unsubscribed" : "subscribed",
      })),
      { lists: ["file"] },
    );
    calls = 0;
    const runs = await Promise.allSettled([acme.undoImport("file"), acme.undoImport("file")]);
    const used = calls;
    calls = Number.NEGATIVE_INFINITY;
    await acme.undoImport("file");
    const found = await Promise.all(emails.map((email) => acme.find({ email })));
    const decided = await Promise.all(
      found.map((one) => (one === null ? null : acme.decide(one.id, news))),
    );
    const contacts = found.map((one, index) =>
      one === null
        ? null
        : [one.attributes, one.lists, decided[index]?.reasons.map(({ code }) => code)],
    );
    return { used, contacts, broke: runs.some(({ status }) => status === "rejected") };
  };
  const whole = await undone(Number.POSITIVE_INFINITY);
  const back = [{ name: "n" }, [], expect.arrayContaining(["CONSENT_INVALID"])];
  const stays = [{ name: "x", city: "y" }, ["file"], expect.arrayContaining(["WITHDRAWN"])];
  expect(whole.contacts).toEqual([back, back, null, stays]);
  expect(whole.broke).toBe(false);
  let broken = 0;
  for (let breakAt = 1; breakAt <= whole.used; breakAt++) {
    const { contacts, broke } = await undone(breakAt);
    expect(contacts, `broken at call ${breakAt}`).toEqual(whole.contacts);
    if (broke) broken++;
  }
  expect(broken).toBeGreaterThan(10);
});
