import { defineForm } from "@wellsent/adapters/app";
import { defineSchema } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().max(60).optional() }),
  purposes: { "marketing.news": {} },
});

/** What the mail asks for. Nothing counts before the mailbox has answered. */
export const askForm = defineForm(schema, {
  id: "moved",
  purpose: "marketing.news",
  text: "We have moved our newsletter. Yes, keep sending it to me, about once a month.",
});

export const confirmation = defineTemplate(schema, {
  id: "confirm",
  messageClass: "confirmation_request",
  subject: "Shall we keep writing to you?",
  mjml: `<mjml lang="en"><mj-head><mj-title>Confirm</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, you once signed up for our newsletter. Shall we keep writing?</mj-text>
    <mj-button href="{{confirm}}">Yes, keep sending it</mj-button>
    <mj-text>If not, do nothing. Acme Ltd, 1 High Street</mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

export const sender = {
  from: "hello@acme.example",
  name: "Acme",
  timeZone: "Europe/Berlin",
  pages: "https://acme.example/m/",
} as const;
