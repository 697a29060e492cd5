import { defineForm, type Words } from "@wellsent/adapters/app";
import { defineSchema } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({}),
  purposes: { "marketing.news": { topics: ["magazine", "offers"] } },
});

export const newsForm = defineForm(schema, {
  id: "footer",
  purpose: "marketing.news",
  topics: ["magazine", "offers"],
  mode: "single",
  text: {
    en: "Send me the magazine and offers by e-mail.",
    de: "Schickt mir das Magazin und Angebote per E-Mail.",
  },
});

export const magazine = defineTemplate(schema, {
  id: "magazine",
  purpose: "marketing.news",
  topic: "magazine",
  messageClass: "marketing",
  subject: "The magazine",
  mjml: `<mjml lang="en"><mj-head><mj-title>The magazine</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>Choose what you get: <a href="{{preferences}}">your settings</a></mj-text>
    <mj-text>Acme, Hauptstraße 1, Eupen. <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

/** What is asked for on the page is confirmed by a mail: it needs a template of this class. */
export const confirmation = defineTemplate(schema, {
  id: "confirm",
  messageClass: "confirmation_request",
  subject: "Please confirm your choice",
  mjml: `<mjml lang="en"><mj-head><mj-title>Confirm</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-button href="{{confirm}}">Yes, that was me</mj-button>
    <mj-text>If not, do nothing. Acme, Hauptstraße 1, Eupen</mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

export const sender = {
  from: "hello@acme.example",
  name: "Acme",
  timeZone: "Europe/Brussels",
  pages: "https://acme.example/m/",
} as const;

export const brand = { name: "Acme", address: "Hauptstraße 1, Eupen" };

/** The sentences of the pages are built in for English and German; what you send has your words. */
export const words: Words<typeof schema> = {
  locales: ["en", "de"],
  defaultLocale: "de",
  purposes: {
    "marketing.news": {
      label: { en: "News", de: "Neuigkeiten" },
      topics: {
        magazine: { en: "The magazine", de: "Das Magazin" },
        offers: { en: "Offers", de: "Angebote" },
      },
    },
  },
};
