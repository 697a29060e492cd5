import { describe, expect, it } from "vitest";
import { testApp } from "../../src/testing/index.js";
import {
  alert,
  confirm,
  definitions,
  lastCall,
  newsForm,
  proMembers,
  receipt,
  series,
  welcome,
} from "./boutique.js";

const at = "2026-03-06T10:00:00Z";
const made = (more: { readonly confirmOn?: "get" } = {}) =>
  testApp({ ...definitions, ...more, at });
const ledgerTypes = async (t: Awaited<ReturnType<typeof made>>) =>
  (await t.app.engine.store.readLedger({ tenant: t.id, limit: 100 })).items.map(({ type }) => type);

describe("a test app", () => {
  it("has every template that its workflows send", async () => {
    const templates = definitions.templates.filter(({ id }) => id !== "last-call");
    await expect(testApp({ ...definitions, templates })).rejects.toMatchObject({
      ...{ code: "TEST_TEMPLATE_UNKNOWN", message: expect.stringContaining("last-call") },
      path: expect.stringMatching(/^workflows\.series\.nodes\.\S+\.template$/),
    });
  });
});

describe("a person", () => {
  it("is a contact, with attributes beside address, zone and language", async () => {
    const t = await made();
    const ann = await t.person({ plan: "pro", timeZone: "America/New_York", locale: "en" });
    const bob = await t.person({ email: "bob@mail.example", attributes: { firstName: "Bob" } });
    expect(await t.contact(ann)).toMatchObject({
      key: "person-1@mail.example",
      attributes: { plan: "pro" },
      timeZone: { name: "America/New_York" },
    });
    expect(bob.email).toBe("bob@mail.example");
    expect(await t.contact(bob)).toMatchObject({ attributes: { firstName: "Bob" } });
    expect(await ann.isIn(proMembers)).toBe(true);
    expect(await bob.isIn(proMembers)).toBe(false);
  });

  it("gets nothing without permission, and what the law says about it is on record", async () => {
    const t = await made();
    const ann = await t.person();
    expect(await t.send(welcome, ann)).toMatchObject({ status: "refused" });
    expect(ann.mails).toEqual([]);
    expect((await ann.explain(welcome)).messages).toMatchObject([
      {
        template: "welcome",
        reasons: expect.arrayContaining([expect.objectContaining({ code: "NO_CONSENT" })]),
      },
    ]);
  });

  it("subscribed with wording and evidence on record, also where double opt-in is the law", async () => {
    const t = await made();
    const ann = await t.person({ jurisdiction: "DE" }).subscribed("marketing.news", {
      topics: ["offers"],
    });
    expect(await ledgerTypes(t)).toEqual(
      expect.arrayContaining(["notice.published", "consent.requested", "consent.confirmed"]),
    );
    const offers = await ann.decision("marketing.news", { topic: "offers" });
    expect(offers.allowed).toBe(true);
    expect(offers.evidence.noticeDigests).toHaveLength(1);
    expect((await ann.decision("marketing.news", { topic: "magazine" })).allowed).toBe(false);
    expect(
      (await ann.decision("marketing.news", { topic: "offers", activity: "track.click" })).allowed,
    ).toBe(false);
    expect(ann.mails).toEqual([]);
  });

  it("is not subscribed against their own no, and the code says why", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news");
    await ann.unsubscribes(welcome);
    await expect(ann.subscribed("marketing.news")).resolves.toBe(ann);
    const old = t.person().subscribed("marketing.news", { at: "2010-01-01T10:00:00Z" });
    await expect(old).rejects.toMatchObject({ code: "TEST_NOT_SUBSCRIBED" });
    // As a caller without types would.
    const inVain: unknown = Reflect.apply(ann.subscribed, ann, ["marketing.nwes"]);
    await expect(inVain).rejects.toMatchObject({
      ...{ code: "TEST_NOT_SUBSCRIBED", path: "purpose" },
      remedy: expect.stringContaining("marketing.news"),
    });
    await expect(
      t.person().subscribed("marketing.news", { channels: ["sms"] }),
    ).rejects.toMatchObject({
      code: "TEST_ADDRESS_MISSING",
    });
  });

  it("signs up by a form and confirms by the link in the mail", async () => {
    const t = await made();
    const ann = await t.person();
    expect(await t.grant(newsForm, ann)).toMatchObject({ status: "asked" });
    expect(ann.mails).toMatchObject([{ template: "confirm", subject: "Please confirm" }]);
    const confirmed = await ann.confirms();
    expect(confirmed.status).toBe(200);
    expect(ann.mails.map(({ template }) => template)).toEqual(["confirm", "welcome"]);
    await t.advanceBy("3 weeks");
    for (const which of [undefined, confirm, ann.mails[0]])
      await expect(ann.confirms(which)).rejects.toMatchObject({ code: "TEST_REQUEST_USED" });
    expect((await ann.visits("confirm")).html).not.toContain("<button");
    const late = await t.person();
    await t.grant(newsForm, late);
    await t.advanceBy("15 days");
    expect((await late.confirms()).status).toBe(410);
    expect(late.mails).toHaveLength(1);
  });

  it("confirms by opening the link where that is enough, and once", async () => {
    const t = await made({ confirmOn: "get" });
    const ann = await t.person();
    await t.grant(newsForm, ann);
    expect((await ann.confirms()).status).toBe(200);
    expect(ann.mails.map(({ template }) => template)).toContain("confirm");
    await expect(ann.confirms()).rejects.toMatchObject({ code: "TEST_REQUEST_USED" });
  });

  it("clicks the tracked link, and the workflow hears of it", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news", { tracking: ["clicks"] });
    const [mail] = ann.mails;
    expect(mail?.links.map(({ kind, to, tracked }) => [kind, to, tracked])).toEqual([
      ["content", "https://shop.example/new?a=1&b=2", true],
      ["content", "https://shop.example/sale", true],
      ["preferences", expect.stringContaining("https://boutique.example/m/p/"), false],
      ["unsubscribe", expect.stringContaining("https://boutique.example/m/u/"), false],
    ]);
    expect(await ann.clicks(welcome, { link: "/sale" })).toEqual({
      tracked: true,
      to: "https://shop.example/sale",
    });
    expect((await ann.explain()).runs).toMatchObject([{ outcome: "clicked" }]);
    await t.advanceBy("30 days");
    expect(ann.mails).toHaveLength(1);
  });

  it("clicks and opens unheard where they agreed to no watching", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news");
    expect(await ann.clicks()).toEqual({
      tracked: false,
      to: "https://shop.example/new?a=1&b=2",
    });
    expect(await ann.opens()).toEqual({ tracked: false, to: "" });
    await t.advanceBy("30 days");
    expect(ann.mails.map(({ template }) => template)).toEqual(["welcome", "last-call"]);
  });

  it("opens by loading the image, noticed as a person and not as a machine", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news", { tracking: true });
    expect(await ann.opens()).toEqual({ tracked: true, to: "" });
    const needs = { events: {}, messages: null, consent: false };
    const asked = { tenant: t.id, now: t.now(), contact: ann.id, needs };
    const facts = await t.app.engine.store.readFacts(asked);
    expect(facts?.messages).toMatchObject([{ template: "welcome", openedAt: t.now() }]);
  });

  it("leaves by the button of the mailbox, and no year brings another mail", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news");
    expect((await ann.unsubscribes()).status).toBe(200);
    await t.advanceBy("1 year");
    expect(ann.mails).toHaveLength(1);
    expect((await ann.explain()).runs).toMatchObject([{ outcome: "left" }]);
    expect(await t.send(lastCall, ann)).toMatchObject({ status: "refused" });
  });

  it("leaves by the page, as much as they choose", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news", { tracking: true });
    await ann.unsubscribes(welcome, { scope: "tracking" });
    const clicks = await ann.decision("marketing.news", { activity: "track.click" });
    expect([clicks.allowed, (await ann.decision("marketing.news")).allowed]).toEqual([false, true]);
    const page = await ann.visits("unsubscribe");
    expect(page.fields).toMatchObject({ scope: "purpose", action: "unsubscribe" });
    expect((await page.press({ scope: "everything" })).status).toBe(200);
    expect((await ann.decision("marketing.news")).allowed).toBe(false);
  });

  it("chooses at the preference centre, by what stands beside the boxes", async () => {
    const t = await made();
    const ann = await t.person().subscribed("marketing.news", { tracking: true });
    const page = await ann.visits("preferences");
    const saved = await page.press({ "Other messages of “News”": false, Offers: true });
    expect(saved.status).toBe(200);
    const allowed = async (topic: "offers" | "magazine") =>
      (await ann.decision("marketing.news", { topic })).allowed;
    expect([await allowed("offers"), await allowed("magazine")]).toEqual([false, false]);
    // A yes out of a mail's link counts once the mailbox has confirmed it.
    await ann.confirms();
    expect([await allowed("offers"), await allowed("magazine")]).toEqual([true, false]);
    await expect(page.press({ Offres: true })).rejects.toMatchObject({
      code: "TEST_FIELD_MISSING",
      remedy: expect.stringContaining("Offers"),
    });
    await expect(saved.press()).rejects.toMatchObject({ code: "TEST_BUTTON_MISSING" });
  });

  it("bounces, complains and replies, as providers report it", async () => {
    const t = await made();
    const [ann, bob, cleo] = [
      await t.person().subscribed("marketing.news"),
      await t.person().subscribed("marketing.news"),
      await t.person().subscribed("marketing.news"),
    ];
    await ann.bounces();
    await bob.complains();
    await cleo.bounces("soft");
    await cleo.replies();
    const allowed = [];
    for (const one of [ann, bob, cleo])
      allowed.push((await one.decision("marketing.news")).allowed);
    expect(allowed).toEqual([false, false, true]);
  });

  it("has habits, until they go silent", async () => {
    const t = await made();
    const ann = await t.person();
    ann.whenever(welcome, (mail) => ann.clicks(mail), { after: "2 days" });
    await ann.subscribed("marketing.news", { tracking: true });
    await t.advanceBy("47 hours");
    expect((await ann.explain()).runs).toMatchObject([{ outcome: null }]);
    await t.advanceBy("1 hour");
    expect((await ann.explain()).runs).toMatchObject([{ outcome: "clicked" }]);
    const bob = await t.person();
    bob.whenever(welcome, () => bob.clicks());
    await bob.subscribed("marketing.news", { tracking: true });
    bob.goesSilent();
    await t.advanceBy("30 days");
    expect(bob.mails.map(({ template }) => template)).toEqual(["welcome", "last-call"]);
  });

  it("gets text messages, with a way out by the link", async () => {
    const t = await made();
    const ann = await t
      .person({ phone: "+4915112345678" })
      .subscribed("marketing.news", { channels: ["sms"] })
      .subscribed("orders", { tracking: ["opens"] })
      .subscribed("orders");
    await t.send(alert, ann);
    expect(t.textsTo(ann)).toMatchObject([{ template: "alert", at: "2026-03-06T10:00:00Z" }]);
    expect((await ann.unsubscribes()).status).toBe(200);
    expect(await t.send(alert, ann, { id: "2" })).toMatchObject({ status: "refused" });
  });

  it("answers a text by STOP, and by START", async () => {
    const t = await made();
    const ann = await t
      .person({ phone: "+4915112345678" })
      .subscribed("marketing.news", { channels: ["sms"] });
    await t.send(alert, ann);
    expect(await ann.sendsText("STOP")).toMatchObject({ takenAs: "stop", recorded: true });
    expect(await t.send(alert, ann, { id: "2" })).toMatchObject({ status: "refused" });
    await t.advanceBy("1 minute");
    expect(await ann.sendsText("START")).toMatchObject({ takenAs: "start", recorded: true });
    expect(await t.send(alert, ann, { id: "3" })).toMatchObject({ status: "queued" });
    const bob = await t.person();
    await expect(bob.sendsText("STOP")).rejects.toMatchObject({ code: "TEST_ADDRESS_MISSING" });
  });

  it("says what is missing, and what to do", async () => {
    const t = await made();
    const ann = await t.person();
    await expect(ann.clicks()).rejects.toMatchObject({ code: "TEST_MAIL_MISSING" });
    await t.send(receipt, ann, { data: { number: "1" } });
    await expect(ann.clicks(welcome)).rejects.toMatchObject({ code: "TEST_MAIL_MISSING" });
    await expect(ann.clicks(receipt)).rejects.toMatchObject({ code: "TEST_LINK_MISSING" });
    await t.erase(ann);
    await expect(ann.explain()).rejects.toMatchObject({ code: "TEST_PERSON_UNKNOWN" });
  });
});

describe("several tenants", () => {
  it("share time and providers, and nothing else", async () => {
    const { sender } = definitions;
    const t = await testApp({
      ...definitions,
      at,
      tenants: { north: { sender }, south: { sender } },
    });
    expect(t.id).toBe("north");
    const south = t.inTenant("south");
    const ann = await t.person({ email: "ann@mail.example" }).subscribed("marketing.news");
    const same = await south.person({ email: "ann@mail.example" });
    await t.advanceBy("30 days");
    expect([t.mailsTo(ann).length, south.mailsTo(same).length]).toEqual([2, 0]);
    expect(south.mailsTo(ann)).toEqual([]);
    expect(series.id).toBe("series");
  });
});
