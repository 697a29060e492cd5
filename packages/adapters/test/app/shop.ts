// A small shop, as tests of the app tell it: one schema, two templates, two forms.
import { defineSchema } from "@wellsent/core";
import { compileTemplate } from "@wellsent/templates/compile";
import { defineTemplate, field } from "@wellsent/templates/define";
import * as z from "zod";
import { defineForm } from "../../src/app/index.js";

export const secret = "a-secret-of-the-tests-0123456789-abcdef";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().optional() }),
  events: {
    "order.placed": z.object({ total: z.number(), items: z.array(z.string()).optional() }),
  },
  purposes: { "marketing.news": { topics: ["magazine", "offers"] }, orders: {} },
});

export const news = defineTemplate(schema, {
  id: "news",
  purpose: "marketing.news",
  messageClass: "marketing",
  subject: "News",
  mjml: `<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>{{salutation}} <a href="{{unsubscribe}}">Unsubscribe</a> <a href="{{preferences}}">Choices</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
});

export const receipt = defineTemplate(schema, {
  id: "receipt",
  purpose: "orders",
  messageClass: "transactional",
  subject: "Your order {{number}}",
  fields: { number: field.text(), note: field.text({ optional: true }) },
  mjml: `<mjml lang="en"><mj-head><mj-title>Order</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>{{number}} {{note}}</mj-text></mj-column></mj-section></mj-body></mjml>`,
});

export const confirm = defineTemplate(schema, {
  id: "confirm",
  messageClass: "confirmation_request",
  subject: "Please confirm",
  fields: { "request.names": field.list({ of: field.text() }) },
  mjml: `<mjml lang="en"><mj-head><mj-title>Confirm</mj-title></mj-head><mj-body><mj-section><mj-column>
  <mj-text>{{#each request.names}}{{this}}{{/each}} <a href="{{confirm}}">Confirm</a></mj-text></mj-column></mj-section></mj-body></mjml>`,
});

export const single = defineForm(schema, {
  id: "counter",
  mode: "single",
  purpose: "marketing.news",
  text: { en: "Send me news.", de: "Schickt mir Neuigkeiten." },
});

export const double = defineForm(schema, {
  id: "footer",
  purpose: "marketing.news",
  text: "Send me news.",
});

export const sender = {
  from: "hello@shop.example",
  name: "Shop",
  timeZone: "Europe/Berlin",
  pages: "https://shop.example/m/",
} as const;

/** Compiled once for all tests of a file: what production does at build time. */
export async function programs() {
  const compiled = [];
  for (const source of [news, receipt, confirm])
    compiled.push(...(await compileTemplate(source)).programs);
  return compiled;
}

/**
 * Where a link of this kind leads, out of a mail: `u` unsubscribe, `c` confirm, `p` preferences.
 */
export function linkIn(mail: { readonly html?: string } | undefined, kind: string): string {
  const link = new RegExp(`https://[^"/]+/[^"]*/${kind}/[^"]+`).exec(mail?.html ?? "")?.[0];
  if (link === undefined) throw new Error(`The mail has no link ${kind}.`);
  return link;
}

export async function listed<Item>(all: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of all) items.push(item);
  return items;
}
