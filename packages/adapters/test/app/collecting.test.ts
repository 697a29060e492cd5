import { euRules } from "@wellsent/consent/rules";
import { originOf } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { listed, programs, schema, secret, sender } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function made() {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const memory = memoryStore();
  const faults = { ingest: 0 };
  const store: typeof memory = {
    ...memory,
    ingest: (...given) => {
      if (faults.ingest-- > 0) throw new Error("crashed");
      return memory.ingest(...given);
    },
  };
  const app = await wellsent({
    ...{ secret, schema, sender, clock, templates, store, rules: [euRules] },
  });
  const acme = app.tenant("acme");
  const happened = async (contact: Parameters<typeof acme.contact>[0]) => {
    const id = typeof contact === "string" ? contact : (await acme.contact(contact))?.id;
    if (id === undefined) throw new Error("There is no such contact.");
    const needs = { events: { "order.placed": 1e12 }, messages: 0, consent: false };
    const scope = { tenant: acme.id, now: clock.now() };
    const facts = await store.readFacts({ ...scope, contact: id, needs });
    return (facts?.events ?? []).map((event) => event.id);
  };
  return { app, acme, clock, faults, happened };
}

const order = (total: number) => ({ event: "order.placed" as const, data: { total } });
const survey = {
  ...{ source: "survey", id: "s-1", actor: "kim" },
  contact: { email: "ann@mail.example", locale: "fr" },
  values: { firstName: "Ann" },
  events: [order(1), order(2)],
};

describe("collect", () => {
  it("makes the contact, keeps the source of each value, and records the events", async () => {
    const { acme, happened } = await made();
    const first = await acme.collect(survey);
    expect(first).toMatchObject({ created: true, recorded: 2, known: 0 });
    const ann = await acme.contact(first);
    expect(ann).toMatchObject({ locale: "fr", attributes: { firstName: "Ann" } });
    if (ann === null) throw new Error("There is no contact.");
    expect(originOf(ann, "attributes.firstName")).toMatchObject({ source: "survey" });
    expect((await happened(first)).toSorted()).toEqual(["survey:s-1:0", "survey:s-1:1"]);
    const [change] = await listed(acme.changes(first));
    expect(change?.cause).toEqual({ source: "survey", actor: "kim" });
    expect((await acme.decide(first, { purpose: "marketing.news" })).allowed).toBe(false);
  });

  it("repeated, writes nothing twice and overwrites nothing newer", async () => {
    const { acme, happened } = await made();
    const first = await acme.collect(survey);
    await acme.identify({ email: "ann@mail.example", attributes: { firstName: "Anna" } });
    const again = await acme.collect(survey);
    expect(again).toEqual({ contact: first.contact, created: false, recorded: 0, known: 2 });
    const ann = await acme.contact(first);
    expect(ann?.attributes.firstName).toBe("Anna");
    expect(ann?.revision).toBe(2);
    expect(await happened(first)).toHaveLength(2);
    // The same id of another source is another occurrence.
    expect(await acme.collect({ ...survey, source: "call" })).toMatchObject({ recorded: 2 });
    expect((await acme.contact(first))?.attributes.firstName).toBe("Ann");
  });

  it("finishes by its repetition what a crash has left", async () => {
    const { acme, faults, happened } = await made();
    faults.ingest = 1;
    await expect(acme.collect(survey)).rejects.toThrow("crashed");
    const done = await acme.collect(survey);
    expect(done).toMatchObject({ created: false, recorded: 2 });
    expect(await happened(done)).toHaveLength(2);
  });

  it("writes nothing where anything is wrong, and says what", async () => {
    const { acme } = await made();
    const bad = { event: "order.placed", data: { total: "much" } } as never;
    const cases: readonly (readonly [object, string, string])[] = [
      [{ source: "a b" }, "INPUT_SOURCE", "source"],
      [{ id: "" }, "INPUT_ID", "id"],
      [{ events: [order(1), bad] }, "INPUT_EVENT", "events[1].data.total"],
      [{ at: Date.UTC(2030, 1, 1) }, "INPUT_EVENT_TIME", "at"],
      [{ contact: { email: "nowhere" } }, "INPUT_ADDRESS", "email"],
      [{ values: { firstName: 7 } }, "INPUT_ATTRIBUTES", "attributes.firstName"],
    ];
    for (const [change, code, path] of cases)
      await expect(acme.collect({ ...survey, ...change })).rejects.toMatchObject({ code, path });
    expect(await acme.find({ email: "ann@mail.example" })).toBeNull();
  });
});
