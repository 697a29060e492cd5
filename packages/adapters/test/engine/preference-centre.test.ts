import {
  type Cell,
  consentGate,
  consentPages,
  type Notice,
  noticeDigest,
  publishNotice,
  publishRules,
  requestConsent,
  suppressionKeys,
} from "@wellsent/consent";
import { draftEvent } from "@wellsent/consent/ledger";
import { euRules, usEmailRules } from "@wellsent/consent/rules";
import { defineSchema, type Renderer, type Store, tenantId } from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { fakeRenderer, seededRandom, sequentialIds, simulatedClock } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  type MemoryEmailTransportOptions,
  memoryEmailTransport,
  memorySmsTransport,
  memoryStore,
} from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";

const tenant = tenantId("acme");
const base = "https://m.example/c/";

const wording: Notice = {
  ...{ id: "centre", version: "3", locale: "en", controller: "Acme Ltd", recipients: [] },
  ...{ purposes: ["news"], channels: ["email"], activities: ["send", "track.click"] },
  ...{ text: "We write about apples.", withdrawal: "By the link in each message." },
};
const notice = noticeDigest(wording);

const templates = fakeRenderer({
  news: { text: "News", links: ["https://shop.example/"] },
  confirm: { text: "Please confirm", messageClass: "confirmation_request" },
  texted: { text: "Confirm", channel: "sms", messageClass: "confirmation_request" },
});
const renderer: Renderer = {
  ...templates,
  render: (request) => {
    const made = templates.render(request);
    const { confirm, preferences, wording: words = "" } = request.links;
    if (!made.rendered) return made;
    return { ...made, text: confirm ?? `${made.text}\n${preferences}\n${words}` };
  },
};

async function world(
  store: Store,
  cells: readonly Cell[],
  {
    phone = false,
    textsAsk = true,
    outcomes = () => ({ outcome: "accepted" }),
  }: {
    readonly phone?: boolean;
    readonly textsAsk?: boolean;
    readonly outcomes?: NonNullable<MemoryEmailTransportOptions["outcomes"]>;
  } = {},
) {
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const random = seededRandom(11);
  const by = () => ({ ids: sequentialIds(`id${clock.now()}`), random, now: clock.now() });
  const [email, sms] = [memoryEmailTransport({ outcomes }), memorySmsTransport()];
  const logged: string[] = [];
  const gate = consentGate({
    rules: [euRules, usEmailRules],
    keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }),
    // The tables were verified in November 2026; the clock of this world is before that.
    verifyRulesAfter: "P1Y",
  });
  const pages = consentPages({
    baseUrl: base,
    tokens: { current: { kid: "t1", secret: random.bytes(32) } },
    brand: { name: "Acme", listDomain: "lists.acme.example" },
    purposes: [
      {
        purpose: "news",
        label: "News",
        topics: [
          { topic: "a", label: "A" },
          { topic: "b", label: "B" },
        ],
      },
      { purpose: "offers", label: "Offers" },
      { purpose: "alerts", label: "Alerts", channel: "sms" },
    ],
    notice,
  });
  const engine = createEngine({
    schema: defineSchema({
      attributes: z.object({}),
      purposes: { news: { topics: ["a", "b"] }, offers: {}, alerts: {} },
    }),
    ...{ store, email, sms, consent: gate, pages, renderer, clock, random },
    logger: { log: (_level, message, fields) => logged.push(`${message} ${fields?.["code"]}`) },
    senderFor: () => ({
      from: { address: "hello@acme.example" },
      smsFrom: { type: "alphanumeric", id: "Acme" },
      timeZone: "Europe/Berlin",
      confirmationTemplate: "confirm",
      ...(textsAsk ? { smsConfirmationTemplate: "texted" } : {}),
    }),
  });
  const who = await engine.identify({
    ...{ tenant, email: "ann@mail.example", jurisdiction: "NL" },
    ...(phone ? { phone: "+31612345678" } : {}),
  });
  const address = who.points.find(({ channel }) => channel === "email");
  if (address === undefined) throw new Error("no address");
  const request = { contactPoint: address.id, mode: "single", notice } as const;
  await engine.record(tenant, requestConsent(by(), { ...request, cells }).drafts);
  let sends = 0;
  const send = async (more: { readonly topic?: "a" | "b" } = {}) => {
    clock.advanceBy(60_000);
    const id = `n-${++sends}`;
    const before = email.sent.length;
    await engine.send({
      tenant,
      contact: who.contact,
      id,
      template: "news",
      purpose: "news",
      ...more,
    });
    await engine.drain(tenant);
    return email.sent.slice(before).map(({ html = "", text = "" }) => ({
      pixel: html.includes("<img"),
      tracked: text.includes(`${base}l/`),
      text,
    }));
  };
  const visit = async (method: string, path: string, body: Record<string, string> = {}) => {
    clock.advanceBy(60_000);
    const answer = await engine.respond(
      { method, path, query: {}, body, locale: "en", at: clock.now() },
      { method, userAgent: "Mozilla/5.0 (X11)", acceptLanguage: "en" },
    );
    await engine.drain(tenant);
    return { ...answer, text: String(answer.body) };
  };
  /** The preference centre of the latest mail. */
  const centre = (): string => {
    const texts = email.sent.flatMap(({ text = "" }) => text.match(/(?<=\/c\/)p\/\S+/) ?? []);
    return texts.at(-1) ?? "";
  };
  const size = async () => (await store.readLedgerHead(tenant)).size;
  return { ...{ clock, store, engine, email, sms, who, send, visit, centre, size, logged, gate } };
}

