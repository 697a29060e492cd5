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

/** One template for both: `sender` holds the details that each tenant gives. */
export const news = defineTemplate(schema, {
  id: "news",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "News from {{sender.name}}",
  mjml: `<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, here is what is new.</mj-text>
    <mj-text>{{sender.address}}. <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});
