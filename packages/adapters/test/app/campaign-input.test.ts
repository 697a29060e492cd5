import { euRules } from "@wellsent/consent/rules";
import { defineSchema, defineSegment, defineWorkflow } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import { expect, test } from "vitest";
import * as z from "zod";
import { wellsent } from "../../src/app/index.js";
import { testApp } from "../../src/testing/index.js";

const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional() }),
  events: { "cart.updated": z.object({ cart: z.string() }) },
  purposes: { "marketing.news": {} },
});
function letter(id: string, text: string) {
  return defineTemplate(schema, {
    ...{ id, subject: id, purpose: "marketing.news", messageClass: "marketing" },
    mjml: `<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head><mj-body><mj-section>
      <mj-column><mj-text>${text} <a href="{{unsubscribe}}">Leave</a></mj-text></mj-column>
    </mj-section></mj-body></mjml>`,
  });
}
const spring = letter("spring", "Spring, {{firstName}}");
const readers = defineSegment(schema, "readers", (c) =>
  c.consent({ channel: "email", purpose: "marketing.news" }).is("granted"),
);
const make = () => testApp({ schema, templates: [spring], segments: [readers] });

const whole = {
  channel: "email",
  audience: { in: [{ segment: readers }], except: [{ list: "staff" }], when: "start" },
  content: { template: spring },
  schedule: { at: "now" },
} as const;

test("a campaign takes segments and templates as they were defined", async () => {
  const t = await make();
  const ann = await t.person({ firstName: "Ann" }).subscribed("marketing.news");
  const campaign = await t.campaign(whole);
  const { definition } = await campaign.read();
  expect(definition.audience.in).toEqual([{ segment: "readers" }]);
  expect(definition.content.variants).toEqual([{ id: "a", template: "spring", weight: 1 }]);
  expect(await campaign.check()).toEqual([]);
  await campaign.edit({ content: { variants: [{ id: "only", template: spring }] } });
  await campaign.check();
  await campaign.approve();
  await campaign.start();
  await t.advanceBy("1 hour");
  expect(t.mailsTo(ann)).toMatchObject([{ template: "spring" }]);
});

test("explains itself as a whole and for each of its people, back to the ledger", async () => {
  const t = await make();
  const ann = await t.person({ firstName: "Ann" }).subscribed("marketing.news");
  const campaign = await t.campaign(whole);
  await campaign.check();
  await campaign.approve();
  await campaign.start();
  await t.advanceBy("1 hour");
  const trace = await campaign.explain(ann);
  expect(trace).toMatchObject({ status: "accepted", stoppedAt: null });
  const permission = trace?.steps.find(({ passage }) => passage === "permission");
  const ids: string[] = [];
  for await (const { id } of t.history(ann)) ids.push(id);
  expect(permission?.events.length).toBeGreaterThan(0);
  expect(ids).toEqual(expect.arrayContaining([...(permission?.events ?? [])]));
  expect(await campaign.explain({ samples: 1 })).toMatchObject({
    ...{ state: "finished", people: 1 },
    groups: [{ status: "accepted", count: 1, sample: [ann.id] }],
  });
  const traces = [];
  for await (const one of campaign.traces()) traces.push(one);
  expect(traces).toEqual([trace]);
});

test.each(["channel", "audience", "content", "schedule"])(
  "without %s nothing is saved",
  async (part) => {
    const t = await make();
    const parts = Object.entries(whole).filter(([name]) => name !== part);
    await expect(Reflect.apply(t.campaign, t, [Object.fromEntries(parts)])).rejects.toMatchObject({
      code: "INPUT_CAMPAIGN",
      path: part,
    });
    const saved = [];
    for await (const campaign of t.campaigns.list()) saved.push(campaign);
    expect(saved).toEqual([]);
  },
);

test("an error about a campaign's state says what is to be said first", async () => {
  const later = { at: Date.parse("2030-01-01T00:00:00Z") };
  const campaign = await (await make()).campaign({ ...whole, schedule: later });
  await expect(campaign.approve()).rejects.toMatchObject({
    code: "INPUT_CAMPAIGN_STATE",
    remedy: "Say check(), then approve().",
  });
  await campaign.check();
  await campaign.approve();
  await campaign.schedule();
  await expect(campaign.resume()).rejects.toMatchObject({
    message: "The campaign is scheduled: it cannot resume now.",
    remedy: "Wait for its time, or say pause() or cancel().",
  });
  await campaign.cancel();
  await expect(campaign.resume()).rejects.toMatchObject({
    remedy: "It is over: make another one.",
  });
});

test("a name that no schema has stops the app, though no compiler saw the text", async () => {
  const wrong = letter("wrong", "Spring, {{fristName}}");
  const secret = "0123456789abcdef0123456789abcdef";
  await expect(
    wellsent({ secret, schema, rules: [euRules], templates: [wrong] }),
  ).rejects.toMatchObject({ code: "TEMPLATE_FIELD_UNKNOWN" });
  await expect(testApp({ schema, templates: [wrong] })).rejects.toMatchObject({
    code: "TEMPLATE_FIELD_UNKNOWN",
  });
});

test("a schema that allows other attributes leaves names to the contact", async () => {
  const open = defineSchema({ ...schema, attributes: z.looseObject({}) });
  const loose = letter("loose", "Spring, {{fristName}}");
  await expect(testApp({ schema: open, templates: [loose] })).resolves.toBeDefined();
});

test("a forecast of runs by a key asks for the data that holds it", async () => {
  const t = await make();
  await t.person().subscribed("marketing.news");
  const carts = defineWorkflow(schema, "carts", (w) =>
    w
      .onEvent("cart.updated", { reentry: { oncePer: "cart" } })
      .wait("1d")
      .send(spring),
  );
  await expect(t.simulate(carts, { days: 7 })).rejects.toMatchObject({
    code: "INPUT_SIMULATION",
    path: "data",
  });
  const { counts } = await t.simulate(carts, { days: 7, data: { cart: "c-1" } });
  expect(counts.started).toBe(1);
});
