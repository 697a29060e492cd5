import { memoryStore } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import {
  consentGate,
  consentPages,
  requestConsent,
  suppressionKeys,
  withdrawConsent,
} from "@wellsent/consent";
import { draftEvent } from "@wellsent/consent/ledger";
import { storeHolder } from "@wellsent/consent/rights";
import { euRules, usEmailRules } from "@wellsent/consent/rules";
import {
  type ConsentDraft,
  contactPointId,
  defineSchema,
  type Renderer,
  type Store,
  tenantId,
} from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { recordingTransport } from "../engine/world.js";

const tenant = tenantId("acme");
const purpose = "marketing.news";
const cell = { channel: "email", purpose, activity: "send" } as const;
const notice = "0".repeat(64);
const base = "https://m.example/c/";
const day = 86_400_000;

const templates = fakeRenderer({
  news: { text: "News" },
  confirm: { text: "Please confirm", messageClass: "confirmation_request" },
});

/** The link to confirm stands in the mail that asks. */
const renderer: Renderer = {
  ...templates,
  render: (request) => {
    const rendered = templates.render(request);
    if (!rendered.rendered) return rendered;
    return { ...rendered, text: `${rendered.text}\n${request.links.confirm ?? ""}` };
  },
};

function world(store: Store) {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const random = seededRandom(11);
  const ids = sequentialIds("id");
  const transport = recordingTransport(clock);
  const engine = createEngine({
    schema: defineSchema({ attributes: z.object({}), purposes: { [purpose]: {} } }),
    store,
    email: transport,
    consent: consentGate({
      rules: [euRules, usEmailRules],
      keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
    }),
    pages: consentPages({
      baseUrl: base,
      tokens: { current: { kid: "t1", secret: random.bytes(32) } },
      brand: { name: "Acme", listDomain: "lists.acme.example" },
      purposes: [{ purpose, label: "News" }],
      notice,
    }),
    renderer,
    senderFor: () => ({
      from: { address: "hello@acme.example" },
      timeZone: "Europe/Berlin",
      confirmationTemplate: "confirm",
    }),
    clock,
    random,
  });
  const by = () => ({ ids, random, now: clock.now() });
  let sends = 0;
  const campaign = async (contact: Awaited<ReturnType<typeof identify>>["contact"]) => {
    clock.advanceBy(1000);
    const before = transport.sent.length;
    const sent = await engine.send({
      tenant,
      contact,
      id: `n-${++sends}`,
      template: "news",
      purpose,
    });
    await engine.drain(tenant);
    const codes = sent.decision?.reasons.map(({ code }) => code) ?? [];
    return { mails: transport.sent.slice(before), codes };
  };
  const identify = (email: string, key = "K1") =>
    engine.identify({ tenant, key, email, jurisdiction: "US" });
  const linkIn = (text: string, letter: string): string => {
    const [, path] = new RegExp(`${base}(${letter}/\\S+)`).exec(text) ?? [];
    if (path === undefined) throw new Error("the mail has no such link");
    return path;
  };
  const visit = (method: string, path: string, body: Readonly<Record<string, string>> = {}) =>
    engine.respond(
      { method, path, query: {}, body, locale: "en", at: clock.now() },
      { method, userAgent: "Mozilla/5.0 (X11)", acceptLanguage: "en" },
    );
  const ledger = async () => (await store.readLedger({ tenant, limit: 500 })).items;
  const record = (drafts: readonly ConsentDraft[]) => engine.record(tenant, drafts);
  return { clock, engine, transport, ids, by, campaign, identify, linkIn, visit, ledger, record };
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
])("a denial along the whole road, over the %s store", (_, create) => {
  it("outlives an address that goes and comes back, and one that somebody else takes", async () => {
    const { identify, campaign, record, by, transport } = world(create());
    const ann = await identify("ann@mail.example");
    const [point] = ann.points;
    if (point === undefined) throw new Error("no point");
    await record([withdrawConsent(by(), { contactPoint: point.id, scope: {} })]);
    await identify("typo@mail.example");
    await identify("ann@mail.example");
    expect((await campaign(ann.contact)).codes).toContain("WITHDRAWN");
    await identify("else@mail.example");
    const bob = await identify("ANN@mail.example", "K2");
    expect((await campaign(bob.contact)).codes).toContain("WITHDRAWN");
    const wide = "ａｎｎ@mail.example";
    const cyd = await identify(wide, "K2");
    expect(cyd.contact).toBe(bob.contact);
    expect(transport.sent).toEqual([]);
    // It is the person who has left, whatever their address.
    expect((await campaign(ann.contact)).codes).toContain("WITHDRAWN");
    expect(transport.sent).toEqual([]);
  });

  it("counts for the person's later addresses as well, until one of them lifts it for itself", async () => {
    const { identify, campaign, record, by, clock, engine, linkIn, visit, transport } = world(
      create(),
    );
    const ann = await identify("ann@mail.example");
    const bob = await identify("bob@mail.example", "K2");
    const [point] = ann.points;
    if (point === undefined) throw new Error("no point");
    await record([withdrawConsent(by(), { contactPoint: point.id, scope: cell })]);
    clock.advanceBy(1000);
    const { points } = await identify("new@mail.example");
    expect((await campaign(ann.contact)).codes).toContain("WITHDRAWN");
    expect((await campaign(bob.contact)).mails).toHaveLength(1);
    const contactPoint = points[0]?.id ?? contactPointId("none");
    const asked = requestConsent(by(), { contactPoint, mode: "double", cells: [cell], notice });
    expect((await record(asked.drafts)).refused).toEqual([]);
    clock.advanceBy(1000);
    await engine.send({
      ...{ tenant, contact: ann.contact, id: "ask", template: "confirm", purpose },
      data: { request: { ...asked.confirmation } },
    });
    await engine.drain(tenant);
    const confirm = linkIn(transport.sent.at(-1)?.text ?? "", "c");
    expect((await visit("POST", confirm, { action: "confirm" })).status).toBe(200);
    const { mails } = await campaign(ann.contact);
    expect(mails.map(({ to }) => to)).toEqual(["new@mail.example"]);
    // What the new mailbox said is its own: the old one has still left.
    await identify("ann@mail.example");
    expect((await campaign(ann.contact)).codes).toContain("WITHDRAWN");
  });

  it("does not where it is about the address and nobody's wish", async () => {
    const { identify, campaign, record, ids, clock } = world(create());
    const ann = await identify("dead@mail.example");
    const [point] = ann.points;
    if (point === undefined) throw new Error("no point");
    await record(
      (["hard_bounce", "manual"] as const).map((reason) =>
        draftEvent({
          ...{ id: ids.next(), type: "suppression.added", contactPoint: point.id },
          ...{ effectiveAt: clock.now(), actor: { kind: "system" }, method: "api" },
          detail: { reason },
        }),
      ),
    );
    expect((await campaign(ann.contact)).codes).toContain("SUPPRESSED_HARD_BOUNCE");
    await identify("new@mail.example");
    const { mails } = await campaign(ann.contact);
    expect(mails.map(({ to }) => to)).toEqual(["new@mail.example"]);
  });

  it("counts for the present address where the link's own was replaced, once a day, and says so", async () => {
    const { identify, campaign, linkIn, visit, ledger } = world(create());
    const ann = await identify("ann@mail.example");
    const [mail] = (await campaign(ann.contact)).mails;
    const link = linkIn(mail?.text ?? "", "u");
    await identify("new@mail.example");
    for (let post = 0; post < 50; post++) {
      const { status, body } = await visit("POST", link, {
        action: "unsubscribe",
        scope: "purpose",
      });
      expect(status).toBe(200);
      expect(body).toContain("every address of yours");
    }
    const events = await ledger();
    expect(events.map(({ type }) => type)).toEqual(["consent.withdrawn", "consent.withdrawn"]);
    expect(new Set(events.map(({ contactPoint }) => contactPoint)).size).toBe(2);
    expect((await campaign(ann.contact)).codes).toContain("WITHDRAWN");
  });

  it("ends after an erasure with the mailbox's own confirmation and nothing before", async () => {
    const store = create();
    const { clock, engine, ids, by, campaign, identify, linkIn, visit, record, transport } =
      world(store);
    const ann = await identify("old@mail.example");
    const [mail] = (await campaign(ann.contact)).mails;
    await identify("ann@mail.example");
    const holder = storeHolder({ engine, tenant, clock, ids });
    const { observed } = await holder.erase({ contact: ann.contact, points: [] }, holder.classes);
    expect(observed.filter(({ outcome }) => outcome === "failed")).toEqual([]);

    for (const [email, key] of [
      ["ann@mail.example", "K2"],
      ["old@mail.example", "K3"],
    ] as const) {
      clock.advanceBy(day);
      const again = await identify(email, key);
      expect((await campaign(again.contact)).codes).toContain("SUPPRESSED_ERASED");
      const contactPoint = again.points[0]?.id ?? contactPointId("none");
      const form = { contactPoint, mode: "double", cells: [cell], notice } as const;
      const byOperator = requestConsent(by(), { ...form, actor: { kind: "operator" } });
      const { refused } = await record(byOperator.drafts);
      expect(refused.map(({ code }) => code)).toEqual(["SUPPRESSED_ERASED"]);

      const asked = requestConsent(by(), form);
      expect((await record(asked.drafts)).refused).toEqual([]);
      clock.advanceBy(1000);
      await engine.send({
        ...{ tenant, contact: again.contact, id: `confirm-${key}`, template: "confirm", purpose },
        data: { request: { ...asked.confirmation } },
      });
      await engine.drain(tenant);
      const question = transport.sent.at(-1);
      expect(question?.to).toBe(email);
      expect((await campaign(again.contact)).codes).toContain("SUPPRESSED_ERASED");
      const confirm = linkIn(question?.text ?? "", "c");
      expect((await visit("GET", confirm)).body).toContain("<button");
      expect((await campaign(again.contact)).mails).toEqual([]);
      expect((await visit("POST", confirm, { action: "confirm" })).status).toBe(200);
      expect((await campaign(again.contact)).mails.map(({ to }) => to)).toEqual([email]);
    }
    // The way out of a mail from before all that still works, for whoever has the address now.
    const { status } = await visit("POST", linkIn(mail?.text ?? "", "u"), {
      "List-Unsubscribe": "One-Click",
    });
    expect(status).toBe(200);
    const now = await store.readContact({ tenant, lookup: { key: "K3" } });
    expect(now === null ? [] : (await campaign(now.id)).codes).toContain("WITHDRAWN");
  });

  it("is taken back on the page by one mail, which comes however often the button is pressed", async () => {
    const { clock, engine, identify, campaign, linkIn, visit, transport, ledger } = world(create());
    const ann = await identify("ann@mail.example");
    const [mail] = (await campaign(ann.contact)).mails;
    const link = linkIn(mail?.text ?? "", "u");
    await visit("POST", link, { action: "unsubscribe" });
    for (let post = 0; post < 20; post++) {
      clock.advanceBy(1000);
      await visit("POST", link, { action: "undo" });
    }
    await engine.drain(tenant);
    const asking = transport.sent.filter(({ text }) => text.includes("Please confirm"));
    expect(asking).toHaveLength(1);
    await visit("POST", linkIn(asking[0]?.text ?? "", "c"), { action: "confirm" });
    expect((await campaign(ann.contact)).mails).toHaveLength(1);
    await visit("POST", link, { action: "unsubscribe" });
    expect((await campaign(ann.contact)).codes).toContain("WITHDRAWN");
    expect((await ledger()).map(({ type }) => type)).toEqual([
      "consent.withdrawn",
      "consent.requested",
      "consent.confirmed",
      "consent.withdrawn",
    ]);
  });

  it("is later than the yes it answers, by whatever clock it is reported", async () => {
    const store = create();
    const { clock, engine, identify, campaign, linkIn, visit, transport } = world(store);
    const ann = await identify("ann@mail.example");
    const [mail] = (await campaign(ann.contact)).mails;
    const link = linkIn(mail?.text ?? "", "u");
    for (const type of ["unsubscribed", "complained"] as const) {
      await visit("POST", link, { action: "unsubscribe" });
      clock.advanceBy(1000);
      await visit("POST", link, { action: "undo" });
      await engine.drain(tenant);
      clock.advanceBy(1000);
      const confirm = linkIn(transport.sent.at(-1)?.text ?? "", "c");
      await visit("POST", confirm, { action: "confirm" });
      expect((await campaign(ann.contact)).mails).toHaveLength(1);
      const sent = (await store.readOutbox({ tenant, contact: ann.contact, limit: 100 })).items;
      const [answered] = sent.toSorted((x, y) => y.createdAt - x.createdAt);
      if (answered === undefined) throw new Error("no mail to answer");
      clock.advanceBy(day);
      const reported = { type, dedupeKey: type, message: answered.key, at: 0 };
      expect((await engine.report(tenant, [reported])).accepted).toBe(1);
      expect((await campaign(ann.contact)).mails).toEqual([]);
      clock.advanceBy(day);
    }
  });

  it("ends text messages where everything is left by the link of a mail, and only then", async () => {
    const { engine, campaign, linkIn, visit, ledger } = world(create());
    const phone = "+4915112345678";
    const ann = await engine.identify({
      ...{ tenant, key: "K1", email: "ann@mail.example", phone, jurisdiction: "US" },
    });
    const [mail] = (await campaign(ann.contact)).mails;
    const link = linkIn(mail?.text ?? "", "u");
    const findPoint = (channel: string) => ann.points.find((each) => each.channel === channel)?.id;
    const points = async () => (await ledger()).map(({ contactPoint }) => contactPoint);
    await visit("POST", link, { "List-Unsubscribe": "One-Click" });
    expect(await points()).toEqual([findPoint("email")]);
    await visit("POST", link, { action: "unsubscribe", scope: "everything" });
    const both = [findPoint("email"), findPoint("email"), findPoint("sms")];
    expect(await points()).toEqual(both);
    expect(new Set(both).size).toBe(2);
  });
});
