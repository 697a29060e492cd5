import { defineSchema } from "@wellsent/core";
import { describeDuplicate } from "@wellsent/core/duplicates";
import { seededRandom } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { testApp } from "../../src/testing/index.js";
import { definitions } from "../testing/boutique.js";

const schema = defineSchema({
  attributes: z.object({
    vorname: z.string().optional(),
    nachname: z.string().optional(),
    plz: z.string().optional(),
    birthday: z.string().optional(),
    plan: z.string().optional(),
  }),
  purposes: { "marketing.news": {} },
});
const syllables = "ba ko li mer na pol ri sun ta vo wen zi har dag fel jun".split(" ");

async function shop(open: () => ReturnType<typeof memoryStore>) {
  const { sender } = definitions;
  const t = await testApp({ schema, sender, at: "2026-03-06T10:00:00Z", store: open() });
  const acme = t.app.tenant("acme");
  const random = seededRandom(7);
  const below = (end: number) => random.integer(end);
  const word = () => [0, 1, 2].map(() => syllables[below(16)]).join("");
  const firstNames = Array.from({ length: 40 }, word);
  for (let index = 0; index < 250; index++) {
    await acme.identify({
      email: `p${index}@mail.example`,
      attributes: {
        vorname: firstNames[below(40)] ?? "",
        nachname: word(),
        plz: String(10_115 + below(80_000)),
        birthday: `19${50 + below(50)}-0${1 + below(9)}-1${below(10)}`,
        plan: "pro",
      },
    });
  }
  const annika = { vorname: "Annika", nachname: "Quistgaard", birthday: "1984-02-29" };
  const { contact: one } = await acme.identify({
    ...{ email: "annika@mail.example", attributes: { ...annika, plz: "20095" } },
  });
  const { contact: other } = await acme.identify({
    ...{ email: "a.quistgaard@post.example", attributes: { ...annika, vorname: "ANIKA" } },
  });
  return { t, acme, one, other };
}

describe.each([
  ["memory", memoryStore],
  ["sqlite", () => sqliteStore(":memory:")],
] as const)("acme.duplicates, in %s", (_, open) => {
  it("says which contacts are one person, and why, and writes nothing", async () => {
    const { t, acme, one, other } = await shop(open);
    const before = await t.app.engine.store.readContacts({ tenant: acme.id, limit: 300 });
    const phases = new Set<string>();
    const { queue, records, model } = await acme.duplicates({
      onProgress: ({ phase }) => phases.add(phase),
    });
    expect(records).toBe(252);
    // By the words that the import knows; a plan says nothing about who somebody is.
    expect(model.fields.map(({ path }) => path)).toEqual([
      ...["email", "phone", "attributes.vorname", "attributes.nachname", "attributes.birthday"],
      "attributes.plz",
    ]);
    expect(queue.map(({ band, ids }) => [band, ids])).toEqual([["match", [one, other].toSorted()]]);
    const told = queue.flatMap(({ pairs }) => pairs.flatMap(describeDuplicate)).join("\n");
    expect(told).toMatch(/^nachname is the same, as in 2 records: /m);
    expect(told).toMatch(/^vorname is close: /m);
    expect(told).not.toMatch(/quistgaard/i);
    expect([...phases]).toContain("estimate");
    expect(await t.app.engine.store.readContacts({ tenant: acme.id, limit: 300 })).toEqual(before);
  });

  it("keeps apart whom somebody has said to be two people, and other tenants out", async () => {
    const { t, acme, one, other } = await shop(open);
    const { queue } = await acme.duplicates({ apart: [[other, { id: one }]] });
    expect(queue).toEqual([]);
    expect(await t.app.tenant("else").duplicates()).toMatchObject({ records: 0, queue: [] });
  });

  it("stops when it is told to, and lets others work in between", async () => {
    const { acme } = await shop(open);
    const stop = new AbortController();
    let others = 0;
    // What is put in line at one step has its turn before the last one.
    const whenDone: number[] = [];
    await acme.duplicates({
      onProgress: () => {
        if (whenDone.length === 0) setTimeout(() => others++, 0);
        whenDone.push(others);
      },
    });
    expect(whenDone.at(-1)).toBeGreaterThan(0);
    const stopped = acme.duplicates({ onProgress: () => stop.abort(new Error("enough")) }, stop);
    await expect(stopped).rejects.toThrow("enough");
  });

  it("refuses a field of no known kind", async () => {
    const { acme } = await shop(open);
    const fields = [{ path: "attributes.vorname", kind: JSON.parse('"nmae"') }];
    await expect(acme.duplicates({ fields })).rejects.toMatchObject({
      ...{ code: "INPUT_DUPLICATES", path: "fields[0].kind" },
    });
  });
});
