import { defineForm } from "@wellsent/adapters/app";
import { defineSchema } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().max(60).optional() }),
  purposes: { "marketing.news": {} },
});

export const newsForm = defineForm(schema, {
  id: "footer",
  purpose: "marketing.news",
  mode: "single",
  text: "Yes, send me news by e-mail, about once a month.",
});

export const news = defineTemplate(schema, {
  id: "news",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "News from Acme",
  mjml: `<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, here is what is new.</mj-text>
    <mj-text>Acme Ltd, 1 High Street. <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

export const sender = {
  from: "hello@acme.example",
  name: "Acme",
  timeZone: "Europe/Paris",
  pages: "https://acme.example/m/",
} as const;
