// What a file denies of an address or number that nobody has, and what later files make of it.
import { euRules } from "@wellsent/consent/rules";
import type { ImportMapping, ImportRow } from "@wellsent/core/import";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, type Tenant, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { double, linkIn, programs, schema, secret, sender } from "../app/shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

type Shop = Tenant<typeof schema, AppTemplate>;

async function made() {
  const email = memoryEmailTransport();
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 9));
  const common = { secret, schema, sender, email, clock, templates };
  const app = await wellsent({ ...common, rules: [euRules] });
  const acme: Shop = app.tenant("acme");
  return { app, acme, email, clock };
}

const mapping: ImportMapping = (
  [
    ["id", "key"],
    ["email", "email"],
    ["phone", "phone"],
    ["status", "status"],
  ] as const
).map(([column, target]) => ({ column, target, confidence: 1, reason: "chosen" }));
const claims = [{ purpose: "marketing.news", channel: "email", activity: "send" }] as const;

async function load(acme: Shop, importId: string, values: readonly ImportRow["values"][]) {
  const rows = values.map((each, index) => ({ row: index + 2, values: each }));
  const settings = { mapping, claims, defaults: { jurisdiction: "FR" } };
  let dry: unknown;
  for await (const progress of acme.dryRun(rows, settings))
    if (progress.phase === "done") dry = progress.report;
  for await (const progress of acme.import(rows, { ...settings, importId }))
    if (progress.phase === "done") {
      const { accepted, merged, refused, restricted, ...rest } = progress.report;
      const { byReason, flags, consentEvents } = rest;
      const counts = { accepted, merged, refused, restricted };
      // What a dry run says, the commit does.
      expect(dry).toMatchObject(counts);
      const codes = byReason.map(({ code }) => code).sort();
      return { ...counts, codes, flags: flags.map(({ code }) => code), consentEvents };
    }
  throw new Error("The import reported nothing.");
}

async function listPeople(acme: Shop) {
  const people = [];
  for await (const contact of acme.contacts()) people.push(contact);
  return people;
}

const denied = [
  { id: "", email: "ann@mail.example", status: "unsubscribed" },
  { id: "", email: "bob@mail.example", status: "bounced" },
  { id: "", email: "cy@mail.example", status: "complained" },
];
const again = denied.map(({ email }, index) => ({ id: `${index}`, email, status: "subscribed" }));

describe("an address that nobody has and a file denies", () => {
  it("is not accepted from a later file, nor mailed", async () => {
    const { acme } = await made();
    expect(await load(acme, "old", denied)).toMatchObject({ restricted: 3, consentEvents: 3 });
    expect(await listPeople(acme)).toEqual([]);
    expect(await load(acme, "new", again)).toMatchObject({
      ...{ accepted: 0, restricted: 3, consentEvents: 0 },
      codes: ["SUPPRESSED_COMPLAINT", "SUPPRESSED_HARD_BOUNCE", "SUPPRESSED_UNSUBSCRIBED"],
    });
    for (const person of await listPeople(acme))
      expect((await acme.decide(person, { purpose: "marketing.news" })).allowed).toBe(false);
  });

  it("is free again once its mailbox has confirmed, unless it complained", async () => {
    const { app, acme, email, clock } = await made();
    await load(acme, "old", denied);
    await load(acme, "new", again);
    clock.advanceBy(60_000);
    const people = await listPeople(acme);
    const asked = [];
    for (const person of people) asked.push((await acme.grant(double, person)).status);
    expect(asked).toEqual(["asked", "asked", "refused"]);
    await app.drain();
    for (const mail of email.sent) {
      const body = new URLSearchParams({ action: "confirm" });
      await app.web(new Request(linkIn(mail, "c"), { method: "POST", body }));
    }
    const allowed = [];
    for (const person of people)
      allowed.push((await acme.decide(person, { purpose: "marketing.news" })).allowed);
    expect(allowed).toEqual([true, true, false]);
  });
});

describe("a number whose row has no readable address", () => {
  const optedOut = { "sms opt out": "yes", status: "" };
  const phones = ["+33612345678", "+33612345679", "+33612345670"];
  const rows = ["", "no address", "x@y@z"].map((email, index) => ({
    ...{ id: "", email, phone: phones[index] ?? "" },
    ...optedOut,
  }));

  it("is denied all the same, and kept from no later file", async () => {
    const { acme } = await made();
    expect(await load(acme, "old", rows)).toEqual({
      ...{ accepted: 0, merged: 0, refused: 0, restricted: 3, consentEvents: 3 },
      codes: ["PHONE_DENIED"],
      flags: expect.arrayContaining(["EMAIL_EMPTY", "EMAIL_NO_AT"]),
    });
    const later = phones.map((phone, index) => ({
      ...{ id: `${index}`, email: `p${index}@mail.example`, phone },
    }));
    const { accepted, flags } = await load(acme, "new", later);
    expect([accepted, flags]).toEqual([3, ["PHONE_DENIED"]]);
    for (const { points } of await listPeople(acme))
      expect(points.map(({ channel }) => channel)).toEqual(["email"]);
  });

  it.each([
    ["no address", ""],
    ["an address", "ann@mail.example"],
  ])("beside %s denies the number of the contact that is named, and no mail", async (_, email) => {
    const { acme } = await made();
    const ann = await acme.identify({
      ...{ key: "7", email: "ann@mail.example", phone: "+33612345671", jurisdiction: "FR" },
    });
    const row = { ...rows[0], id: "7", email, phone: "" };
    expect(await load(acme, "old", [row])).toMatchObject({ consentEvents: 1 });
    const asked = { purpose: "marketing.news" } as const;
    const listCodes = async (channel: "email" | "sms") =>
      (await acme.decide(ann, { ...asked, channel })).reasons.map(({ code }) => code);
    expect(await listCodes("sms")).toContain("WITHDRAWN");
    expect(await listCodes("email")).not.toContain("WITHDRAWN");
  });

  it("counts for a later row of the same file", async () => {
    const { acme } = await made();
    const [first] = rows;
    const [phone = ""] = phones;
    const later = { id: "1", email: "ann@mail.example", phone };
    expect(await load(acme, "one", [{ ...first, id: "" }, later])).toMatchObject({
      ...{ accepted: 1, restricted: 1 },
    });
    const [ann] = await listPeople(acme);
    expect(ann?.points.map(({ channel }) => channel)).toEqual(["email"]);
  });
});