function cell(purpose: string, activity: Cell["activity"] = "send", topic?: string): Cell {
  return {
    ...{ channel: "email", purpose, activity },
    ...(topic === undefined ? {} : { topic }),
  };
}
function ticked(page: string): Record<string, string> {
  return Object.fromEntries(
    [...page.matchAll(/name="([^"]+)" value="1" checked/g)].map(([, name = ""]) => [name, "1"]),
  );
}
function hidden(page: string): Record<string, string> {
  return {
    shown: /name="shown" value="([^"]*)"/.exec(page)?.[1] ?? "",
  };
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("the preference centre over the %s store", (_name, create) => {
  const whole = [cell("news"), cell("news", "track.open"), cell("news", "track.click")];

  it("shows a purpose that was granted whole, keeps it unchanged, and ends all of it", async () => {
    const { send, visit, centre, size } = await world(create(), whole);
    expect(await send()).toMatchObject([{ pixel: true, tracked: true }]);
    const page = (await visit("GET", centre())).text;
    const boxes = ticked(page);
    expect(Object.keys(boxes)).toEqual(["on:email:news:", "track:track.open", "track:track.click"]);
    const before = await size();
    await visit("POST", centre(), { ...boxes, ...hidden(page), action: "save" });
    expect(await size()).toBe(before);
    await visit("POST", centre(), { "on:email:news:": "1", ...hidden(page), action: "save" });
    expect(await send()).toMatchObject([{ pixel: false, tracked: false }]);
    const last = (await visit("GET", centre())).text;
    await visit("POST", centre(), { ...hidden(last), action: "save" });
    expect(await send()).toEqual([]);
  });

  it.each([
    ["on:email:news:b", ["B (News)"]],
    ["on:email:offers:", ["Offers"]],
    ["track:track.click", ["Which links I follow: A (News)"]],
  ])("asks about what was ticked, by a mail of its own: %s", async (name, names) => {
    const { send, visit, centre, email, store } = await world(create(), [
      cell("news", "send", "a"),
    ]);
    await send({ topic: "a" });
    const page = (await visit("GET", centre())).text;
    const body = { ...ticked(page), ...hidden(page), [name]: "1", action: "save" };
    const saved = await visit("POST", centre(), body);
    for (const each of names) expect(saved.text).toContain(each);
    const asks = email.sent.filter(({ text = "" }) => text.startsWith(`${base}c/`));
    expect(asks).toHaveLength(1);
    expect((await visit("GET", centre())).text).toContain("waits until you confirm it");
    const path = asks[0]?.text?.slice(base.length) ?? "";
    const confirm = await visit("GET", path);
    for (const each of names) expect(confirm.text).toContain(each);
    const action = name.startsWith("track") ? "allow" : "confirm";
    await visit("POST", path, { action });
    const after = (await visit("GET", centre())).text;
    expect(Object.keys(ticked(after))).toEqual(expect.arrayContaining([name]));
    expect(after).not.toContain("waits until");
    const ledger = (await store.readLedger({ tenant, limit: 100 })).items;
    expect(ledger.filter(({ type }) => type === "consent.confirmed")).toHaveLength(1);
  });

  it("asks a telephone about what is for the telephone, where something can ask it", async () => {
    const { send, visit, centre, sms, who } = await world(create(), whole, { phone: true });
    await send();
    const saved = await visit("POST", centre(), { "on:sms:alerts:": "1", action: "save" });
    expect(saved.text).toContain("in the text message we are sending you");
    expect(sms.sent.map(({ to }) => to)).toEqual(["+31612345678"]);
    await visit("POST", sms.sent[0]?.body.slice(base.length) ?? "", { action: "confirm" });
    const phone = who.points.find(({ channel }) => channel === "sms");
    expect(Object.keys(ticked((await visit("GET", centre())).text))).toContain("on:sms:alerts:");
    expect(phone).toBeDefined();
    const silent = await world(create(), whole, { phone: true, textsAsk: false });
    await silent.send();
    expect((await silent.visit("GET", silent.centre())).text).not.toContain("on:sms:alerts:");
  });

  it("says what it cannot ask, and has the reason on record", async () => {
    const { send, visit, centre, logged } = await world(create(), [cell("news", "send", "a")]);
    await send({ topic: "a" });
    for (const name of ["on:email:news:b", "on:email:offers:", "track:track.open"])
      await visit("POST", centre(), { "on:email:news:a": "1", [name]: "1", action: "save" });
    const page = (await visit("GET", centre())).text;
    const body = {
      ...ticked(page),
      "track:track.click:email:news:a": "1",
      "track:track.click": "1",
    };
    const fourth = await visit("POST", centre(), { ...body, ...hidden(page), action: "save" });
    expect(fourth.text).toContain("Please try this again tomorrow");
    expect(fourth.text).not.toContain("we are sending you");
    expect(logged.join()).toContain("REQUEST_LIMIT");
  });

  it("shows nothing as waiting that nobody may be asked about", async () => {
    const { send, visit, centre, engine, clock, email, who, store } = await world(create(), whole);
    await send();
    const [point] = who.points;
    await engine.record(tenant, [
      draftEvent({
        ...{ id: "by-hand", type: "suppression.added", effectiveAt: clock.now() },
        ...(point === undefined ? {} : { contactPoint: point.id }),
        ...{ actor: { kind: "operator" }, scope: {}, detail: { reason: "manual" } },
      }),
    ]);
    const before = email.sent.length;
    const saved = await visit("POST", centre(), { "on:email:offers:": "1", action: "save" });
    expect(saved.text).toContain("We cannot ask you to confirm this, so it stays off: Offers.");
    expect(email.sent).toHaveLength(before);
    expect((await visit("GET", centre())).text).not.toContain("waits until");
    const refused = (await store.readOutbox({ tenant, limit: 100 })).items.at(-1);
    expect(refused).toMatchObject({ status: "skipped", origin: { kind: "confirmation" } });
    expect(refused?.reasons.map(({ code }) => code)).toContain("SUPPRESSED_MANUAL");
  });

  it("shows nothing as waiting whose mail was lost before the outbox, and asks once more", async () => {
    for (const days of [0, 1]) {
      const store = create();
      let ends = false;
      const { send, visit, centre, clock, email } = await world(
        {
          ...store,
          enqueue: (...given) => {
            if (ends) throw new Error("The process ended.");
            return store.enqueue(...given);
          },
        },
        whole,
      );
      await send();
      const form = hidden((await visit("GET", centre())).text);
      const wish = { ...form, "on:email:offers:": "1", "on:email:news:": "1", action: "save" };
      const before = email.sent.length;
      ends = true;
      await expect(visit("POST", centre(), wish)).rejects.toThrow("The process ended.");
      ends = false;
      clock.advanceBy(days * 86_400_000);
      const page = (await visit("GET", centre())).text;
      expect(page).not.toContain("waits until");
      expect(ticked(page)).not.toHaveProperty("on:email:offers:");
      expect(email.sent).toHaveLength(before);
      const again = await visit("POST", centre(), { ...wish, ...hidden(page) });
      expect(again.text).toContain("Offers");
      expect(email.sent).toHaveLength(before + 1);
      expect((await visit("GET", centre())).text).toContain("waits until");
      const path = email.sent.at(-1)?.text?.slice(base.length) ?? "";
      expect(await visit("POST", path, { action: "confirm" })).toMatchObject({ status: 200 });
      const done = (await visit("GET", centre())).text;
      expect(ticked(done)).toHaveProperty("on:email:offers:");
      expect(done).not.toContain("waits until");
    }
  });

  it("says that it could not ask, where the mail that asks was turned away", async () => {
    const { send, visit, centre } = await world(create(), whole, {
      outcomes: ({ text = "" }) =>
        text.startsWith(`${base}c/`)
          ? { outcome: "rejected", reason: "policy" }
          : { outcome: "accepted" },
    });
    await send();
    const wish = { "on:email:offers:": "1", "on:email:news:": "1", action: "save" };
    const saved = async () => {
      const shown = hidden((await visit("GET", centre())).text);
      return (await visit("POST", centre(), { ...shown, ...wish })).text;
    };
    expect(await saved()).toContain("Offers");
    expect((await visit("GET", centre())).text).not.toContain("waits until");
    expect(await saved()).toContain("We cannot ask you to confirm this, so it stays off: Offers.");
  });

  it("links each mail to the very words its permission rests on", async () => {
    const { send, visit, engine, clock, store } = await world(create(), whole);
    for (let time = 0; time < 2; time++)
      await engine.publish(tenant, publishNotice(wording, clock.now()));
    const [{ text } = { text: "" }] = await send();
    const [, path = ""] = new RegExp(`${base}(n/\\S+)`).exec(text) ?? [];
    expect(path).toBe(`n/acme/${notice}`);
    expect(await visit("GET", path)).toMatchObject({ status: 200 });
    expect((await visit("GET", path)).text).toContain("We write about apples.");
    expect((await visit("GET", path.replace("acme", "other"))).status).toBe(404);
    const ledger = (await store.readLedger({ tenant, limit: 100 })).items;
    expect(ledger.filter(({ type }) => type === "notice.published")).toHaveLength(1);
    const changed = publishNotice({ ...wording, text: "Pears." }, clock.now());
    const { id } = publishNotice(wording, clock.now()).definition;
    await expect(
      engine.publish(tenant, { ...changed, definition: { ...changed.definition, id } }),
    ).rejects.toThrow(expect.objectContaining({ code: "STORE_DEFINITION_CONFLICT" }));
  });

  it("keeps the rules that decisions name, and tells once a day when they have grown old", async () => {
    const { engine, clock, store, gate, logged } = await world(create(), whole);
    await engine.publish(tenant, publishRules([euRules, usEmailRules], clock.now()));
    const { ruleset } = await engine.decide({
      ...{
        tenant,
        contactPoint:
          (
            await store.readContact({
              tenant,
              lookup: { channel: "email", address: "ann@mail.example" },
            })
          )?.points[0]?.id ?? ("" as never),
      },
      purpose: "news",
    });
    const kept = await store.readDefinition({ tenant, kind: "rules", id: ruleset.digest });
    expect(kept?.body).toMatchObject({ packs: expect.any(Array) });
    expect(engine.findings()).toEqual([]);
    await engine.tick(tenant);
    expect(logged.join()).not.toContain("RULE_UNVERIFIED");
    clock.advanceBy(2 * 365 * 86_400_000);
    const [finding] = engine.findings();
    expect(finding).toMatchObject({ code: "RULE_UNVERIFIED", ageDays: expect.any(Number) });
    expect(gate.findings?.(clock.now())).toEqual(engine.findings());
    for (let time = 0; time < 3; time++) await engine.tick(tenant);
    expect(logged.filter((line) => line.includes("RULE_UNVERIFIED"))).toHaveLength(1);
  });
});
