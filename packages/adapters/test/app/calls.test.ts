import { deRules, euRules, ukRules, usCallRules } from "@wellsent/consent/rules";
import { defineWorkflow } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { compileSms } from "@wellsent/templates/compile";
import { defineSms } from "@wellsent/templates/sms";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, defineForm, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport, memorySmsTransport } from "../../src/memory/index.js";
import { linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

const ask = defineSms(schema, {
  id: "ask",
  messageClass: "confirmation_request",
  sender: "Shop",
  text: "Please confirm: {{confirm}}",
});
const words = { purpose: "marketing.news", text: "You may telephone me with news." } as const;
const calls = defineForm(schema, { id: "calls", mode: "single", channels: ["call"], ...words });
const asked = defineForm(schema, { id: "asked", channels: ["call", "sms"], ...words });

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = [...(await programs()), ...(await compileSms(ask)).programs];
});

async function made(jurisdiction: string, at = Date.UTC(2026, 2, 2, 15)) {
  const [email, sms] = [memoryEmailTransport(), memorySmsTransport()];
  const clock = simulatedClock(at);
  const app = await wellsent({
    ...{ secret, schema, email, sms, templates, clock },
    sender: { ...sender, smsFrom: { type: "number", e164: "+4915100000000" } },
    words: { calls: ["marketing.news"] },
    rules: [deRules, euRules, ukRules, usCallRules],
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({
    ...{ key: "ann", email: "ann@mail.example", phone: "+33612345678", jurisdiction },
  });
  const mayCall = () => acme.mayCall(ann, "marketing.news");
  return { app, acme, ann, email, sms, mayCall };
}

const codes = (reasons: readonly string[]) => reasons.map((reason) => reason.split(":")[0]);

describe("calls by colleagues", () => {
  it("need a yes of their own, which stands for neither mail nor texts", async () => {
    const { acme, ann, mayCall } = await made("FR");
    await acme.grant(single, ann);
    expect(codes((await mayCall()).reasons)).toEqual(["NO_CONSENT"]);
    expect(await acme.grant(calls, ann)).toMatchObject({ status: "granted", allowed: true });
    expect(await mayCall()).toMatchObject({ allowed: true, number: "+33612345678" });
    const byText = await acme.decide(ann, { purpose: "marketing.news", channel: "sms" });
    expect(byText.allowed).toBe(false);
    await acme.withdraw(ann, { channel: "call" });
    expect(codes((await mayCall()).reasons)).toContain("WITHDRAWN");
    expect(await acme.send(news, ann)).toMatchObject({ queued: true });
  });

  it("in Germany need the number's own answer, which one text asks for", async () => {
    const { app, acme, ann, sms, mayCall } = await made("DE");
    await acme.grant(calls, ann);
    expect(codes((await mayCall()).reasons)).toContain("CONSENT_UNCONFIRMED");
    expect((await acme.grant(asked, ann)).confirmations).toHaveLength(1);
    await acme.drain();
    const link = /https:\/\/\S+/.exec(sms.sent[0]?.body ?? "")?.[0] ?? "";
    const body = new URLSearchParams({ action: "confirm" });
    await app.web(new Request(link, { method: "POST", body }));
    expect(await mayCall()).toMatchObject({ allowed: true });
  });

  it("are not made to a number of a register, whoever has it and whenever they came", async () => {
    const { app, acme, mayCall, ann } = await made("GB");
    await acme.grant(calls, ann);
    await acme.grant(single, ann);
    expect((await mayCall()).allowed).toBe(true);
    const list = ["+33612345678", "0207 946", "+442079460000"];
    expect(await acme.doNotCall(list, { register: "TPS" })).toEqual({
      recorded: 2,
      refused: [{ index: 1, code: "INPUT_ADDRESS" }],
    });
    const ledger = () => app.engine.store.readLedger({ tenant: acme.id, limit: 200 });
    const before = (await ledger()).items.length;
    await acme.doNotCall(list, { register: "TPS" });
    expect((await ledger()).items.length).toBe(before);
    expect(codes((await mayCall()).reasons)).toContain("SUPPRESSED_REGISTRY");
    expect(await acme.send(news, ann)).toMatchObject({ queued: true });
    const late = await acme.identify({ key: "late", phone: "+442079460000", jurisdiction: "GB" });
    await acme.grant(calls, late);
    expect(codes((await acme.mayCall(late, "marketing.news")).reasons)).toEqual([
      "SUPPRESSED_REGISTRY",
    ]);
    await expect(acme.doNotCall([], { register: "" })).rejects.toMatchObject({
      ...{ code: "INPUT_REGISTER", path: "register" },
    });
  });

  it("need a signed yes in the United States, and a number anywhere", async () => {
    const { acme, ann, mayCall } = await made("US-NY");
    await acme.grant(calls, ann);
    expect(codes((await mayCall()).reasons)).toContain("CONSENT_NOT_WRITTEN");
    const bare = await acme.identify({ email: "ben@mail.example", jurisdiction: "FR" });
    expect(codes((await acme.mayCall(bare, "marketing.news")).reasons)).toEqual(["NO_NUMBER"]);
  });

  it("are asked about by the task that a workflow makes of them", async () => {
    const { app, acme, ann } = await made("FR");
    const ring = defineWorkflow(schema, "ring", (w) =>
      w
        .onEvent("order.placed", { reentry: "always" })
        .notify({ title: "Call them", call: { purpose: "marketing.news" } }),
    );
    await app.add({ workflows: [ring] });
    await acme.track("order.placed", ann, { total: 1 }, { id: "o-1" });
    await acme.drain();
    expect((await acme.tasks.list()).items.map(({ details }) => details)).toEqual([
      { call: { purpose: "marketing.news", allowed: false, reasons: ["NO_CONSENT"] } },
    ]);
  });

  it("stand on the preference page, where they end alone", async () => {
    const { app, acme, ann, email, mayCall } = await made("FR");
    await acme.grant(calls, ann);
    await acme.grant(single, ann);
    await acme.send(news, ann);
    await acme.drain();
    const link = linkIn(email.sent[0], "p");
    const page = await (await app.web(new Request(link))).text();
    expect(page).toContain("News by telephone call");
    const fields = [...page.matchAll(/<input[^>]*>/g)].flatMap(([tag]) => {
      const name = /name="([^"]+)"/.exec(tag)?.[1];
      const value = /value="([^"]*)"/.exec(tag)?.[1] ?? "";
      const isOff = tag.includes("checkbox") && !tag.includes("checked");
      return name === undefined || isOff || name.startsWith("on:call:") ? [] : [[name, value]];
    });
    const body = new URLSearchParams([...fields, ["action", "save"]]);
    expect((await app.web(new Request(link, { method: "POST", body }))).status).toBe(200);
    expect((await mayCall()).allowed).toBe(false);
    expect((await acme.decide(ann, { purpose: "marketing.news" })).allowed).toBe(true);
  });
});
