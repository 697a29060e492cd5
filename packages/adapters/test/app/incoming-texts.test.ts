// A text that comes in, over memory and SQLite: what it is taken as, records and answers.
import type { ConsentEvent } from "@wellsent/consent/ledger";
import { deRules, euRules } from "@wellsent/consent/rules";
import type { ContactId, Store } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { simulatedClock } from "@wellsent/core/testing";
import { defineSms } from "@wellsent/templates/sms";
import { describe, expect, it } from "vitest";
import { defineForm, type Tenant, wellsent } from "../../src/app/index.js";
import { memorySmsTransport, memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { schema, secret, sender } from "./shop.js";

const offer = defineSms(schema, {
  ...{ id: "offer", purpose: "marketing.news", messageClass: "marketing", sender: "Shop" },
  text: "Apples are back.",
});
const stopped = defineSms(schema, {
  ...{ id: "stopped", purpose: "orders", messageClass: "legal_notice", sender: "Shop" },
  text: "You get no more texts.",
});
const help = defineSms(schema, {
  ...{ id: "help", purpose: "orders", messageClass: "legal_notice", sender: "Shop" },
  locales: {
    en: { text: "Call +31 20 000 0000." },
    de: { text: "Rufen Sie an." },
  },
});
const texts = defineForm(schema, {
  ...{ id: "texts", purpose: "marketing.news", channels: ["sms"], mode: "single" },
  text: "Text me offers.",
});
const from = "+31612345678";

async function shop(store: Store, answers: { smsStopped?: string; smsHelp?: string } = {}) {
  const clock = simulatedClock(Date.UTC(2026, 10, 4, 11));
  const sms = memorySmsTransport();
  const app = await wellsent({
    ...{ secret, schema, store, sms, clock, rules: [euRules, deRules] },
    ...{ templates: [offer, stopped, help], forms: [texts] },
    sender: { ...sender, smsFrom: { type: "number", e164: "+3197010240000" }, ...answers },
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({
    ...{ phone: from, email: "ann@mail.example", jurisdiction: "NL" },
  });
  await acme.grant(texts, ann);
  let sends = 0;
  const mayText = async () => (await acme.send(offer, ann, { id: `${++sends}` })).queued;
  const say = async (id: string, body: string, number = from) => {
    clock.advanceBy(1_000);
    return acme.receiveText({ id, from: number, body });
  };
  const bodies = async () => {
    await acme.drain();
    return sms.sent.map(({ body }) => body);
  };
  const size = async () => (await store.readLedgerHead(acme.id)).size;
  return { app, acme, ann: ann.contact, clock, mayText, say, bodies, size };
}

async function readHistory(
  acme: Pick<Tenant, "history">,
  contact: ContactId,
): Promise<readonly ConsentEvent[]> {
  const events: ConsentEvent[] = [];
  for await (const event of acme.history(contact)) events.push(event);
  return events;
}

const answers = { smsStopped: "stopped", smsHelp: "help" };
const stores: readonly (readonly [string, () => Store])[] = [
  ["memory", memoryStore],
  ["SQLite", () => sqliteStore(":memory:")],
];

describe.each(stores)("a text that comes in, over %s", (_, open) => {
  it("is a STOP in the person's own words, told once", async () => {
    const { acme, ann, say, bodies, mayText, size } = await shop(open(), answers);
    const stop = await say("SM1", "Stop, thanks!", "+31 6 1234 5678");
    expect(stop).toMatchObject({ takenAs: "stop", contact: ann, recorded: true, refused: [] });
    expect(stop.answer?.queued).toBe(true);
    const after = await size();
    expect(await say("SM1", "Stop, thanks!")).toMatchObject({
      ...{ takenAs: "stop", recorded: false },
      answer: { queued: false, status: "known" },
    });
    expect(await size()).toBe(after);
    // A second STOP counts, and is met with silence: also where its provider posts it again.
    expect(await say("SM2", "STOP")).toMatchObject({ recorded: true, answer: null });
    expect(await say("SM2", "STOP")).toMatchObject({ recorded: false, answer: null });
    expect(await bodies()).toEqual(["Shop: You get no more texts."]);
    expect(await mayText()).toBe(false);
    const history = await readHistory(acme, ann);
    expect(history.find(({ type }) => type === "consent.withdrawn")).toMatchObject({
      method: "reply_keyword",
      payload: { textId: "SM1", body: "Stop, thanks!" },
    });
  });

  it("is a START that reopens what a STOP closed, once", async () => {
    const { say, mayText } = await shop(open());
    expect(await say("SM1", "START")).toMatchObject({ takenAs: "start", recorded: false });
    await say("SM2", "STOP");
    expect(await say("SM3", "Start")).toMatchObject({ takenAs: "start", recorded: true });
    expect(await mayText()).toBe(true);
    await say("SM4", "STOP");
    // The provider posts the first START again.
    expect(await say("SM3", "Start")).toMatchObject({ takenAs: "start", recorded: false });
    expect(await mayText()).toBe(false);
    // It is no answer to the STOP that came later, and must not end what was reopened since.
    await say("SM5", "START");
    expect(await say("SM2", "STOP")).toMatchObject({ recorded: false });
    expect(await mayText()).toBe(true);
  });

  it("is a STOP of a number that nobody has, kept for whoever brings it", async () => {
    const { acme, say, size } = await shop(open(), answers);
    const number = "+31687654321";
    expect(await say("SM1", "STOP", number)).toEqual({
      ...{ takenAs: "stop", contact: null, recorded: true, refused: [], answer: null },
    });
    const after = await size();
    expect(await say("SM1", "STOP", number)).toMatchObject({ recorded: false });
    for (const body of ["START", "please stop this"])
      expect(await say(body, body, number)).toMatchObject({ contact: null, recorded: false });
    expect(await size()).toBe(after);
    const bob = await acme.identify({ phone: number, jurisdiction: "NL" });
    await acme.grant(texts, bob);
    const { status, decision } = await acme.send(offer, bob);
    expect(status).toBe("refused");
    expect(decision.reasons.map(({ code }) => code)).toContain("SUPPRESSED_UNSUBSCRIBED");
  });

  it("asks for help, before and after a STOP", async () => {
    const { say, bodies } = await shop(open(), answers);
    expect((await say("SM1", "help")).answer?.queued).toBe(true);
    expect((await say("SM1", "help")).answer?.status).toBe("known");
    await say("SM2", "stop");
    expect(await say("SM3", "Info")).toMatchObject({ takenAs: "help", recorded: false });
    expect((await bodies()).filter((body) => body === "Shop: Call +31 20 000 0000.")).toHaveLength(
      2,
    );
  });

  it("asks for help from a number that nobody has, in its own words, also after a STOP", async () => {
    const { acme, say, bodies, size } = await shop(open(), answers);
    const before = await size();
    const german = await say("SM1", "Hilfe!", "+491711234567");
    expect(german).toMatchObject({ takenAs: "help", recorded: false, answer: { queued: true } });
    expect(await say("SM1", "Hilfe!", "+491711234567")).toMatchObject({
      ...{ contact: german.contact, answer: { status: "known" } },
    });
    const made = await acme.find({ phone: "+491711234567" });
    expect(made).toMatchObject({ id: german.contact, locale: "de", lists: [] });
    expect(await size()).toBe(before);
    await say("SM2", "STOP", "+31687654321");
    const asking = await say("SM3", "HELP", "+31687654321");
    expect(asking.answer?.queued).toBe(true);
    expect((await acme.find({ phone: "+31687654321" }))?.locale).toBeNull();
    if (asking.contact === null) throw new Error("Nobody asks.");
    expect((await acme.send(offer, asking.contact)).queued).toBe(false);
    expect(await bodies()).toEqual(["Shop: Rufen Sie an.", "Shop: Call +31 20 000 0000."]);
  });

  it("asks for help, and nothing answers: nobody becomes a contact", async () => {
    const { acme, say } = await shop(open());
    const number = "+31687654321";
    expect(await say("SM1", "HELP", number)).toMatchObject({ contact: null, answer: null });
    expect(await acme.find({ phone: number })).toBeNull();
  });

  it("comes from a short code, where a program writes: it is met with silence", async () => {
    const { say, bodies, size } = await shop(open(), answers);
    const before = await size();
    for (const [body, takenAs] of [
      ["STOP", "stop"],
      ["HELP", "help"],
      ["Hi", "none"],
    ] as const)
      expect(await say(body, body, "24765")).toEqual({
        ...{ takenAs, contact: null, recorded: false, refused: [], answer: null },
      });
    expect(await size()).toBe(before);
    expect(await bodies()).toEqual([]);
  });

  it("may be a stop: nothing is sent until somebody has read it", async () => {
    const { acme, ann, clock, say, mayText } = await shop(open(), answers);
    const said = await say("SM1", "can you stop this?");
    expect(said).toMatchObject({ takenAs: "possible_opt_out", recorded: true, answer: null });
    expect(await mayText()).toBe(false);
    clock.advanceBy(1_000);
    await acme.liftRestriction(ann);
    expect(await say("SM1", "can you stop this?")).toMatchObject({ recorded: false });
    expect(await mayText()).toBe(true);
  });

  it("is nothing to record", async () => {
    const { ann, say, mayText, size } = await shop(open(), answers);
    const before = await size();
    expect(await say("SM1", "Do you have pears?")).toEqual({
      ...{ takenAs: "none", contact: ann, recorded: false, refused: [], answer: null },
    });
    expect(await say("SM2", "")).toMatchObject({ takenAs: "none" });
    expect(await size()).toBe(before);
    expect(await mayText()).toBe(true);
  });
});

describe("a sender with a short code", () => {
  it("sends texts, and answers in them", async () => {
    const clock = simulatedClock(Date.UTC(2026, 10, 4, 11));
    const sms = memorySmsTransport();
    const smsFrom = { type: "short_code", code: "24765" } as const;
    const app = await wellsent({
      ...{ secret, schema, sms, clock, rules: [euRules] },
      ...{ templates: [offer, stopped, help], forms: [texts] },
      sender: { ...sender, smsFrom, ...answers },
    });
    const acme = app.tenant("acme");
    const ann = await acme.identify({ phone: from, jurisdiction: "NL" });
    await acme.grant(texts, ann);
    await acme.send(offer, ann);
    clock.advanceBy(1_000);
    await acme.receiveText({ id: "SM1", from, body: "help" });
    await acme.drain();
    expect(sms.sent.map((text) => text.from)).toEqual([smsFrom, smsFrom]);
    // The answer leaves first: somebody waits for it.
    expect(sms.sent[1]?.body).toBe("Shop: Apples are back.\nReply STOP to opt out");
  });
});

describe("a STOP", () => {
  it("is met with silence without a template for it, or once five minutes have passed", async () => {
    const silent = await shop(memoryStore());
    expect(await silent.say("SM1", "STOP")).toMatchObject({ recorded: true, answer: null });
    const { acme, clock, mayText } = await shop(memoryStore(), answers);
    const at = clock.now();
    clock.advanceBy(300_000);
    const late = await acme.receiveText({ id: "SM1", from, body: "STOP", at });
    expect(late).toMatchObject({ recorded: true, answer: null });
    expect(await mayText()).toBe(false);
  });

  it("is told by the second post where the first was cut off after the record", async () => {
    const { app, acme, ann, clock } = await shop(memoryStore(), answers);
    const cut = await shop(app.engine.store, { smsStopped: "offer" });
    clock.advanceBy(1_000);
    await expect(cut.say("SM1", "STOP")).rejects.toThrow(WellsentError);
    const types = (await readHistory(acme, ann)).map(({ type }) => type);
    expect(types.filter((type) => type === "consent.withdrawn")).toHaveLength(1);
    const again = await acme.receiveText({ id: "SM1", from, body: "STOP" });
    expect(again).toMatchObject({ recorded: false, answer: { queued: true } });
  });

  it("names the purpose that it answers, where that is known", async () => {
    const { acme, ann } = await shop(memoryStore());
    await acme.receiveText({ id: "SM1", from, body: "STOP", answered: "marketing.news" });
    const history = await readHistory(acme, ann);
    expect(history.at(-1)).toMatchObject({ detail: { answered: "marketing.news" } });
  });

  it("is refused whole where id, number or body is none", async () => {
    const { acme } = await shop(memoryStore());
    const code = (text: object) =>
      acme.receiveText({ id: "SM1", from, body: "STOP", ...text }).catch((error) => error.code);
    expect(await code({ id: "" })).toBe("INPUT_TEXT");
    expect(await code({ body: undefined })).toBe("INPUT_TEXT");
    expect(await code({ from: "0612345678" })).toBe("INPUT_ADDRESS");
  });
});
