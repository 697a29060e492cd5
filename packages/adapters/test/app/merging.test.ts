import { euRules } from "@wellsent/consent/rules";
import { defineSchema, defineWorkflow, listId, type Store } from "@wellsent/core";
import { seededRandom, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { defineForm, wellsent } from "../../src/app/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { secret, sender } from "./shop.js";

const text = z.string().optional();
const schema = defineSchema({
  attributes: z.object({ firstName: text, city: text, plan: text }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { "marketing.news": {}, orders: {} },
});
const form = defineForm(schema, {
  ...{ id: "counter", mode: "single", purpose: "marketing.news", text: "Send me news." },
});
const welcome = defineWorkflow(schema, "welcome", (w) =>
  w.onEvent("order.placed", { reentry: "never" }).version(1).wait("1d").wait("1d"),
);
const t0 = Date.UTC(2026, 4, 1, 9);
const day = 86_400_000;

const stores: readonly (readonly [string, () => Store])[] = [
  ["memory", () => memoryStore()],
  ["SQLite", () => sqliteStore(":memory:")],
];

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe.each(stores)("a merge of two contacts on %s", (_, open) => {
  async function made() {
    const clock = simulatedClock(t0);
    const store = open();
    const app = await wellsent({
      ...{ secret, schema, sender, clock, store },
      ...{ rules: [euRules], forms: [form], workflows: [welcome] },
    });
    const acme = app.tenant("acme");
    const ann = await acme.identify({
      ...{ email: "ann@mail.example", lists: [listId("vip")], jurisdiction: "FR" },
      attributes: { firstName: "Ann", city: "Ulm" },
    });
    clock.advanceBy(day);
    const anna = await acme.identify({
      ...{ key: "c-7", email: "anna@work.example", lists: [listId("shop")] },
      ...{ locale: "de", jurisdiction: "FR" },
      attributes: { firstName: "Anna", plan: "pro" },
      source: "survey",
    });
    clock.advanceBy(day);
    return { acme, ann, anna, clock, store };
  }

  it("keeps one record with the values that the rules choose, and says in advance which", async () => {
    const { acme, ann, anna, store } = await made();
    const preview = await acme.merge.preview(ann, anna);
    expect(preview.fields.map(({ path, from, rule }) => [path, from, rule])).toEqual([
      ["attributes.city", "keep", "only"],
      ["attributes.firstName", "other", "newest"],
      ["attributes.plan", "other", "only"],
      ["jurisdiction", "other", "same"],
      ["locale", "other", "only"],
    ]);
    const done = await acme.merge(ann, anna, { id: "m-1", actor: "kim" });
    expect(done).toEqual({ status: "merged", contact: ann.contact, merge: "m-1" });
    const record = await acme.contact(ann);
    expect(record).toMatchObject({
      key: "c-7",
      attributes: { firstName: "Anna", city: "Ulm", plan: "pro" },
      ...{ locale: "de", lists: ["vip", "shop"], createdAt: t0 },
      points: [{ address: "ann@mail.example" }, { address: "anna@work.example" }],
    });
    expect(record?.origins).toEqual([
      { source: "host", at: t0, paths: ["attributes.city"] },
      ...[{ source: "survey", at: t0 + day }].map((one) => ({
        ...one,
        paths: ["attributes.firstName", "attributes.plan", "jurisdiction", "locale"],
      })),
    ]);
    expect(preview.contact).toMatchObject({ key: "c-7", attributes: record?.attributes });
    const last = (await all(acme.changes(ann))).at(-1);
    expect(last?.cause).toEqual({ source: "merge", actor: "kim" });
    expect(await acme.merges(anna)).toMatchObject([
      { id: "m-1", kept: ann.contact, gone: anna.contact, goneKey: "c-7", undoneAt: null },
    ]);
    expect(await store.integrity("acme" as never)).toEqual([]);
  });

  it("leads everybody who knows the merged contact to the survivor", async () => {
    const { acme, ann, anna } = await made();
    await acme.track("order.placed", anna, { total: 1 }, { id: "o-1" });
    await acme.merge(ann, anna, { key: "keep" });
    const found = await Promise.all([
      acme.contact(anna),
      acme.find({ key: "c-7" }),
      acme.find({ email: "anna@work.example" }),
    ]);
    expect(found.map((one) => one?.id)).toEqual([ann.contact, ann.contact, ann.contact]);
    const again = await acme.identify({ key: "c-7", email: "anna@work.example", locale: "fr" });
    expect(again).toMatchObject({ contact: ann.contact, created: false });
    expect(again.points).toHaveLength(2);
    expect(await acme.contact(ann)).toMatchObject({ key: "ann@mail.example", locale: "fr" });
    const tracked = await acme.track("order.placed", anna, { total: 2 }, { id: "o-2" });
    expect(tracked).toMatchObject({ accepted: 1, orphaned: 0 });
  });

  it("is one merge by its id, and none of what is one already, from either side", async () => {
    const { acme, ann, anna } = await made();
    const [one, two] = await Promise.all([
      acme.merge(ann, anna, { id: "m-1" }),
      acme.merge(anna, ann, { id: "m-2" }),
    ]);
    expect([one.status, two.status]).toEqual(["merged", "same"]);
    expect(two.contact).toBe(one.contact);
    expect((await acme.merge(ann, anna, { id: "m-1" })).status).toBe("same");
    expect(await acme.merges(ann)).toHaveLength(1);
    await expect(acme.merge(ann, { id: "nobody" as never })).rejects.toMatchObject({
      code: "INPUT_CONTACT_UNKNOWN",
    });
  });

  it("asks whose key stays where both have their own", async () => {
    const { acme, anna } = await made();
    const ann = await acme.identify({ key: "c-1", phone: "+4930123456" });
    const { contradictions } = await acme.merge.preview(ann, anna);
    expect(contradictions).toEqual([{ code: "KEYS", path: "key" }]);
    await expect(acme.merge(ann, anna)).rejects.toMatchObject({ code: "INPUT_MERGE_KEYS" });
    expect((await acme.contact(anna))?.id).toBe(anna.contact);
    await acme.merge(ann, anna, { key: "other" });
    expect(await acme.contact(ann)).toMatchObject({ id: ann.contact, key: "c-7" });
    expect((await acme.find({ key: "c-1" }))?.id).toBe(ann.contact);
  });

  it("creates no consent, and what was denied at one address is denied at all", async () => {
    const { acme, ann, anna, clock } = await made();
    await acme.grant(form, ann);
    const purpose = "marketing.news";
    expect((await acme.decide(ann, { purpose })).allowed).toBe(true);
    const granted = await acme.merge.preview(anna, ann);
    expect(granted.consent.filter((one) => one.purpose === purpose)).toMatchObject([
      { of: "keep", before: { allowed: false }, after: { allowed: false } },
      { of: "other", before: { allowed: true }, after: { allowed: true } },
    ]);
    clock.advanceBy(day);
    await acme.withdraw(anna, { purpose });
    const { consent } = await acme.merge.preview(ann, anna);
    expect(consent.filter((one) => one.purpose === purpose)).toMatchObject([
      { of: "keep", before: { allowed: true }, after: { allowed: false } },
      { of: "other", before: { allowed: false }, after: { allowed: false } },
    ]);
    await acme.merge(ann, anna, { id: "m-1" });
    expect((await acme.decide(ann, { purpose })).allowed).toBe(false);
    await acme.merge.undo("m-1");
    expect((await acme.decide(ann, { purpose })).allowed).toBe(true);
    expect((await acme.decide(anna, { purpose })).allowed).toBe(false);
  });

  it("lets nobody into one workflow twice, and the run that is further along goes on", async () => {
    const { acme, ann, anna, clock, store } = await made();
    await acme.track("order.placed", anna, { total: 1 }, { id: "o-1" });
    await acme.drain();
    clock.advanceBy(day);
    await acme.drain();
    await acme.track("order.placed", ann, { total: 1 }, { id: "o-2" });
    await acme.drain();
    const tenant = "acme" as never;
    const runs = async (contact: typeof ann.contact) =>
      (await store.readEnrollments({ tenant, contact })).items;
    const before = [await runs(ann.contact), await runs(anna.contact)];
    const { runs: said } = await acme.merge.preview(ann, anna);
    expect(said).toMatchObject([{ ends: { contact: ann.contact } }]);
    await acme.merge(ann, anna, { id: "m-1" });
    const after = await runs(ann.contact);
    expect(after.map(({ status, outcome }) => [status, outcome]).sort()).toEqual([
      ["active", null],
      ["ended", "merged"],
    ]);
    expect(after.find(({ status }) => status === "active")?.id).toBe(before[1]?.[0]?.id);
    expect(await store.integrity(tenant)).toEqual([]);
    await acme.merge.undo("m-1");
    const bare = (all: typeof after) => all.map(({ revision: _, ...run }) => run);
    expect([await runs(ann.contact), await runs(anna.contact)].map(bare)).toEqual(before.map(bare));
  });

  it("is undone exactly, but for what changed since", async () => {
    const { acme, ann, anna, clock, store } = await made();
    await acme.track("order.placed", anna, { total: 1 }, { id: "o-1" });
    const events = async () => {
      const read = (contact: typeof ann.contact) =>
        store.readFacts({
          ...{ tenant: "acme" as never, now: clock.now(), contact },
          needs: { events: { "order.placed": null }, messages: 0, consent: false },
        });
      const [one, two] = [await read(ann.contact), await read(anna.contact)];
      return [one, two].map((facts) => facts?.events.map(({ id }) => id));
    };
    const bare = async () => {
      const records = await Promise.all([acme.contact(ann), acme.contact(anna)]);
      return records.map((one) => {
        if (one === null) return null;
        const { revision: _, updatedAt: __, origins = [], ...rest } = one;
        return {
          ...rest,
          origins: origins.map(({ paths, ...o }) => ({ ...o, paths: [...paths].sort() })),
        };
      });
    };
    const before = await bare();
    await acme.merge(ann, anna, { id: "m-1" });
    expect(await events()).toEqual([["o-1"], undefined]);
    expect(await acme.merge.undo("m-1")).toMatchObject({ status: "undone" });
    expect(await bare()).toEqual(before);
    expect(await events()).toEqual([[], ["o-1"]]);
    expect((await acme.merge.undo("m-1")).status).toBe("already");
    expect((await acme.merge.undo("m-9")).status).toBe("unknown");
    expect(await acme.merges(ann)).toMatchObject([{ undoneAt: clock.now() }]);
    expect(await store.integrity("acme" as never)).toEqual([]);

    await acme.merge(ann, anna, { id: "m-2" });
    clock.advanceBy(day);
    await acme.identify({ key: "c-7", attributes: { city: "Bonn", plan: "free" } });
    await acme.track("order.placed", ann, { total: 1 }, { id: "o-2" });
    await acme.withdraw(ann, { purpose: "marketing.news" });
    await acme.merge.undo("m-2", { actor: "kim" });
    expect(await acme.contact(ann)).toMatchObject({
      key: "ann@mail.example",
      attributes: { firstName: "Ann", city: "Bonn", plan: "free" },
    });
    expect(await acme.contact(anna)).toMatchObject({
      key: "c-7",
      attributes: { firstName: "Anna", plan: "pro" },
    });
    expect(await events()).toEqual([["o-2"], ["o-1"]]);
    expect(await store.integrity("acme" as never)).toEqual([]);
  });

  it("hands denials that came meanwhile to both", async () => {
    const { acme, ann, anna, clock } = await made();
    await acme.merge(ann, anna, { id: "m-1" });
    clock.advanceBy(day);
    const { points } = (await acme.contact(ann)) ?? { points: [] };
    const { withdrawConsent } = await import("@wellsent/consent");
    const [, work] = points;
    const by = { ids: { next: () => "w-1" }, random: seededRandom(1), now: clock.now() };
    if (work !== undefined)
      await acme.record([
        withdrawConsent(by, {
          contactPoint: work.id,
          scope: { purpose: "marketing.news" },
          method: "api",
        }),
      ]);
    await acme.merge.undo("m-1");
    for (const one of [ann, anna])
      expect(
        (await acme.decide(one, { purpose: "marketing.news" })).reasons.map(({ code }) => code),
      ).toContain("WITHDRAWN");
  });

  it("follows chains, and undoes the last one first", async () => {
    const { acme, ann, anna, clock } = await made();
    const bob = await acme.identify({ key: "c-9", phone: "+4930123456" });
    await acme.merge(anna, ann, { id: "m-1" });
    clock.advanceBy(day);
    await acme.merge(bob, anna, { id: "m-2", key: "keep" });
    expect((await acme.contact(ann))?.id).toBe(bob.contact);
    expect((await acme.find({ key: "ann@mail.example" }))?.id).toBe(bob.contact);
    expect((await acme.merges(ann)).map(({ id }) => id)).toEqual(["m-1", "m-2"]);
    expect((await acme.merge.undo("m-1")).status).toBe("later");
    expect((await acme.merge.undo("m-2")).status).toBe("undone");
    expect((await acme.contact(ann))?.id).toBe(anna.contact);
    expect((await acme.merge.undo("m-1")).status).toBe("undone");
    expect((await acme.contact(ann))?.id).toBe(ann.contact);
  });

  it("keeps what was decided about a pair out of later searches, and merges from the queue", async () => {
    const { acme, clock } = await made();
    const home = { firstName: "Ida", city: "Quistby", plan: "pro" };
    const ida = await acme.identify({ email: "ida.q@mail.example", attributes: home });
    const twin = await acme.identify({ email: "ida.q@post.example", attributes: home });
    const fields = ["firstName", "city", "plan"].map((name) => ({
      ...{ path: `attributes.${name}`, kind: "name" as const },
    }));
    for (let index = 0; index < 60; index++)
      await acme.identify({
        ...{ email: `p${index}@mail.example` },
        attributes: { firstName: `N${index}x`, city: `C${index * 7}`, plan: `P${index * 3}` },
      });
    const queued = async () => {
      const { queue } = await acme.duplicates({ fields, reviewAt: 0.01 });
      return queue.some(({ pairs }) =>
        pairs.some(({ a, b }) => [a, b].every((id) => [ida.contact, twin.contact].includes(id))),
      );
    };
    expect(await queued()).toBe(true);
    await acme.duplicates.decide(ida, twin, "later", { actor: "kim", note: "ask her" });
    expect(await queued()).toBe(false);
    clock.advanceBy(31 * day);
    expect(await queued()).toBe(true);
    await acme.duplicates.decide(twin, ida, "different", { actor: "kim" });
    expect(await queued()).toBe(false);
    expect(await all(acme.duplicates.decisions())).toMatchObject([
      { verdict: "different", at: clock.now(), actor: "kim" },
    ]);
    await acme.duplicates.reopen(ida, twin);
    const same = await acme.duplicates.decide(ida, twin, "same", { id: "m-1", actor: "kim" });
    expect(same).toMatchObject({ verdict: "same", merged: { status: "merged", merge: "m-1" } });
    expect(await queued()).toBe(false);
    await expect(acme.duplicates.decide(ida, twin, "different")).rejects.toMatchObject({
      code: "INPUT_PAIR",
    });
  });

  it("makes what a visitor did the person's, once, and permits nothing", async () => {
    const { acme, ann, anna, store } = await made();
    const visitor = await acme.identify({
      anonymous: "v-1",
      attributes: { city: "Rom", plan: "x" },
    });
    await acme.track("order.placed", visitor, { total: 3 }, { id: "o-v" });
    const known = await acme.identify({ anonymous: "v-1", email: "ann@mail.example" });
    expect(known).toMatchObject({ contact: ann.contact, visitor: "joined", created: false });
    const record = await acme.contact(ann);
    expect(record?.attributes).toEqual({ firstName: "Ann", city: "Ulm", plan: "x" });
    expect(record?.key).toBe("ann@mail.example");
    expect((await acme.decide(ann, { purpose: "marketing.news" })).allowed).toBe(false);
    const again = await acme.identify({ anonymous: "v-1", email: "ann@mail.example" });
    expect(again).toMatchObject({ contact: ann.contact, visitor: "joined" });
    expect(await acme.merges(ann)).toHaveLength(1);
    expect((await acme.identify({ anonymous: "v-1" })).contact).toBe(ann.contact);
    const shared = await acme.identify({ anonymous: "v-1", key: "c-7" });
    expect(shared).toMatchObject({ contact: anna.contact, visitor: "taken" });
    expect(await acme.merges(anna)).toEqual([]);
    const fresh = await acme.identify({ anonymous: "v-2", email: "new@mail.example" });
    expect(fresh).toMatchObject({ created: true, visitor: "joined" });
    expect(await store.integrity("acme" as never)).toEqual([]);
  });

  it("erases both with everything that undoes it", async () => {
    const { acme, ann, anna, store } = await made();
    await acme.merge(ann, anna, { id: "m-1" });
    const bundle = await acme.export(ann);
    expect(JSON.stringify(bundle)).toContain("anna@work.example");
    expect(JSON.stringify(bundle)).toContain('"goneKey":"c-7"');
    const report = await acme.erase(anna);
    expect(report.complete).toBe(true);
    expect(await acme.contact(ann)).toBeNull();
    expect(await acme.contact(anna)).toBeNull();
    expect(await all(acme.changes(anna.contact))).toEqual([]);
    expect(await acme.merges(ann)).toEqual([]);
    expect((await acme.merge.undo("m-1")).status).toBe("unknown");
    expect(await store.integrity("acme" as never)).toEqual([]);
  });
});
