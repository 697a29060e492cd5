import { defineSchema, type Store, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import {
  type CommitReport,
  chooseTargets,
  commitImport,
  type ImportConsentIntent,
  type ImportMapping,
  inferMapping,
  surveyImport,
} from "@wellsent/core/import";
import {
  fakeConsentGate,
  fakeRenderer,
  seededRandom,
  sequentialIds,
  simulatedClock,
} from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { csvRows } from "../../src/csv/index.js";
import { memoryStore } from "../../src/memory/index.js";
import { phoneParser } from "../../src/phone/index.js";
import { pages } from "../engine/world.js";

const tenant = tenantId("shop");
const clock = simulatedClock(1_000);
const schema = defineSchema({
  attributes: z.object({
    birthday: z.iso.date().optional(),
    spent: z.number().optional(),
    tags: z.array(z.string()).optional(),
    member: z.boolean().optional(),
    zip: z.string().optional(),
  }),
});
function bytes(text: string) {
  return (async function* () {
    yield Buffer.from(text);
  })();
}

/** The file is opened anew for each pass, as a file on disk is. */
async function mapColumns(text: string): Promise<ImportMapping> {
  const { header, sample, rows } = await csvRows(bytes(text));
  return inferMapping({ header, sample, survey: await surveyImport({ rows }), schema });
}

async function load(
  store: Store,
  text: string,
  mapping: ImportMapping,
): Promise<{ readonly report: CommitReport; readonly intents: readonly ImportConsentIntent[] }> {
  const intents: ImportConsentIntent[] = [];
  const gate = fakeConsentGate({ grants: ["test.granted"], denials: ["import.restricted"] });
  const engine = createEngine({
    ...{ schema, store, consent: gate, pages, renderer: fakeRenderer({}), clock },
    random: seededRandom(1),
    senderFor: () => ({ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" }),
  });
  const { rows } = await csvRows(bytes(text));
  const drafts = (intent: ImportConsentIntent) => {
    intents.push(intent);
    return [];
  };
  const run = { engine, tenant, importId: "i", ids: sequentialIds("c"), clock, mapping, schema };
  const options = {
    ...run,
    rows,
    batchSize: 2,
    consent: { gate, drafts },
    parsePhone: await phoneParser(),
  };
  for await (const step of commitImport(options))
    if (step.phase === "done") return { report: step.report, intents };
  throw new Error("no report");
}

const text = [
  "E-Mail;Birthday;Spent;Tags;Member;Zip;Sprache;Land;Telefon",
  "a@x.org;01.02.1980;1.234;tea;ja;01067;German;Deutschland;491711234567",
  "b@x.org;24.12.1990;12,50;tea|milk;nein;80331;Italiano;Italien;\u202a+39 333 1234567\u202c",
  "c@x.org;03.04.1985;7;;ja;10115;English (UK);GB;",
].join("\r\n");

describe("a surveyed file", () => {
  it("is written as its columns are, with no dry run before", async () => {
    const store = memoryStore();
    const { report } = await load(store, text, await mapColumns(text));
    expect(report).toMatchObject({ accepted: 3, refused: 0, questions: [] });
    const { items } = await store.readContacts({ tenant, limit: 10 });
    const kept = items.map(({ attributes, locale, points }) => [
      attributes,
      locale,
      points.find(({ channel }) => channel === "sms")?.address ?? null,
    ]);
    expect(kept).toEqual([
      [
        { birthday: "1980-02-01", spent: 1234, tags: ["tea"], member: true, zip: "01067" },
        ...["de", "+491711234567"],
      ],
      [
        { birthday: "1990-12-24", spent: 12.5, tags: ["tea", "milk"], member: false, zip: "80331" },
        ...["it", "+393331234567"],
      ],
      [{ birthday: "1985-04-03", spent: 7, member: true, zip: "10115" }, "en-GB", null],
    ]);
    expect(report.flags.map(({ code }) => code).sort()).toEqual([
      ...["PHONE_MARKS_REMOVED", "PHONE_TWO_READINGS"],
    ]);
    expect(report.formats.map(({ column }) => column)).toEqual([
      ...["Birthday", "Spent", "Tags", "Member"],
    ]);
  });

  it("leaves nothing of its cells in the survey, however long it is", async () => {
    const createRows = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        row: index + 2,
        values: { email: `p${index}@x.org`, status: `Oslo ${index}`, note: `text ${index}` },
      }));
    const [small, large] = await Promise.all(
      [10, 20_000].map(async (count) =>
        JSON.stringify(await surveyImport({ rows: createRows(count) })),
      ),
    );
    expect(large?.length).toBeLessThan((small?.length ?? 0) + 100);
    expect(large).not.toMatch(/Oslo|x\.org|text/);
  });

  it("claims nothing by a guess, and what a person says", async () => {
    const file = [
      "email,account,newsletter sent,newsletter",
      "a@x.org,active,2024-01-01,yes",
      "b@x.org,active,2024-01-01,",
      "c@x.org,archived,,",
    ].join("\n");
    const mapping = await mapColumns(file);
    const said = async (with_: ImportMapping) =>
      (await load(memoryStore(), file, with_)).intents.map(({ row, kind }) => `${row} ${kind}`);
    expect(mapping[1]).toMatchObject({ target: "status", reason: "values" });
    expect(await said(mapping)).toEqual(["2 claim", "4 restrict"]);
    const chosen = chooseTargets(mapping, { account: "status" });
    expect(await said(chosen)).toEqual(["2 claim", "3 claim", "4 restrict"]);
  });
});
