import { consentGate, importDrafts, suppressionKeys } from "@wellsent/consent";
import { usEmailRules } from "@wellsent/consent/rules";
import { defineSchema, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import {
  commitImport,
  dryRunImport,
  formatImportReport,
  type ImportMapping,
  type ImportReport,
  inferMapping,
  planImport,
  surveyImport,
} from "@wellsent/core/import";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { csvRows, csvText } from "../../src/csv/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { pages } from "../engine/world.js";
import { type ToolExport, toolExports } from "./exports/fixtures.js";

const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional(), lastName: z.string().optional() }),
});
const tenant = tenantId("shop");
const clock = { now: () => 1_000 };
function bytes(text: string) {
  return (async function* () {
    yield Buffer.from(text);
  })();
}

async function mapColumns(text: string, surveyed: boolean): Promise<ImportMapping> {
  const { header, sample, rows } = await csvRows(bytes(text));
  return inferMapping({
    ...{ header, sample, schema },
    ...(surveyed && { survey: await surveyImport({ rows }) }),
  });
}

/** Who is restricted, and by which code. */
async function deniedIn(text: string, mapping: ImportMapping): Promise<Record<string, string>> {
  const { rows } = await csvRows(bytes(text));
  const addresses: string[] = [];
  const email = mapping.find(({ target }) => target === "email")?.column ?? "";
  const read = (async function* () {
    for await (const row of rows) {
      addresses.push(row.values[email] ?? "");
      yield row;
    }
  })();
  const denied: Record<string, string> = {};
  let index = 0;
  for await (const { outcome, reason } of planImport({ rows: read, mapping, schema, clock })) {
    const address = addresses[index++] ?? "";
    expect(["accepted", "restricted"]).toContain(outcome);
    if (outcome === "restricted") denied[address] = reason?.code ?? "";
  }
  return denied;
}

async function createReport(text: string, mapping: ImportMapping): Promise<ImportReport> {
  const { rows } = await csvRows(bytes(text));
  for await (const step of dryRunImport({ rows, mapping, schema, clock }))
    if (step.phase === "done") return step.report;
  throw new Error("no report");
}

