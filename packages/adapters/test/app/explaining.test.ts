import { euRules } from "@wellsent/consent/rules";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

const start = Date.UTC(2026, 2, 2, 8);
const hour = 3_600_000;

async function subscribed() {
  const clock = simulatedClock(start);
  const email = memoryEmailTransport();
  const settings = { secret, schema, sender, email, templates, clock } as const;
  const app = await wellsent({ ...settings, forms: [single], rules: [euRules] });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
  await acme.grant(single, ann);
  clock.advanceBy(hour);
  return { app, acme, ann, email, clock };
}

describe("what stands against a person", () => {
  it("is nothing while nobody has said no", async () => {
    const { acme, ann } = await subscribed();
    const told = await acme.explain(ann);
    expect(told?.denials).toEqual([]);
    expect(told?.sentences.join()).not.toContain("withdrew");
  });

  it("is told first, with nothing tried since: what, when, how and of which purpose", async () => {
    const { acme, ann } = await subscribed();
    await acme.withdraw(ann, { purpose: "marketing.news", topic: "offers" });
    const told = await acme.explain(ann);
    expect(told?.sentences[0]).toBe(
      "The person withdrew consent on 2026-03-02 09:00 UTC by api, for marketing.news, " +
        "topic offers, every channel: WITHDRAWN (GDPR Art. 7(3)).",
    );
    expect(told?.messages).toEqual([]);
  });

  it("names the road of a link in a mail, and newer refusals before older ones", async () => {
    const { app, acme, ann, email, clock } = await subscribed();
    await acme.send(news, ann);
    await acme.drain();
    clock.advanceBy(hour);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    await app.web(new Request(linkIn(email.sent[0], "u"), { method: "POST", body }));
    clock.advanceBy(hour);
    await acme.object(ann);
    const told = await acme.explain(ann, news);
    const codes = told?.denials.map(({ code, method, at }) => [code, method, (at - start) / hour]);
    expect(codes).toContainEqual(["WITHDRAWN", "one_click", 2]);
    expect(codes?.[0]?.[0]).toMatch(/OBJECT/);
    expect(told?.sentences.findIndex((line) => line.includes("by one_click"))).toBeLessThan(
      told?.sentences.findIndex((line) => line.startsWith("Was sent news")) ?? -1,
    );
  });

  it("is said once of a person with two addresses", async () => {
    const { acme, ann } = await subscribed();
    await acme.identify({ email: "ann@mail.example", phone: "+33612345678" });
    await acme.withdraw(ann);
    const told = await acme.explain(ann);
    const ids = told?.denials.map(({ code, eventId, at }) => `${code} ${eventId ?? at}`) ?? [];
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(told?.denials.every(({ purpose }) => purpose === undefined)).toBe(true);
  });

  it("names restriction, and no longer once it is lifted", async () => {
    const { acme, ann, clock } = await subscribed();
    await acme.restrict(ann, { ground: "accuracy" });
    const codes = async () => (await acme.explain(ann))?.denials.map(({ code }) => code);
    expect(await codes()).toEqual(["RESTRICTED"]);
    clock.advanceBy(hour);
    await acme.liftRestriction(ann);
    expect(await codes()).toEqual([]);
  });
});

describe("the trace of one message", () => {
  it("leads from its hand-over back to the events of the ledger that permit it", async () => {
    const { acme, ann } = await subscribed();
    await acme.send(news, ann);
    await acme.drain();
    const [message] = (await acme.explain(ann, news))?.messages ?? [];
    if (message === undefined) throw new TypeError("Nothing was sent.");
    const trace = await acme.explainMessage(message.key);
    expect(trace).toMatchObject({ status: "accepted", stoppedAt: null });
    const permission = trace?.steps.find(({ passage }) => passage === "permission");
    const ids: string[] = [];
    for await (const { id } of acme.history(ann)) ids.push(id);
    expect(permission?.events.length).toBeGreaterThan(0);
    expect(ids).toEqual(expect.arrayContaining([...(permission?.events ?? [])]));
  });
});
