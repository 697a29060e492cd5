import { euRules } from "@wellsent/consent/rules";
import { defineSchema } from "@wellsent/core";
import { inferMapping } from "@wellsent/core/import";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { wellsent } from "../../src/app/index.js";
import { secret, sender } from "./shop.js";

const schema = defineSchema({
  attributes: z.object({ plan: z.string().optional(), city: z.string().optional() }),
});
const t0 = Date.UTC(2026, 4, 1);
const day = 86_400_000;

async function made() {
  const clock = simulatedClock(t0);
  const app = await wellsent({ ...{ secret, schema, sender, clock }, rules: [euRules] });
  return { clock, acme: app.tenant("acme") };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("the origin of a value", () => {
  it("is what identify was told, the host by default, and the import that wrote it", async () => {
    const { clock, acme } = await made();
    const email = "ann@mail.example";
    await acme.identify({ email, attributes: { plan: "free", city: "Ulm" }, locale: "de" });
    clock.advanceBy(day);
    await acme.identify({ email, attributes: { plan: "pro", city: "Ulm" }, source: "survey" });
    const rows = [{ row: 2, values: { Email: email, City: "Bonn", Plan: "pro" } }];
    const header = ["Email", "City", "Plan"];
    const mapping = inferMapping({ header, sample: rows, schema });
    clock.advanceBy(day);
    await all(acme.import(rows, { importId: "file-1", mapping }));
    expect((await acme.find({ email }))?.origins).toEqual([
      { source: "host", at: t0, paths: ["locale"] },
      { source: "survey", at: t0 + day, paths: ["attributes.plan"] },
      { source: "import:file-1", at: t0 + 2 * day, paths: ["attributes.city"] },
    ]);
  });

  it("goes with a value that is removed", async () => {
    const { acme } = await made();
    const email = "ann@mail.example";
    await acme.identify({ email, attributes: { plan: "free" }, source: "call" });
    await acme.identify({ email, attributes: { plan: null }, source: "chat" });
    expect(await acme.find({ email })).not.toHaveProperty("origins");
  });

  it("needs a name", async () => {
    const { acme } = await made();
    const ann = { email: "ann@mail.example", attributes: { plan: "free" } };
    for (const wrong of ["", "\ud800"]) {
      await expect(acme.identify({ ...ann, source: wrong })).rejects.toMatchObject({
        ...{ code: "INPUT_SOURCE", path: "source" },
      });
      await expect(acme.identify({ ...ann, actor: wrong })).rejects.toMatchObject({
        ...{ code: "INPUT_SOURCE", path: "actor" },
      });
    }
    expect(await acme.find({ email: ann.email })).toBeNull();
  });
});

describe("changes", () => {
  it("tell every write with its cause, oldest first, also to the person", async () => {
    const { clock, acme } = await made();
    const ann = await acme.identify({ email: "ann@mail.example", attributes: { plan: "free" } });
    clock.advanceBy(day);
    const kim = { source: "call", actor: "kim" };
    await acme.identify({ email: "ann@mail.example", phone: "+31612345678", ...kim });
    await acme.identify({ email: "ann@mail.example", attributes: { plan: "pro" }, ...kim });
    const changes = await all(acme.changes(ann));
    expect(changes).toMatchObject([
      { revision: 1, at: t0, cause: { source: "host" }, created: true, values: [] },
      { revision: 2, at: t0 + day, cause: kim, values: [{ path: "points" }] },
      {
        ...{ revision: 3, at: t0 + day, cause: kim, created: false },
        values: [{ path: "attributes.plan", from: { value: "free" }, to: { value: "pro" } }],
      },
    ]);
    const { data } = await acme.export(ann);
    expect(data["wellsent"]).toMatchObject({ contact: [{ id: ann.contact }, ...changes] });
  });

  it("go when they are old, and with the person", async () => {
    const { clock, acme } = await made();
    const email = "ann@mail.example";
    const ann = await acme.identify({ email });
    clock.advanceBy(day);
    await acme.identify({ email, locale: "fr" });
    expect(await acme.dropChanges(t0 + day)).toBe(1);
    expect((await all(acme.changes(ann))).map(({ revision }) => revision)).toEqual([2]);
    expect(await acme.find({ email })).toMatchObject({ locale: "fr" });
    await acme.erase(ann);
    expect(await all(acme.changes(ann))).toEqual([]);
  });
});