/** Who may be mailed after an import into a store where nobody needs to have consented. */
async function mailable(text: string, mapping: ImportMapping): Promise<readonly string[]> {
  const random = seededRandom(3);
  const store = memoryStore();
  const gate = consentGate({
    rules: [usEmailRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
  });
  const engine = createEngine({
    schema: defineSchema({ attributes: schema.attributes, purposes: { news: {} } }),
    ...{ store, consent: gate, pages, renderer: fakeRenderer({}), random },
    clock: simulatedClock(Date.UTC(2026, 2, 2, 11)),
    senderFor: () => ({ from: { address: "hello@shop.example" }, timeZone: "America/New_York" }),
  });
  const { rows } = await csvRows(bytes(text));
  const run = commitImport({
    ...{ engine, tenant, rows, mapping, schema, importId: "one", ids: sequentialIds("i") },
    clock: simulatedClock(Date.UTC(2026, 2, 2, 11)),
    identity: "email",
    defaults: { jurisdiction: "US" },
    consent: {
      gate,
      drafts: importDrafts(random, [{ channel: "email", purpose: "news", activity: "send" }]),
    },
  });
  for await (const _ of run);
  const { items } = await store.readContacts({ tenant, limit: 1_000 });
  const asked = items.flatMap(({ points }) =>
    points
      .filter(({ channel }) => channel === "email")
      .map(async ({ id: contactPoint, address }) => {
        const { allowed } = await engine.decide({ tenant, contactPoint, purpose: "news" });
        return allowed ? [address] : [];
      }),
  );
  return (await Promise.all(asked)).flat().sort();
}

describe.each(toolExports)("an export of $tool", ({ text, denied, byMapping = [] }: ToolExport) => {
  it.each([
    ["its sample", false],
    ["all of it", true],
  ])("restricts exactly who said no, mapped by %s", async (_, surveyed) => {
    expect(await deniedIn(text, await mapColumns(text, surveyed))).toEqual(denied);
  });

  it("hears them as well where nobody maps their columns", async () => {
    const email = (await mapColumns(text, false)).filter(({ target }) => target === "email");
    const found = await deniedIn(text, email);
    const heard = Object.keys(denied).filter((address) => !byMapping.includes(address));
    expect(heard.filter((address) => !Object.hasOwn(found, address))).toEqual([]);
  });

  it("lets only the others be mailed, where mail needs no consent", async () => {
    const everybody = text.match(/[a-z]+@mail\.example\.org/g) ?? [];
    const others = everybody.filter((address) => !Object.hasOwn(denied, address));
    expect(others.length).toBeGreaterThan(0);
    expect(await mailable(text, await mapColumns(text, true))).toEqual(others.sort());
  });
});

describe("columns that say no", () => {
  const pairs: readonly (readonly [header: string, no: string, yes: string])[] = [
    ["subscribed to emails", "false", "true"],
    ["email disabled", "true", "false"],
    ["global status", "unsubscribed", "subscribed"],
    ["subscriber type", "unsubscribed", "regular"],
    ["status", "2", "1"],
    ["email marketing consent", "UNSUBSCRIBED", "SUBSCRIBED"],
    ["email blacklisted", "true", "false"],
    ["opted out of email", "1", "0"],
    ["do not contact", "3", "0"],
    ["unsub time", "2024-02-01", ""],
    ["bounced", "1646121600", "0"],
    ["abgemeldet am", "01.02.2024", ""],
    ["einwilligung", "widerrufen", "erteilt"],
    ["désinscrit", "oui", "non"],
    ["disiscritto il", "2024-02-01", ""],
    ["dado de baja", "sí", "no"],
    ["uitgeschreven", "ja", "nee"],
    ["notes", "Unsubscribed", "likes tea"],
    ["tags", "vip; unsubscribed", "vip"],
    ["gdpr consent", "no", "yes"],
    ["can receive newsletter", "nein", "ja"],
    ["kann angeschrieben werden", "nein", "ja"],
    ["is excluded from campaigns", "true", "false"],
  ];
  const spelt = (header: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom("_", " ", "-", ""), fc.boolean(), fc.boolean())
      .map(([between, upper, camel]) => {
        const words = header.split(" ");
        if (between === "" && !camel) return words.join("");
        const joined =
          camel || between === ""
            ? words
                .map((word, index) =>
                  index === 0 ? word : `${word[0]?.toUpperCase()}${word.slice(1)}`,
                )
                .join(upper ? " " : "")
            : words.join(between);
        return upper && !camel && between !== "" ? joined.toUpperCase() : joined;
      });

  it("restrict, however they are spelt, wherever the row stands, with and without a survey", async () => {
    const file = fc.constantFrom(...pairs).chain(([header, no, yes]) =>
      fc.record({
        header: spelt(header),
        answers: fc
          .array(fc.boolean(), { minLength: 1, maxLength: 150 })
          .map((some) => [...some, true]),
        no: fc.constant(no),
        yes: fc.constant(yes),
        surveyed: fc.boolean(),
        spelling: fc.constantFrom(
          (text: string) => text,
          (text: string) => text.toUpperCase(),
          (text: string) => ` ${text} `,
        ),
        delimiter: fc.constantFrom("," as const, ";" as const, "\t" as const),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        file,
        async ({ header, answers, no, yes, surveyed, spelling, delimiter }) => {
          const text = csvText(
            answers.map((denies, index) => ({
              email: `p${index}@mail.example.org`,
              [header]: spelling(denies ? no : yes),
            })),
            { delimiter },
          );
          const expected = answers.flatMap((denies, index) =>
            denies ? [`p${index}@mail.example.org`] : [],
          );
          const denied = await deniedIn(text, await mapColumns(text, surveyed));
          expect(expected.filter((address) => !(address in denied))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are never ignored, also where they speak only once among thousands", async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => ({
      email: `p${index}@mail.example.org`,
      remark: index === 2_500 ? "unsubscribed" : `text ${index}`,
    }));
    const text = csvText(rows);
    const mapping = await mapColumns(text, true);
    expect(mapping[1]).toMatchObject({ target: "denials", reason: "values" });
    expect(await deniedIn(text, mapping)).toEqual({
      "p2500@mail.example.org": "STATUS_UNSUBSCRIBED",
    });
    // Without a survey the mapping does not know, and the row is heard all the same.
    const blind = await mapColumns(text, false);
    expect(blind[1]).toMatchObject({ target: "ignore" });
    expect(await deniedIn(text, blind)).toHaveProperty(["p2500@mail.example.org"]);
  });

  it("leave alone what has to do with money, customers, links and other channels", async () => {
    const text = csvText([
      {
        ...{ email: "a@mail.example.org", "Customer status": "lead", "Order state": "shipped" },
        ...{ "Unsubscribe URL": "https://mail.example.org/u/1", active_subscription: "false" },
        ...{ "SMS opt-out": "yes", "Do not call": "1", "Soft bounces": "3", State: "TX" },
        ...{ "Contact type": "buyer", Note: "asked about the bouncer", Disabled: "wheelchair" },
      },
    ]);
    for (const surveyed of [false, true])
      expect(await deniedIn(text, await mapColumns(text, surveyed))).toEqual({});
  });
});

describe("the report's questions", () => {
  it("name the column and words of the vocabulary, and never another word", async () => {
    const text = csvText([
      { email: "a@mail.example.org", status: "subscribed", remark: "likes tea", list: "" },
      { email: "b@mail.example.org", status: "pending", remark: "likes milk", list: "" },
      { email: "c@mail.example.org", status: "Moved to Oslo", remark: "unsubscribed", list: "" },
      { email: "d@mail.example.org", status: "subscribed", remark: "", list: "bounced" },
    ]);
    const report = await createReport(text, await mapColumns(text, true));
    const asked = (column: string) => report.questions.filter((one) => one.column === column);
    expect(asked("status")).toEqual([
      {
        ...{ code: "PERMISSION_DOUBT", column: "status", target: "status", count: 2 },
        ...{ values: [{ value: "pending", count: 1 }], others: 1, formats: [] },
      },
    ]);
    expect(asked("remark")).toEqual([
      {
        ...{ code: "DENIAL_ELSEWHERE", column: "remark", target: "denials", count: 1 },
        ...{ values: [{ value: "unsubscribed", count: 1 }], others: 0, formats: [] },
      },
    ]);
    // Mapped by its values: a guess, whatever they are.
    expect(asked("list")).toMatchObject([{ code: "PERMISSION_DOUBT", target: "status" }]);
    expect(JSON.stringify(report)).not.toMatch(/Oslo|likes/);
    expect(formatImportReport(report)).toContain(
      "? status: restricts, being in doubt: 2 rows (pending 1, other text 1)",
    );
  });
});
