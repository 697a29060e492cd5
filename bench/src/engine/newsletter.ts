import { type TemplateRenderer, templateRenderer } from "@wellsent/templates";
import { compileTemplate } from "@wellsent/templates/compile";
import { type MessageRenderer, withMessages } from "@wellsent/templates/message";
import { template } from "./shop.ts";

const stories = [
  ["A new roast", "We have been to the mountains of Huila, and brought back twelve bags.", "huila"],
  [
    "The mill",
    "Grind it right before you brew it: here is how fine, for each way to brew.",
    "mill",
  ],
  ["Saturday", "Come by and taste. The first cup is on us, and there is cake as well.", "saturday"],
] as const;

function story([title, lead, path]: (typeof stories)[number]): string {
  return `
<mj-section background-color="#ffffff"><mj-column>
  <mj-image src="https://shop.example/i/${path}.jpg" alt="${title}" />
  <mj-text font-size="20px">${title}</mj-text>
  <mj-text>${lead}</mj-text>
  <mj-button href="https://shop.example/${path}">Read on</mj-button>
</mj-column></mj-section>`;
}

const mjml = `<mjml lang="en"><mj-body background-color="#f4f2ec">
<mj-section><mj-column><mj-text>Hello {{firstName}},</mj-text>
  <mj-text>this is what is new.</mj-text>
</mj-column></mj-section>
${stories.map(story).join("")}
<mj-section><mj-column><mj-text font-size="13px">Shop Ltd, 1 Market Street.
  <a href="{{preferences}}">Your settings</a> · <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
</mj-column></mj-section>
</mj-body></mjml>`;

/**
 * Renders a newsletter as shops send it: a greeting, three stories with a tracked link each, 14 kB.
 */
export function newsletterRenderer(): Promise<TemplateRenderer> {
  compiled ??= compile();
  return compiled;
}

/** Renders it to whole mails: the transport composes nothing. */
export async function messageRenderer(): Promise<MessageRenderer> {
  return withMessages(await newsletterRenderer());
}

let compiled: Promise<TemplateRenderer> | undefined;

async function compile(): Promise<TemplateRenderer> {
  const { program } = await compileTemplate({
    id: template,
    messageClass: "marketing",
    subject: "{{firstName}}, three things from the shop",
    mjml,
    fields: { firstName: { type: "name", fallback: "there" } },
  });
  return templateRenderer({ templates: [program] });
}
