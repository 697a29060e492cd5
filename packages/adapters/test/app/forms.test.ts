import { euRules } from "@wellsent/consent/rules";
import { type ContactPointRecord, contactPointId, type LedgerEntry } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, defineForm, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { double, linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function made(all: readonly AppTemplate[] = templates) {
  const email = memoryEmailTransport();
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const app = await wellsent({
    ...{ secret, schema, sender, email, clock },
    rules: [euRules],
    templates: all,
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
  const ledger = async (): Promise<readonly LedgerEntry[]> =>
    (await app.engine.store.readLedger({ tenant: acme.id, limit: 100 })).items;
  return { app, acme, ann, email, clock, ledger };
}

/** Presses the button of the page behind a link. */
async function press(web: (request: Request) => Promise<Response>, link: string) {
  const page = await (await web(new Request(link))).text();
  const fields = [...page.matchAll(/<(?:input|button)[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
  const body = new URLSearchParams(fields.map(([, name = "", value = ""]) => [name, value]));
  return web(
    new Request(link, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: body.toString(),
    }),
  );
}

async function everything<Item>(all: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of all) items.push(item);
  return items;
}

describe("a form", () => {
  it("in double mode: one mail asks, a GET permits nothing, the button does", async () => {
    const { app, acme, ann, email } = await made();
    const granted = await acme.grant(double, ann, { evidence: { ip: "192.0.2.7" } });
    expect(granted).toMatchObject({ status: "asked", allowed: false });
    expect(granted.confirmations).toMatchObject([{ queued: true }]);
    await acme.drain();
    expect(email.sent).toHaveLength(1);
    expect(email.sent[0]?.html).toContain("Send me news.");
    const link = linkIn(email.sent[0], "c");
    await app.web(new Request(link));
    expect(await acme.send(news, ann)).toMatchObject({ status: "refused" });
    expect((await press(app.web, link)).status).toBe(200);
    expect(await acme.send(news, ann)).toMatchObject({ queued: true, reasons: [] });
  });

  it("asks each of two addresses about itself alone", async () => {
    const { app, acme, ann, email } = await made();
    const { store, options } = app.engine;
    const address = "ann@work.example";
    const second: ContactPointRecord = {
      ...{ id: contactPointId("second"), channel: "email", address },
      fingerprints: options.consent.fingerprints("email", address),
    };
    await store.changeContacts(
      { tenant: acme.id, now: 0, lookups: [{ id: ann.contact }], keys: options.consent },
      ([contact]) =>
        contact === null || contact === undefined || "unreadable" in contact
          ? []
          : [{ contact: { ...contact, points: [...contact.points, second] } }],
    );
    expect(await acme.grant(double, ann)).toMatchObject({ status: "asked" });
    await acme.drain();
    expect(email.sent.map(({ to }) => to.address).sort()).toEqual(["ann@mail.example", address]);
    for (const mail of email.sent)
      expect((await press(app.web, linkIn(mail, "c"))).status).toBe(200);
    const { allowed } = await app.engine.decide({
      ...{ tenant: acme.id, contactPoint: second.id, purpose: "marketing.news" },
    });
    expect(allowed).toBe(true);
  });

  it("is kept as evidence: the wording's digest in the log, the address of the reader beside it", async () => {
    const { acme, ann, ledger } = await made();
    const { notice } = await acme.grant(single, ann, {
      evidence: { ip: "192.0.2.7" },
      locale: "de",
    });
    expect(await everything(acme.history(ann))).toMatchObject([
      { type: "consent.granted", notice, payload: { ip: "192.0.2.7" } },
    ]);
    const bob = await acme.identify({ email: "bob@mail.example" });
    expect(await everything(acme.history(bob))).toEqual([]);
    const grant = (await ledger()).find(({ type }) => type === "consent.granted");
    expect(grant?.leaf).toContain(notice);
    expect(grant?.leaf).not.toContain("192.0.2.7");
    expect(grant?.payload).toEqual({ ip: "192.0.2.7" });
    expect((await ledger()).map(({ type }) => type)).toContain("notice.published");
  });

  it("has another digest for each language and version, and the same for the same words", async () => {
    const { acme, ann } = await made();
    const digests = [];
    for (const locale of ["en", "de", "en"])
      digests.push((await acme.grant(single, ann, { locale })).notice);
    expect(digests[0]).toBe(digests[2]);
    expect(digests[0]).not.toBe(digests[1]);
    const next = { ...single, version: "2" };
    expect((await acme.grant(next, ann)).notice).not.toBe(digests[0]);
    await expect(acme.grant(single, ann, { locale: "fr" })).rejects.toMatchObject({
      code: "INPUT_FORM_LOCALE",
    });
  });

  it("speaks the only language that it has words in", async () => {
    const { acme, ann } = await made();
    const words = { mode: "single", purpose: "marketing.news" } as const;
    const german = defineForm(schema, { ...words, id: "nur", text: { de: "Ja, gern." } });
    expect(german.locale).toBe("de");
    expect(await acme.grant(german, ann)).toMatchObject({ status: "granted" });
    const both = defineForm(schema, { ...words, id: "both", text: { de: "Ja.", fr: "Oui." } });
    await expect(acme.grant(both, ann)).rejects.toMatchObject({ code: "INPUT_FORM_LOCALE" });
    await expect(acme.grant(german, ann, { locale: "fr" })).rejects.toMatchObject({
      code: "INPUT_FORM_LOCALE",
    });
  });

  it("grants the ticked boxes and no other, on topics and ways to watch", async () => {
    const { acme, ann } = await made();
    const form = defineForm(schema, {
      id: "choices",
      mode: "single",
      text: "What may we send?",
      asks: {
        magazine: { purpose: "marketing.news", topics: ["magazine"], label: "The magazine" },
        clicks: {
          purpose: "marketing.news",
          topics: ["magazine"],
          activities: ["track.click"],
          label: "You may see what I click",
        },
        offers: { purpose: "marketing.news", topics: ["offers"], label: "Offers" },
      },
    });
    await acme.grant(form, ann, { choices: ["magazine"] });
    const allowed = async (topic: "magazine" | "offers", activity: "send" | "track.click") =>
      (await acme.decide(ann, { purpose: "marketing.news", topic, activity })).allowed;
    expect(await allowed("magazine", "send")).toBe(true);
    expect(await allowed("magazine", "track.click")).toBe(false);
    expect(await allowed("offers", "send")).toBe(false);
    await acme.grant(form, ann, { choices: ["clicks"] });
    expect(await allowed("magazine", "track.click")).toBe(true);
    await expect(acme.grant(form, ann, { choices: [] })).rejects.toMatchObject({
      code: "INPUT_CHOICE",
    });
  });

  it("lifts no denial in single mode, and says so", async () => {
    const { acme, ann } = await made();
    expect(await acme.withdraw(ann, { purpose: "marketing.news" })).toEqual({
      recorded: true,
      refused: [],
    });
    const granted = await acme.grant(single, ann);
    expect(granted.allowed).toBe(false);
    expect(granted.reasons.join()).toContain("WITHDRAWN");
  });

  it("records nothing where nobody could be asked", async () => {
    const { acme, ann, ledger } = await made(templates.filter(({ id }) => id !== "confirm"));
    await expect(acme.grant(double, ann)).rejects.toMatchObject({
      code: "INPUT_CONFIRMATION_TEMPLATE",
    });
    expect((await ledger()).filter(({ type }) => type.startsWith("consent."))).toEqual([]);
    const phone = await acme.identify({ key: "p", phone: "+4915112345678" });
    await expect(acme.grant(single, phone)).rejects.toMatchObject({ code: "INPUT_CONTACT_POINT" });
  });

  it.each([
    ["no words", { id: "f", text: " ", purpose: "marketing.news" }, "DEFINITION_FORM_TEXT"],
    ["no plain name", { id: "f f", text: "t", purpose: "marketing.news" }, "DEFINITION_NAME"],
    ["nothing to ask", { id: "f", text: "t", asks: {} }, "DEFINITION_FORM_ASKS"],
    [
      "an empty list",
      { id: "f", text: "t", purpose: "marketing.news", channels: [] },
      "DEFINITION_FORM_ASKS",
    ],
    [
      "two asks under one button",
      { id: "f", text: "t", asks: { a: { purpose: "orders" }, b: { purpose: "marketing.news" } } },
      "DEFINITION_FORM_BUNDLED",
    ],
  ] as const)("is refused with %s", (_, definition, code) => {
    expect(() => defineForm(schema, definition)).toThrow(expect.objectContaining({ code }));
  });
});

describe("preferencesLink", () => {
  it("opens the page of that address, and saving ends what was unticked", async () => {
    const { app, acme, ann } = await made();
    await acme.grant(single, ann);
    const link = await acme.preferencesLink(ann);
    const page = await (await app.web(new Request(link))).text();
    const shown = /name="shown" value="([^"]+)"/.exec(page)?.[1] ?? "";
    expect(shown).toContain("+on:email:marketing.news");
    const saved = await app.web(
      new Request(link, { method: "POST", body: new URLSearchParams({ action: "save", shown }) }),
    );
    expect(saved.status).toBe(200);
    expect((await acme.send(news, ann)).reasons.join()).toContain("WITHDRAWN");
    // It opens its own page alone, and tells nobody whose it is.
    expect((await app.web(new Request(link.replace("/p/", "/u/")))).status).toBe(404);
    expect(link).not.toContain("ann");
    expect(link).not.toContain(ann.contact);
  });

  it("is refused where there is no such contact or address", async () => {
    const { app, acme, ann } = await made();
    await expect(app.tenant("other").preferencesLink(ann)).rejects.toMatchObject({
      code: "INPUT_CONTACT_UNKNOWN",
    });
    await expect(acme.preferencesLink(ann, "sms")).rejects.toMatchObject({
      code: "INPUT_CONTACT_POINT",
    });
  });
});
