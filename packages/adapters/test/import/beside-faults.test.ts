import { consentGate, importDrafts, suppressionKeys } from "@wellsent/consent";
import { euRules, usEmailRules } from "@wellsent/consent/rules";
import { defineSchema, type Store, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import {
  type CommitReport,
  commitImport,
  type ImportOptions,
  inferMapping,
} from "@wellsent/core/import";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { csvRows } from "../../src/csv/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { pages } from "../engine/world.js";

const tenant = tenantId("shop");

/** With a byte that is no UTF-8 for each `~`. */
async function* streamBytes(text: string) {
  yield Uint8Array.from(new TextEncoder().encode(text), (byte) => (byte === 0x7e ? 0xff : byte));
}

function world(store: Store) {
  const random = seededRandom(3);
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const gate = consentGate({
    rules: [euRules, usEmailRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const engine = createEngine({
    schema: defineSchema({ attributes: z.looseObject({}), purposes: { news: {} } }),
    ...{ store, consent: gate, pages, renderer: fakeRenderer({}), clock, random },
    senderFor: () => ({ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" }),
  });
  const load = async (
    importId: string,
    text: string,
    more: Partial<ImportOptions> = {},
  ): Promise<CommitReport> => {
    const { header, sample, rows } = await csvRows(streamBytes(text), { encoding: "utf-8" });
    const mapping = inferMapping({ header, sample });
    const cells = [{ channel: "email", purpose: "news", activity: "send" }] as const;
    const importing = commitImport({
      ...{ engine, tenant, importId, ids: sequentialIds(importId), clock, rows, mapping },
      defaults: { jurisdiction: "US" },
      consent: { gate, drafts: importDrafts(random, cells) },
      ...more,
    });
    for await (const step of importing) if (step.phase === "done") return step.report;
    throw new Error("no report");
  };
  /** What was ever said of each address and number. */
  const said = async (): Promise<Readonly<Record<string, readonly string[]>>> => {
    const { items: contacts } = await store.readContacts({ tenant, limit: 100 });
    const { items } = await store.readLedger({ tenant });
    return Object.fromEntries(
      contacts
        .flatMap(({ points }) => points)
        .map(({ id, address }) => [
          address,
          items.filter((entry) => entry.contactPoint === id).map(({ type }) => type),
        ]),
    );
  };
  return { load, said };
}

const no = ["consent.withdrawn"];

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("a denial over the %s store", (_name, create) => {
  it.each([
    ["has a cell too few", "email,status,city", "a@x.example,unsubscribed"],
    ["has it in a cell too many", "email,name,status", "a@x.example,Smith, Ann,unsubscribed"],
    ["has a yes in a cell too many", "email,name,opted out", "a@x.example,Smith, Ann,yes"],
    ["has moved all of its cells", "name,email,status", "Smith, Ann,a@x.example,unsubscribed"],
    ["has a damaged cell", "email,name,status", "a@x.example,J~rg,unsubscribed"],
  ])("counts where its row is damaged: it %s", async (_which, header, row) => {
    const { load, said } = world(create());
    await load("one", "email\na@x.example\nb@x.example");
    const report = await load("two", `${header}\n${row}\n`);
    expect(report).toMatchObject({ read: 1, restricted: 1, consentEvents: 1 });
    expect(report.flags.map(({ code }) => code)).toEqual([expect.stringMatching(/^ROW_/)]);
    expect(await said()).toEqual({ "a@x.example": no, "b@x.example": [] });
  });

  it.each([
    ["says nothing", "a@x.example,Smith, Ann,subscribed"],
    ["says what nobody knows", "a@x.example,Smith, Ann,VIP"],
    ["is of one of two people", "Ann,a@x.example,b@x.example,unsubscribed"],
  ])("is not made up where its row is damaged and %s", async (_which, row) => {
    const { load, said } = world(create());
    await load("one", "email\na@x.example\nb@x.example");
    expect(await load("two", `email,name,status\n${row}\n`)).toMatchObject({ refused: 1 });
    expect(await said()).toEqual({ "a@x.example": [], "b@x.example": [] });
  });

  const two = "customer id,email\n1,a@x.example\n2,b@x.example";

  it.each([
    ["has none", "customer id,email,status\n1,,unsubscribed", ["a"]],
    ["has a broken one", "customer id,email,status\n1,a(at)x.example,unsubscribed", ["a"]],
    [
      "has two",
      'customer id,email,status\n,"Ann <a@x.example>, b@x.example",unsubscribed',
      ["a", "b"],
    ],
    ["has quotes around it", "customer id,email,status\n,'a@x.example',unsubscribed", ["a"]],
    [
      "has a query behind it",
      "customer id,email,status\n,mailto:a@x.example?subject=x,unsubscribed",
      ["a"],
    ],
    [
      "has that of another",
      "customer id,email,status\n1,b@x.example b@y.example,unsubscribed",
      ["a", "b"],
    ],
    ["has an unknown one", "customer id,email,status\n9,c(at)x.example,unsubscribed", []],
    ["claims nothing", "customer id,email,status\n1,,subscribed", []],
  ])("counts for who is there, though its row %s for an address", async (_what, text, names) => {
    const { load, said } = world(create());
    await load("one", two);
    // An address beside it that nobody has is denied by itself.
    const nobodys = text.includes("b@y.example") ? 1 : 0;
    const outcome = {
      refused: names.length === 0 ? 1 : 0,
      consentEvents: names.length + nobodys,
    };
    expect(await load("two", text)).toMatchObject(outcome);
    const denied = Object.entries(await said()).filter(([, types]) => types.length > 0);
    expect(denied).toEqual(names.map((name) => [`${name}@x.example`, no]));
    expect(await load("two", text)).toMatchObject({ repeated: 1, consentEvents: 0 });
  });

  it.each([1, 100])(
    "without an address counts for later rows, batches of %i",
    async (batchSize) => {
      const { load, said } = world(create());
      const rows = ["1,,unsubscribed", "1,a@x.example,subscribed", "2,b@x.example,subscribed"];
      await load("one", `customer id,email,status\n${rows.join("\n")}`, { batchSize });
      expect(await said()).toEqual({
        ...{ "a@x.example": no, "b@x.example": ["consent.granted"] },
      });
    },
  );

  const known = [
    "email,phone",
    "a@x.example,+491711234567",
    "b@x.example,+491711234568",
    "c@x.example,",
  ].join("\n");

  it.each([
    ["of its row", "email,phone,sms opt out\na@x.example,+491711234567,yes", "+491711234567"],
    ["of its person, where it has none", "email,sms opt out\na@x.example,yes", "+491711234567"],
    [
      "of another person",
      "email,phone,sms opt out\nc@x.example,+491711234568,yes",
      "+491711234568",
    ],
    [
      "of its person, where the row is damaged",
      "email,sms opt out,name\na@x.example,yes,Smith, Ann",
      "+491711234567",
    ],
  ])("of text messages reaches the number %s", async (_which, text, number) => {
    const { load, said } = world(create());
    await load("one", known);
    expect(await load("two", text)).toMatchObject({ refused: 0, consentEvents: 1 });
    const everybody = Object.keys(await said());
    expect(await said()).toEqual(
      Object.fromEntries(everybody.map((address) => [address, address === number ? no : []])),
    );
    expect(await load("two", text)).toMatchObject({ repeated: 1, consentEvents: 0 });
  });

  it.each([1, 100])("of text messages counts in its whole file, batches of %i", async (batch) => {
    const { load, said } = world(create());
    const text = [
      "email,phone,sms opt out",
      "a@x.example,+491711234567,",
      "b@x.example,+491711234567,yes",
      "c@x.example,+491711234568,yes",
      "d@x.example,+491711234568,",
    ].join("\n");
    await load("one", text, { batchSize: batch });
    expect(await said()).toEqual({
      ...{ "a@x.example": [], "+491711234567": no },
      ...{ "b@x.example": [], "c@x.example": [], "d@x.example": [] },
    });
  });
});
