import { defineForm } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { type CampaignId, defineSchema, defineSegment } from "@wellsent/core";
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
  text: "Yes, send me news by e-mail.",
});

function letter(id: string, subject: string) {
  return defineTemplate(schema, {
    id,
    purpose: "marketing.news",
    messageClass: "marketing",
    subject,
    mjml: `<mjml lang="en"><mj-head><mj-title>${subject}</mj-title></mj-head>
    <mj-body><mj-section><mj-column>
      <mj-text>{{salutation}}: ${subject}.</mj-text>
      <mj-text>Acme Ltd, 1 High Street. <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
    </mj-column></mj-section></mj-body></mjml>`,
  });
}

export const spring = letter("spring", "Spring is here, from 190 euros");
export const mended = letter("spring-mended", "Spring is here, from 19 euros");
export const sorry = letter("sorry", "We meant 19 euros");

/** Everybody: who may be written to is asked before each mail. */
export const customers = defineSegment(schema, "customers", (contact) => contact.everyone());

export const sender = {
  from: "hello@acme.example",
  name: "Acme",
  timeZone: "Europe/Paris",
  pages: "https://acme.example/m/",
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

export const by = "editor@acme.example";
export const people = [
  ["ann", "Indian/Reunion", true],
  ["bob", "America/Guadeloupe", true],
  ["eve", "Europe/Paris", false],
] as const;

/** At nine on 5 May where each lives; who lives where that has passed gets none. */
export function letterWith({ id }: { readonly id: string }) {
  return {
    name: "Spring",
    channel: "email",
    audience: { in: [{ segment: customers.id }], when: "start" },
    content: { variants: [{ id: "a", template: id, weight: 1 }] },
    schedule: { local: "2026-05-05T09:00", passed: "skip" },
  } as const;
}

/** At once, to whoever had the first revision of that campaign's text. */
export function correcting(campaign: CampaignId) {
  return {
    name: "Correction",
    channel: "email",
    audience: { in: [{ receivedFrom: campaign, revision: 1 }], when: "start" },
    content: { variants: [{ id: "a", template: sorry.id, weight: 1 }] },
    schedule: { at: "now" },
  } as const;
}
