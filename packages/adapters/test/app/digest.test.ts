// A digest with a real template, real consent and real pages, as a shop sets it up.
import { euRules } from "@wellsent/consent/rules";
import type { SendPolicy } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { compileTemplate } from "@wellsent/templates/compile";
import { defineTemplate, field } from "@wellsent/templates/define";
import { describe, expect, it } from "vitest";
import { wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { linkIn, schema, secret, sender, single } from "./shop.js";

const start = Date.UTC(2026, 2, 2, 8);
const hour = 3_600_000;

const offer = defineTemplate(schema, {
  id: "offer",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "{{title}}",
  fields: { title: field.text() },
  mjml: `<mjml lang="en"><mj-head><mj-title>Offer</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>{{title}} <a href="{{unsubscribe}}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
});

const digest = defineTemplate(schema, {
  id: "digest",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "What you missed",
  fields: { items: field.list({ of: { title: field.text() } }) },
  mjml: `<mjml lang="en"><mj-head><mj-title>Digest</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>{{#each items}}<p>{{title}}</p>{{/each}} <a href="{{unsubscribe}}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
});

const daily = {
  id: "daily",
  template: "digest",
  recurrence: { v: 1, start: "2026-01-01", time: "18:00", zone: "contact", every: "day" },
} as const;

async function shop(policy: SendPolicy) {
  const clock = simulatedClock(start);
  const email = memoryEmailTransport();
  const templates = [];
  for (const source of [offer, digest]) templates.push(...(await compileTemplate(source)).programs);
  const settings = { secret, schema, email, templates, clock, forms: [single], rules: [euRules] };
  return { clock, email, app: await wellsent({ ...settings, sender: { ...sender, policy } }) };
}

describe("a digest of a shop", () => {
  it("shows what a cap held back, and its own link leaves it", async () => {
    const { app, clock, email } = await shop({
      caps: [{ max: 1, per: "4h" }],
      onCap: { digest: "daily" },
      digests: [daily],
    });
    const acme = app.tenant("acme");
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await acme.grant(single, ann);
    for (const title of ["Apples", "Pears", "Quinces"]) {
      await acme.send("offer", ann, { data: { title }, id: title.toLowerCase() });
      await acme.drain();
    }
    clock.advanceBy(10 * hour);
    await acme.drain();
    const [, second] = email.sent;
    expect(email.sent.map(({ subject }) => subject)).toEqual(["Apples", "What you missed"]);
    expect(second?.html).toContain("Pears</p>");
    expect(second?.html).toContain("Quinces</p>");
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    const left = await app.web(new Request(linkIn(second, "u"), { method: "POST", body }));
    expect(left.status).toBe(200);
    await acme.send("offer", ann, { data: { title: "Rye" }, id: "rye" });
    clock.advanceBy(24 * hour);
    await acme.drain();
    expect(email.sent).toHaveLength(2);
  });

  it("is refused at the start where nobody has written its template", async () => {
    const policy = { digests: [{ ...daily, template: "nothing" }] };
    await expect(shop(policy)).rejects.toMatchObject({
      code: "INPUT_TEMPLATE_UNKNOWN",
      path: expect.stringContaining("policy.digests[0].template"),
    });
  });
});
