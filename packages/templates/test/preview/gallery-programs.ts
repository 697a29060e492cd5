import { defineSchema } from "@wellsent/core";
import * as z from "zod";
import { compileTemplate } from "../../src/compile/index.js";
import { defineTemplate, field } from "../../src/define/index.js";
import type { TemplateProgram } from "../../src/index.js";

const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    plan: z.enum(["free", "pro"]),
  }),
});

/** Our own small newsletter, with everything in it that a preview is there to show. */
export const spring = defineTemplate(schema, {
  id: "spring",
  messageClass: "marketing",
  subject: "{{salutation}}, spring is here",
  preheader: "Everything for balconies and gardens",
  fields: {
    firstName: field.name({ fallback: "there", maxLength: 60 }),
    items: field.list({
      of: { title: field.text({ maxLength: 60 }), price: field.money() },
      maxItems: 6,
    }),
  },
  utm: { utm_source: "spring" },
  mjml: `<mjml lang="en">
  <mj-head>
    <mj-title>Spring is here</mj-title>
    <mj-attributes><mj-all font-family="Georgia, serif" /><mj-text font-size="16px" line-height="1.5" color="#2b2b2b" /></mj-attributes>
  </mj-head>
  <mj-body background-color="#f3f1ec">
    <mj-section background-color="#1f4d3a" padding="32px 16px">
      <mj-column><mj-text color="#ffffff" font-size="28px" align="center"><h1 style="margin:0;font-size:28px">Spring is here</h1></mj-text></mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="24px 16px 0">
      <mj-column><mj-text>Hi {{firstName}}, {{#if (eq plan "pro")}}as a member you choose first.{{else}}here is what is new.{{/if}}</mj-text></mj-column>
    </mj-section>
    {{#each items}}
    <mj-section background-color="#ffffff" padding="0 16px">
      <mj-column width="65%"><mj-text>{{title}}</mj-text></mj-column>
      <mj-column width="35%"><mj-text align="right"><b>{{price}}</b></mj-text></mj-column>
    </mj-section>
    {{/each}}
    <mj-section background-color="#ffffff" padding="16px">
      <mj-column><mj-button href="https://shop.example/spring?list=1" background-color="#1f4d3a">See the collection</mj-button></mj-column>
    </mj-section>
    <mj-section padding="16px">
      <mj-column><mj-text font-size="13px" align="center" color="#4a4a4a">Shop Ltd, 1 High Street · <a href="{{unsubscribe}}" style="color:#1f4d3a">Unsubscribe</a></mj-text></mj-column>
    </mj-section>
  </mj-body>
</mjml>`,
});

export async function galleryPrograms(): Promise<readonly TemplateProgram[]> {
  return (await compileTemplate(spring)).programs;
}
