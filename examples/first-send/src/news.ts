import { defineTemplate } from "@wellsent/templates/define";

export const news = defineTemplate({
  id: "news",
  messageClass: "marketing",
  fields: { firstName: { type: "name" } },
  subject: "News from Acme",
  mjml: `<mjml lang="en"><mj-head><mj-title>News from Acme</mj-title></mj-head><mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, here is what is new.</mj-text>
    <mj-text>Acme Ltd, 1 High Street. <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

/** What the form said when Ann ticked it. */
export const wording = {
  id: "footer-form",
  version: "1",
  locale: "en",
  purposes: ["marketing.news"],
  channels: ["email"],
  activities: ["send"],
  controller: "Acme Ltd, 1 High Street",
  recipients: [],
  text: "Yes, send me news by e-mail, about once a month.",
  withdrawal: "Every mail has a link to unsubscribe.",
} as const;
