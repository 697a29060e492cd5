import { euRules } from "@wellsent/consent/rules";
import type { OutboundSms } from "@wellsent/core";
import { defineSms } from "@wellsent/templates/sms";
import { describe, expect, it } from "vitest";
import { defineForm, wellsent } from "../../src/app/index.js";
import { memorySmsTransport } from "../../src/memory/index.js";
import { schema, secret, sender } from "./shop.js";

const offer = defineSms(schema, {
  id: "offer",
  purpose: "marketing.news",
  messageClass: "marketing",
  sender: "Shop",
  text: "Apples are back.",
});
const texts = defineForm(schema, {
  id: "texts",
  purpose: "marketing.news",
  channels: ["sms"],
  mode: "single",
  text: "Text me offers.",
});

/** What somebody gets who agreed, from each tenant's own sender. */
async function textFrom(smsFrom: OutboundSms["from"]): Promise<string> {
  const sms = memorySmsTransport();
  const app = await wellsent({
    ...{ secret, schema, sms, rules: [euRules], templates: [offer], forms: [texts] },
    tenants: {
      acme: { sender: { ...sender, smsFrom } },
      other: { sender: { ...sender, smsFrom: { type: "number", e164: "+3197010240000" } } },
    },
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ phone: "+31612345678", jurisdiction: "NL" });
  await acme.grant(texts, ann);
  await acme.send(offer, ann);
  await acme.drain();
  return sms.sent.map(({ body }) => body).join("\n---\n");
}

describe("a text message of an app", () => {
  it("says STOP where the sender can receive it", async () => {
    expect(await textFrom({ type: "number", e164: "+3197010240000" })).toBe(
      "Shop: Apples are back.\nReply STOP to opt out",
    );
  });

  it("has a link out where the sender is a name, and names it once", async () => {
    expect(await textFrom({ type: "alphanumeric", id: "Shop" })).toMatch(
      /^Apples are back\.\nOpt out: https:\/\/\S+\/u\/\S+$/,
    );
  });

  it("takes as many parts as its template says, and three where it says nothing", async () => {
    const words = { purpose: "orders", messageClass: "transactional", sender: "Shop" } as const;
    const text = "Apples are back. ".repeat(35);
    const long = defineSms(schema, { ...words, id: "long", text, maxSegments: 5 });
    const longer = defineSms(schema, { ...words, id: "longer", text });
    const short = defineSms(schema, { ...words, id: "short", text: "Apples are back." });
    const smsFrom = { type: "number", e164: "+3197010240000" } as const;
    const sms = memorySmsTransport();
    const templates = [long, longer, short];
    const app = await wellsent({
      ...{ secret, schema, sms, templates, rules: [euRules] },
      sender: { ...sender, smsFrom },
    });
    const acme = app.tenant("acme");
    const ann = await acme.identify({ phone: "+31612345678", jurisdiction: "NL" });
    await acme.sendMany(templates.map((template) => ({ template, contact: ann })));
    await acme.drain();
    expect(sms.sent.map(({ maxSegments }) => maxSegments).sort()).toEqual([3, 5]);
    expect(await acme.explain(ann, longer)).toMatchObject({
      sentences: expect.arrayContaining([expect.stringContaining("SMS_TOO_LONG")]),
    });
  });
});
