import { euRules } from "@wellsent/consent/rules";
import { compileSms } from "@wellsent/templates/compile";
import { defineSms } from "@wellsent/templates/sms";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, defineForm, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport, memorySmsTransport } from "../../src/memory/index.js";
import { linkIn, programs, schema, secret, sender } from "./shop.js";

const ask = defineSms(schema, {
  id: "ask",
  messageClass: "confirmation_request",
  sender: "Shop",
  text: "Please confirm: {{confirm}}",
});
const texts = defineSms(schema, {
  id: "texts",
  purpose: "marketing.news",
  messageClass: "marketing",
  sender: "Shop",
  text: "News! {{unsubscribe}}",
});
const everywhere = defineForm(schema, {
  id: "everywhere",
  purpose: "marketing.news",
  channels: ["sms", "email"],
  activities: ["send", "track.open"],
  text: "Send me news.",
});

let templates: readonly AppTemplate[];
beforeAll(async () => {
  const compiled = await Promise.all([ask, texts].map((source) => compileSms(source)));
  templates = [...(await programs()), ...compiled.flatMap((each) => each.programs)];
});

async function made() {
  const [email, sms] = [memoryEmailTransport(), memorySmsTransport()];
  const app = await wellsent({
    ...{ secret, schema, email, sms, templates },
    sender: { ...sender, smsFrom: { type: "number", e164: "+4915100000000" } },
    rules: [euRules],
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({
    ...{ key: "ann", email: "ann@mail.example", phone: "+33612345678", jurisdiction: "FR" },
  });
  const allowed = async (channel: "email" | "sms") =>
    (await acme.decide(ann, { purpose: "marketing.news", channel })).allowed;
  const confirm = (link: string) =>
    app.web(
      new Request(link, { method: "POST", body: new URLSearchParams({ action: "confirm" }) }),
    );
  return { app, acme, ann, email, sms, allowed, confirm };
}

describe("a form for texts and mail", () => {
  it("asks the handset and the mailbox, and each answers for itself alone", async () => {
    const { acme, ann, email, sms, allowed, confirm } = await made();
    const granted = await acme.grant(everywhere, ann);
    expect(granted.status).toBe("asked");
    expect(granted.confirmations.map(({ queued }) => queued)).toEqual([true, true]);
    await acme.drain();
    expect([sms.sent.map(({ to }) => to), email.sent.map(({ to }) => to.address)]).toEqual([
      ["+33612345678"],
      ["ann@mail.example"],
    ]);
    const link = /https:\/\/\S+/.exec(sms.sent[0]?.body ?? "")?.[0] ?? "";
    expect((await confirm(link)).status).toBe(200);
    expect([await allowed("sms"), await allowed("email")]).toEqual([true, false]);
    expect((await confirm(linkIn(email.sent[0], "c"))).status).toBe(200);
    expect(await allowed("email")).toBe(true);
    expect(await acme.send("texts", ann)).toMatchObject({ queued: true });
  });

  it("is refused by name before anything is recorded where no text asks", async () => {
    const app = await wellsent({
      ...{ secret, schema, sender },
      templates: templates.filter(({ id }) => id !== "ask"),
      rules: [euRules],
    });
    const acme = app.tenant("acme");
    const ann = await acme.identify({ key: "ann", phone: "+33612345678", jurisdiction: "FR" });
    await expect(acme.grant(everywhere, ann)).rejects.toMatchObject({
      code: "INPUT_CONFIRMATION_TEMPLATE",
    });
    const { items } = await app.engine.store.readLedger({ tenant: acme.id, limit: 100 });
    expect(items.filter(({ type }) => type.startsWith("consent."))).toEqual([]);
  });
});
