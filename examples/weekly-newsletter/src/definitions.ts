import { defineForm } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { defineSchema, defineSegment, type Recurrence } from "@wellsent/core";
import { defineTemplate, field } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().max(60).optional() }),
  purposes: { "marketing.newsletter": {} },
});

export const newsletterForm = defineForm(schema, {
  id: "footer",
  purpose: "marketing.newsletter",
  mode: "single",
  text: "Yes, send me the newsletter by e-mail, every Tuesday.",
});

/** One template for all issues: what changes from week to week is its data. */
export const newsletter = defineTemplate(schema, {
  id: "newsletter",
  purpose: "marketing.newsletter",
  messageClass: "marketing",
  fields: { title: field.text(), stories: field.list({ of: field.text() }) },
  subject: "{{title}}",
  mjml: `<mjml lang="en"><mj-head><mj-title>Acme Weekly</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, this is new:</mj-text>
    <mj-text>{{#each stories}}<p>{{this}}</p>{{/each}}</mj-text>
    <mj-text>Acme Ltd, 1 High Street. <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

export const subscribers = defineSegment(schema, "subscribers", (contact) =>
  contact.consent({ channel: "email", purpose: "marketing.newsletter" }).is("granted"),
);

export const sender = {
  from: "news@acme.example",
  name: "Acme Weekly",
  timeZone: "Europe/Paris",
  pages: "https://acme.example/m/",
} as const;

/** At nine on Tuesday, on each contact's own clock. */
export const tuesdays: Recurrence = {
  ...{ v: 1, start: "2026-03-03", time: "09:00", zone: "contact" },
  ...{ every: "week", on: ["tue"] },
};

/** The campaign that each issue is. `hour`: to whoever is a subscriber when their hour comes. */
export const issue = {
  channel: "email",
  audience: { in: [{ segment: subscribers.id }], when: "hour" },
  content: { variants: [{ id: "a", template: newsletter.id, weight: 1 }] },
} as const;

/** In production: `smtpTransport(process.env.SMTP_URL)`. */
export function printer(now: () => number) {
  return memoryEmailTransport({
    outcomes: ({ to, subject }) => {
      console.log(new Date(now()).toISOString().slice(0, 16), to.address, subject);
      return { outcome: "accepted" };
    },
  });
}

/** Your editors: what is in the issue of that date; `null`: nothing, and none is sent. */
export function desk(issue: string) {
  if (issue !== "2026-03-03") return null;
  return { data: { title: "Acme Weekly 9", stories: ["A shop in Lyon"] } };
}
