import { euRules } from "@wellsent/consent/rules";
import { defineSegment, defineWorkflow, type Logger } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { defineTemplate } from "@wellsent/templates/define";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, defineForm, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { confirm, news, programs, receipt, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

const welcome = defineTemplate(schema, {
  ...{ id: "welcome", purpose: "orders", messageClass: "transactional", events: ["order.placed"] },
  subject: "Welcome",
  mjml: `<mjml lang="en"><mj-head><mj-title>Welcome</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>{{event.total}}</mj-text></mj-column></mj-section></mj-body></mjml>`,
});
const thanks = defineWorkflow(schema, "thanks", (w) =>
  w.onEvent("order.placed", { reentry: "always" }).send(welcome).exit("thanked"),
);
const named = defineSegment(schema, "named", (c) => c.attribute("firstName").is("Ann"));

async function made() {
  const email = memoryEmailTransport();
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const app = await wellsent({
    ...{ secret, schema, sender, email, templates, clock },
    rules: [euRules],
  });
  return { app, acme: app.tenant("acme"), email, clock };
}

describe("what is added to a running app", () => {
  it("is sent, followed and counted from then on, by faces that were there before", async () => {
    const { app, acme, email } = await made();
    const ann = await acme.identify({
      email: "ann@mail.example",
      attributes: { firstName: "Ann" },
    });
    await acme.track("order.placed", ann, { total: 1 }, { id: "o-1" });
    await acme.drain();
    expect(email.sent).toHaveLength(0);
    await app.add({ templates: [welcome], workflows: [thanks], segments: [named] });
    await acme.track("order.placed", ann, { total: 2 }, { id: "o-2" });
    await acme.drain();
    expect(email.sent.map(({ subject }) => subject)).toEqual(["Welcome"]);
    const members = [];
    for await (const { id } of acme.members(named)) members.push(id);
    expect(members).toEqual([ann.contact]);
    expect(app.engine.options.workflows?.map(({ id }) => id)).toEqual(["thanks"]);
  });

  it("reaches loops that turn already", async () => {
    const { app, acme, email } = await made();
    const ann = await acme.identify({ email: "ann@mail.example" });
    app.start({ everyMs: 1 });
    await app.add({ templates: [welcome], workflows: [thanks] });
    await acme.track("order.placed", ann, { total: 2 }, { id: "o-2" });
    await expect.poll(() => email.sent.length, { timeout: 60_000 }).toBe(1);
    await app.stop();
  });

  it("is taken in as a whole or not at all", async () => {
    const { app, acme } = await made();
    const ann = await acme.identify({ email: "ann@mail.example" });
    const stray = defineWorkflow(schema, "stray", (w) => w.onEnter(named).exit("out"));
    await expect(
      app.add({ templates: [welcome], workflows: [thanks, stray] }),
    ).rejects.toMatchObject({
      ...{ code: "DEFINITION_SEGMENT_UNKNOWN", remedy: expect.stringContaining("wellsent") },
    });
    await expect(acme.send(welcome, ann, { data: { total: 1 } })).rejects.toMatchObject({
      code: "INPUT_TEMPLATE_UNKNOWN",
    });
    expect(app.engine.options.workflows).toEqual([]);
  });

  it("may send a template that is yet to come, and the logger is told", async () => {
    const logged: unknown[] = [];
    const logger: Logger = { log: (level, _, fields) => logged.push({ level, ...fields }) };
    const warning = {
      ...{ level: "warn", code: "WORKFLOW_TEMPLATE_UNKNOWN", workflow: "thanks" },
      ...{
        template: "welcome",
        path: expect.stringMatching(/^workflows\.thanks\.nodes\.\S+\.template$/),
      },
    };
    const settings = { secret, schema, sender, templates, logger, rules: [euRules] };
    await wellsent({ ...settings, workflows: [thanks] });
    expect(logged).toEqual([warning]);
    const app = await wellsent(settings);
    await app.add({ workflows: [thanks] });
    expect(logged).toEqual([warning, warning]);
    await app.add({ templates: [welcome] });
    await app.add({ workflows: [thanks] });
    expect(logged).toHaveLength(2);
  });

  it("takes the place of what had its id", async () => {
    const { app, acme, email } = await made();
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await acme.grant(single, ann);
    const [english] = Object.values(news.locales);
    if (english === undefined) throw new Error("The template has no words.");
    const later = defineTemplate({
      ...{ id: "news", purpose: "marketing.news", messageClass: "marketing" },
      ...{ ...english, subject: "Later" },
    });
    await app.add({ templates: [later] });
    await acme.send(news, ann);
    await acme.drain();
    expect(email.sent.map(({ subject }) => subject)).toEqual(["Later"]);
  });

  it("has forms show their words before anybody has used them", async () => {
    const { app, acme } = await made();
    const form = defineForm(schema, {
      id: "late",
      purpose: "marketing.news",
      text: "Late, but yes.",
    });
    await app.add({ forms: [form] });
    const ann = await acme.identify({ email: "ann@mail.example" });
    const { notice } = await acme.grant(form, ann);
    const page = await app.web(new Request(`https://shop.example/m/n/acme/${notice}`));
    expect(await page.text()).toContain("Late, but yes.");
  });

  it("may be added from many sides at once", async () => {
    const { app, acme } = await made();
    await Promise.all([
      ...templates.map((program) => app.add({ templates: [program] })),
      app.add({ templates: [welcome] }),
    ]);
    const ann = await acme.identify({ email: "ann@mail.example" });
    for (const template of [welcome, receipt, confirm])
      expect(app.engine.options.renderer.template(template.id)?.id).toBe(template.id);
    expect(await acme.send(receipt, ann, { data: { number: "1" } })).toMatchObject({
      queued: true,
    });
  });
});
