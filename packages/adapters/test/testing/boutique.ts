// A boutique, as tests of the kit tell it: what a host would have in its own `marketing.ts`.
import { defineSchema, defineSegment, defineWorkflow } from "@wellsent/core";
import { defineTemplate, field } from "@wellsent/templates/define";
import { defineSms } from "@wellsent/templates/sms";
import * as z from "zod";
import { defineForm } from "../../src/app/index.js";

export const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    plan: z.enum(["free", "pro"]).optional(),
  }),
  events: { "order.placed": z.object({ total: z.number() }) },
  purposes: { "marketing.news": { topics: ["magazine", "offers"] }, orders: {} },
});

export const proMembers = defineSegment(schema, "pro-members", (c) =>
  c.attribute("plan").is("pro"),
);
const subscribers = defineSegment(schema, "subscribers", (c) =>
  c.consent({ channel: "email", purpose: "marketing.news" }).is("granted"),
);

function mjml(content: string): string {
  return `<mjml lang="en"><mj-head><mj-title>Boutique</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>${content}</mj-text></mj-column></mj-section></mj-body></mjml>`;
}

export const welcome = defineTemplate(schema, {
  id: "welcome",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "Welcome",
  mjml: mjml(
    `{{salutation}} <a href="https://shop.example/new?a=1&b=2">New</a> <a href="https://shop.example/sale">Sale</a>
     <a href="{{preferences}}">Settings</a> <a href="{{unsubscribe}}">Unsubscribe</a>`,
  ),
});
export const lastCall = defineTemplate(schema, {
  id: "last-call",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "Last call",
  mjml: mjml(`{{salutation}} <a href="{{unsubscribe}}">Unsubscribe</a>`),
});
export const receipt = defineTemplate(schema, {
  id: "receipt",
  purpose: "orders",
  messageClass: "transactional",
  subject: "Your order {{number}}",
  fields: { number: field.text() },
  mjml: mjml("{{number}}"),
});
export const confirm = defineTemplate(schema, {
  id: "confirm",
  messageClass: "confirmation_request",
  subject: "Please confirm",
  mjml: mjml(`<a href="{{confirm}}">Confirm</a>`),
});
export const alert = defineSms(schema, {
  id: "alert",
  purpose: "marketing.news",
  messageClass: "marketing",
  sender: "The Boutique",
  text: "New in. {{unsubscribe}}",
});

export const newsForm = defineForm(schema, {
  id: "footer",
  purpose: "marketing.news",
  text: "Yes, send me news by e-mail.",
});

export const series = defineWorkflow(schema, "series", (w) =>
  w
    .onEnter(subscribers)
    .exitOn("delivery:unsubscribed", { outcome: "left" })
    .send(welcome, { purpose: "marketing.news" })
    .waitFor(
      { clicked: welcome, timeout: "3d" },
      {
        yes: (path) => path.exit("clicked"),
        no: (path) =>
          path
            .waitUntil({ time: "09:00", days: ["tue"], zone: "contact" })
            .send(lastCall, { purpose: "marketing.news" }),
      },
    ),
);

export const definitions = {
  schema,
  templates: [welcome, lastCall, receipt, confirm, alert],
  segments: [proMembers, subscribers],
  workflows: [series],
  forms: [newsForm],
  sender: {
    from: "hello@boutique.example",
    name: "The Boutique",
    timeZone: "Europe/Berlin",
    pages: "https://boutique.example/m/",
    smsFrom: { type: "number", e164: "+4915112345679" },
  },
} as const;
