import { defineForm } from "@wellsent/adapters/app";
import { defineSchema, defineSegment, defineWorkflow } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().max(60).optional() }),
  purposes: { "marketing.news": {} },
});

const words = "Ja, ich möchte etwa einmal im Monat Neuigkeiten per E-Mail erhalten.";

/** What people agree to. The words are kept as they are, and each yes names them by digest. */
export const signUp = defineForm(schema, {
  id: "sign-up",
  purpose: "marketing.news",
  locale: "de",
  text: words,
});

/** The page shows the same words. Nothing on it is ticked beforehand. */
export const signUpPage = `<!doctype html><title>Acme</title><form method="post">
  <label>E-Mail <input type="email" name="email" required></label>
  <p>${words} In jeder Nachricht steht, wie man sich abmeldet.</p><button>Anmelden</button></form>`;

export const sender = {
  from: "hallo@acme.example",
  name: "Acme",
  timeZone: "Europe/Berlin",
  pages: "https://acme.example/m/",
} as const;
export const brand = { name: "Acme GmbH", address: "Hauptstraße 1, Berlin" } as const;

/** Asks the mailbox. It advertises nothing: German courts take that for spam. */
export const confirmation = defineTemplate(schema, {
  id: "confirm",
  messageClass: "confirmation_request",
  locale: "de",
  subject: "Bitte bestätigen Sie Ihre Anmeldung",
  mjml: `<mjml lang="de"><mj-head><mj-title>Bestätigung</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, jemand hat uns diese Adresse genannt. Waren Sie es?</mj-text>
    <mj-button href="{{confirm}}">Ja, bitte senden</mj-button>
    <mj-text>Wenn nicht, tun Sie nichts: Wir schreiben nicht wieder.</mj-text>
    <mj-text>Acme GmbH, Hauptstraße 1, Berlin</mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

export const welcome = defineTemplate(schema, {
  id: "welcome",
  purpose: "marketing.news",
  messageClass: "marketing",
  locale: "de",
  subject: "Willkommen bei Acme",
  mjml: `<mjml lang="de"><mj-head><mj-title>Willkommen</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, schön, dass Sie da sind.</mj-text>
    <mj-text>Acme GmbH, Hauptstraße 1, Berlin. <a href="{{unsubscribe}}">Abmelden</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

/** Whoever has said yes. In Germany that is: whoever has confirmed. */
export const subscribers = defineSegment(schema, "subscribers", (contact) =>
  contact.consent({ channel: "email", purpose: "marketing.news" }).is("granted"),
);

export const greeting = defineWorkflow(schema, "greeting", (w) =>
  w.onEnter(subscribers).send(welcome),
);
