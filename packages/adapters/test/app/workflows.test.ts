import { euRules } from "@wellsent/consent/rules";
import { defineWorkflow, listId } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { defineTemplate, field } from "@wellsent/templates/define";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { programs, schema, secret, sender } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

const coupon = defineTemplate(schema, {
  ...{ id: "coupon", purpose: "orders", messageClass: "transactional" },
  fields: { code: field.text(), note: field.text({ optional: true }) },
  subject: "Your coupon",
  mjml: `<mjml lang="en"><mj-head><mj-title>Coupon</mj-title></mj-head><mj-body><mj-section>
  <mj-column><mj-text>{{code}} {{note}}</mj-text></mj-column></mj-section></mj-body></mjml>`,
});

const thanks = (version: number, data: { readonly code?: string } = { code: "X" }) =>
  defineWorkflow(schema, "thanks", (w) =>
    w
      .onEvent("order.placed", { reentry: "always" })
      .version(version)
      .wait("2d", { id: "rest" })
      .send(coupon, { data }),
  );

async function made() {
  const email = memoryEmailTransport();
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 8));
  const app = await wellsent({
    ...{ secret, schema, sender, email, clock, rules: [euRules] },
    ...{ templates: [...templates, coupon], workflows: [thanks(1)] },
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example" });
  await acme.track("order.placed", ann, { total: 1 }, { id: "o-1" });
  await acme.drain();
  return { app, acme, ann, email, clock };
}

describe("the workflows of a tenant", () => {
  it("are checked with the app's own templates and schema", async () => {
    const { acme } = await made();
    expect(acme.workflows.check(thanks(2))).toEqual([]);
    expect(acme.workflows.check(thanks(2, {}))).toMatchObject([
      { code: "FIELDS_MISSING", path: "nodes.coupon.data", advice: true },
    ]);
    expect(acme.workflows.check(thanks(2), { retention: "1d" })).toMatchObject([
      { code: "BEYOND_RETENTION", path: "nodes.rest.for" },
    ]);
  });

  it("are checked for the data of an event that a template reads, and so are campaigns", async () => {
    const placed = defineTemplate(schema, {
      ...{ id: "placed", purpose: "orders", messageClass: "transactional", subject: "Thanks" },
      events: ["order.placed"],
      fields: { "event.note": field.text({ optional: true }) },
      mjml: `<mjml lang="en"><mj-head><mj-title>Order</mj-title></mj-head><mj-body><mj-section>
      <mj-column><mj-text>{{event.total}} {{event.note}}</mj-text></mj-column></mj-section></mj-body></mjml>`,
    });
    const { app, acme } = await made();
    await app.add({ templates: [placed] });
    const order = defineWorkflow(schema, "order", (w) => w.onEvent("order.placed").send(placed));
    expect(acme.workflows.check(order)).toEqual([]);
    const joins = { on: "list", list: listId("readers"), when: "join" } as const;
    const entry = { ...order.entry, triggers: [joins] };
    expect(acme.workflows.check({ ...order, entry })).toMatchObject([
      { code: "FIELDS_MISSING", path: "nodes.placed.data", advice: true },
    ]);
    const campaign = {
      channel: "email",
      schedule: { at: "now" },
      audience: { in: [{ list: "readers" }], when: "start" },
    } as const;
    const blank = await acme.campaign({ ...campaign, content: { template: "placed" } });
    expect(await blank.check()).toMatchObject([
      { code: "FIELDS_MISSING", path: "content.variants[0].template" },
    ]);
    const content = { template: placed, data: { total: 3 } } as const;
    expect(await (await acme.campaign({ ...campaign, content })).check()).toEqual([]);
    const weekly = {
      ...{ id: "weekly", campaign: { ...campaign, content: { template: placed } } },
      recurrence: {
        ...({ v: 1, start: "2027-01-05", time: "09:00", zone: "contact" } as const),
        ...({ every: "week", on: ["tue"] } as const),
      },
      approval: "none",
    } as const;
    const { schedule: _, ...issue } = weekly.campaign;
    const host = async () => ({ data: { total: 3 } });
    await acme.series({ ...weekly, campaign: issue, content: host });
    await expect(
      acme.series({ ...weekly, id: "other", campaign: issue, content: "newest" }),
    ).rejects.toMatchObject({ code: "DEFINITION_FIELDS_MISSING" });
  });

  it("are checked together with those that they start", async () => {
    const { app, acme } = await made();
    const child = defineWorkflow(schema, "child", (w) => w.onRequest().send(coupon));
    const starts = (data: { readonly code?: string }) =>
      defineWorkflow(schema, "starts", (w) =>
        w.onEvent("order.placed").run(child, { id: "child", data }).exit("on"),
      );
    expect(acme.workflows.check(starts({}))).toEqual([]);
    await app.add({ workflows: [child] });
    expect(acme.workflows.check(starts({}))).toMatchObject([
      { code: "FIELDS_MISSING", path: "nodes.child.data", advice: true },
    ]);
    expect(acme.workflows.check(starts({ code: "X" }))).toEqual([]);
  });

  it("are explained to stand still while they are paused", async () => {
    const { acme, ann, clock } = await made();
    await acme.workflows.pause(thanks(1), { onResume: "shift" });
    clock.advanceBy(3 * 86_400_000);
    await acme.drain();
    const { sentences = [] } = (await acme.explain(ann)) ?? {};
    expect(sentences.join("\n")).toContain("stands still in rest until its workflow goes on");
  });

  it("of another tenant are not paused with it", async () => {
    const { app, acme, email, clock } = await made();
    const other = app.tenant("other");
    const bob = await other.identify({ email: "bob@mail.example" });
    await other.track("order.placed", bob, { total: 1 }, { id: "o-1" });
    await other.drain();
    await acme.workflows.pause("thanks");
    clock.advanceBy(3 * 86_400_000);
    await acme.drain();
    await other.drain();
    expect(email.sent.map(({ to }) => to.address)).toEqual(["bob@mail.example"]);
    expect((await other.workflows.list()).map(({ state }) => state)).toEqual(["active"]);
    expect((await acme.workflows.list()).map(({ state }) => state)).toEqual(["paused"]);
  });
});
