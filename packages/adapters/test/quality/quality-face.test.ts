import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { euRules } from "@wellsent/consent/rules";
import { defineSchema } from "@wellsent/core";
import { chooseTargets, inferMapping } from "@wellsent/core/import";
import {
  finishProfile,
  mergeProfiles,
  type PartialProfile,
  type QualityOptions,
} from "@wellsent/core/quality";
import { simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { wellsent } from "../../src/app/index.js";
import { csvRows } from "../../src/csv/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { news, programs, secret, sender, single } from "../app/shop.js";

const text = z.string().optional();
const schema = defineSchema({
  attributes: z.object({
    ...{ firstName: text, lastName: text, company: text, city: text, country: text, note: text },
    ...{ street: text, county: text, state: text, postalCode: text, phone2: text, web: text },
  }),
  purposes: { "marketing.news": { topics: ["magazine", "offers"] }, orders: {} },
});
const day = 86_400_000;

async function listOf<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function made() {
  const clock = simulatedClock(Date.parse("2026-03-02T10:00:00Z"));
  const email = memoryEmailTransport();
  const app = await wellsent({
    ...{ secret, schema, sender, clock, email, rules: [euRules], forms: [single] },
    templates: await programs(),
  });
  return { app, acme: app.tenant("acme"), clock, email };
}

describe("acme.quality", () => {
  it("profiles nobody", async () => {
    const { acme } = await made();
    expect(await acme.quality.profile()).toMatchObject({ contacts: 0, grade: null });
    expect(await listOf(acme.quality.findings())).toEqual([]);
    expect(await listOf(acme.quality.proposals())).toEqual([]);
  });

  it("looks at one tenant's contacts in slices as it does at once", async () => {
    const { app, acme } = await made();
    for (let index = 0; index < 450; index++)
      await acme.identify({
        email: `p${index}@${index % 9 === 0 ? "gmial.com" : "mail.example"}`,
        attributes: { firstName: index % 2 === 0 ? "ANN" : "Bob" },
      });
    await app.tenant("other").identify({ email: "info@mail.example" });
    const options: QualityOptions = { values: ["attributes.firstName"] };
    const whole = await acme.quality.profile(options);
    expect(whole.contacts).toBe(450);
    expect(whole.findings.map(({ code, count }) => [code, count])).toEqual([
      ["NAME_CASE", 225],
      ["DOMAIN_TYPO_SUSPECTED", 50],
    ]);
    const parts: PartialProfile[] = [];
    let after: string | null = null;
    do {
      const slice: { readonly partial: PartialProfile; readonly next: string | null } =
        await acme.quality.slice({ after, contacts: 200 }, options);
      parts.push(slice.partial);
      after = slice.next;
    } while (after !== null);
    expect(parts).toHaveLength(3);
    expect(finishProfile(mergeProfiles(parts))).toEqual(whole);
  });

  it("counts a person's clicks, and calls stale whom nothing has moved", async () => {
    const { acme, clock, email } = await made();
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await acme.grant(single, ann);
    await acme.send(news, ann);
    await acme.drain();
    expect(email.sent).toHaveLength(1);
    const stale = { staleAfterDays: 30 };
    clock.advanceBy(40 * day);
    // Nothing was sent within thirty days.
    expect(await listOf(acme.quality.findings(stale))).toEqual([]);
    await acme.send(news, ann, { id: "again" });
    await acme.drain();
    clock.advanceBy(day);
    expect(await listOf(acme.quality.findings(stale))).toEqual([
      { contact: ann.contact, findings: [{ code: "STALE_CONTACT", path: "" }] },
    ]);
    expect(await listOf(acme.quality.findings({ ...stale, activity: "record" }))).toEqual([]);
    const sent = await listOf(acme.messages(ann));
    await acme.report(
      sent.map(({ key: message }) => ({
        ...{ type: "clicked" as const, dedupeKey: `click-${message}`, message, at: clock.now() },
        engagement: { machine: false },
      })),
    );
    clock.advanceBy(29 * day);
    expect(await listOf(acme.quality.findings(stale))).toEqual([]);
    const { active } = await acme.quality.profile();
    expect(active.filter(({ count }) => count > 0)).toEqual([
      { is: "age", fromDays: 0, toDays: 30, count: 1 },
    ]);
  });

  it("asks once a page for each domain, and takes a port that fails for one that says nothing", async () => {
    const { acme } = await made();
    for (const name of ["ann@dead.example", "bob@dead.example", "cy@down.example"])
      await acme.identify({ email: name });
    const asked: string[] = [];
    const mailDomains: NonNullable<QualityOptions["mailDomains"]> = {
      lookUp: async (domain) => {
        asked.push(domain);
        if (domain === "down.example") throw new Error("no network");
        return "refuses";
      },
    };
    const { findings } = await acme.quality.profile({ mailDomains });
    expect(findings.map(({ code, count }) => [code, count])).toEqual([["DOMAIN_REFUSES_MAIL", 2]]);
    expect(asked.sort()).toEqual(["dead.example", "down.example"]);
  });

  it("applies what was proposed where the value is still the same", async () => {
    const { acme } = await made();
    const attributes = { firstName: "ANN", lastName: "O'BRIEN", country: "Germany" };
    const ann = await acme.identify({ key: "c-7", email: "ann@mail.example", attributes });
    const [proposal] = await listOf(acme.quality.proposals());
    if (proposal === undefined) throw new Error("Nothing was proposed.");
    expect((await acme.contact(ann))?.attributes).toEqual(attributes);
    await acme.identify({ key: "c-7", attributes: { firstName: "Anna" } });
    expect(await acme.quality.apply(proposal)).toEqual({
      applied: ["attributes.lastName", "attributes.country"],
      outdated: ["attributes.firstName"],
    });
    expect((await acme.contact(ann))?.attributes).toEqual({
      ...{ firstName: "Anna", lastName: "O'Brien", country: "DE" },
    });
    expect(await listOf(acme.quality.proposals())).toEqual([]);
    await acme.erase(ann);
    expect(await acme.quality.apply(proposal)).toMatchObject({ applied: [] });
    expect(await listOf(acme.contacts())).toEqual([]);
  });

  it("loses no newer value and brings nobody back, whoever is quicker", async () => {
    const { acme } = await made();
    const attributes = { firstName: "ANN", lastName: "LEE" };
    const ann = await acme.identify({ key: "c-7", email: "ann@mail.example", attributes });
    const [proposal] = await listOf(acme.quality.proposals());
    if (proposal === undefined) throw new Error("Nothing was proposed.");
    await Promise.all([
      acme.quality.apply(proposal),
      acme.identify({ key: "c-7", attributes: { firstName: "Anna" } }),
    ]);
    expect((await acme.contact(ann))?.attributes).toEqual({ firstName: "Anna", lastName: "Lee" });
    await Promise.all([acme.erase(ann), acme.quality.apply(proposal)]);
    expect(await listOf(acme.contacts())).toEqual([]);
  });

  it("writes nothing that the schema refuses", async () => {
    const loud = defineSchema({ attributes: z.object({ lastName: z.string().regex(/^[A-Z]+$/) }) });
    const app = await wellsent({ ...{ secret, schema: loud, sender }, rules: [euRules] });
    const acme = app.tenant("acme");
    const attributes = { lastName: "LEE" };
    const ann = await acme.identify({ key: "c-7", email: "ann@mail.example", attributes });
    const [proposal] = await listOf(acme.quality.proposals());
    if (proposal === undefined) throw new Error("Nothing was proposed.");
    await expect(acme.quality.apply(proposal)).rejects.toMatchObject({
      code: "INPUT_ATTRIBUTES",
      path: "attributes.lastName",
    });
    expect((await acme.contact(ann))?.attributes).toEqual(attributes);
  });

  it("refuses a forged path, and touches nothing but attributes", async () => {
    const { acme } = await made();
    const ann = await acme.identify({ key: "c-7", email: "ann@mail.example" });
    const { contact } = ann;
    const changes = ["email", "key", "attributes.", "attributes.__proto__", "attributes.note"].map(
      (path) => ({ path, before: "x", after: "y", code: "SPACES" as const }),
    );
    expect((await acme.quality.apply({ contact, changes })).applied).toEqual([]);
  });
});

const shared = resolve(import.meta.dirname, "../../../../../shared/data/contacts/us-500.csv");
const isThere = existsSync(shared);

describe("five hundred contacts of a list", () => {
  it.skipIf(!isThere)(
    isThere ? "have the same profile every time" : "skipped: no shared/data/contacts/us-500.csv",
    async () => {
      const { acme } = await made();
      const { header, sample, rows } = await csvRows(shared);
      const mapping = chooseTargets(inferMapping({ header, sample, schema }), {
        ...{ phone1: { target: "ignore" }, phone2: { target: "attribute:phone2" } },
        ...{ company_name: { target: "attribute:company" } },
        ...{ address: { target: "attribute:street" } },
      });
      for await (const _ of acme.import(rows, {
        importId: "us-500",
        mapping,
        defaults: { jurisdiction: "US" },
      }));
      const { findings, fields, grade, contacts } = await acme.quality.profile({
        values: ["attributes.state"],
      });
      expect(contacts).toBe(500);
      expect(findings.map(({ code, count }) => [code, count])).toEqual([["SPACES", 2]]);
      // Python counts 342 cities, 209 counties, 484 first names, 451 codes and 47 states.
      const [all, none] = [500, 0];
      expect(
        fields.map(({ path, filled, invalid, distinct }) => [path, filled, invalid, distinct]),
      ).toEqual([
        ["attributes.city", all, 0, 343],
        ["attributes.company", all, 0, 500],
        ["attributes.country", none, 0, 0],
        ["attributes.county", all, 0, 206],
        ["attributes.firstName", all, 0, 477],
        ["attributes.lastName", all, 0, 500],
        ["attributes.note", none, 0, 0],
        // Written as `504-845-1427`, without a country's code.
        ["attributes.phone2", all, 500, 496],
        // Of states whose codes begin with a zero, which the file has lost.
        ["attributes.postalCode", all, 78, 446],
        ["attributes.state", all, 0, 47],
        ["attributes.street", all, 0, 500],
        ["attributes.web", all, 0, 500],
        ["email", all, 0, 500],
        ["jurisdiction", all, 0, 1],
        ["locale", none, 0, 0],
        ["phone", none, 0, 0],
        ["timeZone", none, 0, 0],
      ]);
      const states = fields.find(({ path }) => path === "attributes.state");
      expect(states?.frequent[0]).toEqual({ value: "CA", count: 72 });
      expect(grade).toMatchObject({ letter: "A" });
      expect(grade?.parts[0]).toMatchObject({ code: "VALID", points: 30 * (1 - 578 / 6_000) });
    },
  );
});
