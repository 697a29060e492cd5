import { defineForm } from "@wellsent/adapters/app";
import { defineSchema, defineSegment, defineWorkflow } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().max(60).optional() }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { "marketing.news": {} },
});

export const newsForm = defineForm(schema, {
  id: "footer",
  purpose: "marketing.news",
  mode: "single",
  text: "Yes, send me news by e-mail, about once a week.",
});

const foot = `<mj-text>Acme Ltd, 1 High Street.
  <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>`;

export const welcome = defineTemplate(schema, {
  id: "welcome",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "Welcome to Acme",
  mjml: `<mjml lang="en"><mj-head><mj-title>Welcome</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, good to have you here.</mj-text>${foot}
  </mj-column></mj-section></mj-body></mjml>`,
});

export const tips = defineTemplate(schema, {
  id: "tips",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "Three things to try first",
  mjml: `<mjml lang="en"><mj-head><mj-title>Tips</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, here is how others begin.</mj-text>${foot}
  </mj-column></mj-section></mj-body></mjml>`,
});

export const offer = defineTemplate(schema, {
  id: "offer",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "Ten percent off your first order",
  mjml: `<mjml lang="en"><mj-head><mj-title>Offer</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, this week is a good time to order.</mj-text>${foot}
  </mj-column></mj-section></mj-body></mjml>`,
});

/** Whoever has said yes. */
export const subscribers = defineSegment(schema, "subscribers", (contact) =>
  contact.consent({ channel: "email", purpose: "marketing.news" }).is("granted"),
);

/** Three mails in nine days. Whoever orders has no need of the offer; who leaves gets no more. */
export const welcomeSeries = defineWorkflow(schema, "welcome-series", (w) =>
  w
    .onEnter(subscribers)
    .exitOn("delivery:unsubscribed", { outcome: "unsubscribed" })
    .exitOn("order.placed", { outcome: "ordered" })
    .quietHours({ from: "21:00", to: "08:00" })
    .send(welcome)
    .wait("2d")
    .waitUntil({ time: "09:00", zone: "contact" })
    .send(tips)
    .wait("6d")
    .waitUntil({ time: "09:00", days: ["tue", "wed", "thu"], zone: "contact" })
    .send(offer),
);
