// What a host says once: its contacts, who is in a segment, what a workflow does, and the mails
// themselves.
import { defineForm } from "@wellsent/adapters/app";
import { defineSchema, defineSegment, defineWorkflow } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().max(60).optional(),
    lastName: z.string().max(60).optional(),
    plan: z.enum(["free", "pro"]).optional(),
    postalCode: z.string().max(12).optional(),
  }),
  events: { "order.placed": z.object({ total: z.number().int(), sku: z.array(z.string()) }) },
  purposes: { "marketing.newsletter": { topics: ["magazine", "offers"] }, "service.account": {} },
});

/** The very words people agree to, kept for ever under the digest that their consents name. */
export const newsletterForm = defineForm(schema, {
  id: "newsletter-form",
  text: "Yes, send me the newsletter about new arrivals, about once a week.",
  withdrawal: "Every mail has a link to unsubscribe.",
  asks: {
    newsletter: { purpose: "marketing.newsletter", label: "The newsletter" },
    clicks: {
      purpose: "marketing.newsletter",
      activities: ["track.click"],
      label: "Note which links I follow",
    },
    opens: {
      purpose: "marketing.newsletter",
      activities: ["track.open"],
      label: "Note that I have opened a mail",
    },
  },
});

/** Everybody who said yes: consent is a condition like any other. */
export const subscribers = defineSegment(schema, "subscribers", (c) =>
  c.consent({ channel: "email", purpose: "marketing.newsletter" }).is("granted"),
);

export const proMembers = defineSegment(schema, "pro-members", (c) =>
  c.attribute("plan").is("pro"),
);

function layout(language: string, content: string, footer: string): string {
  return `
<mjml lang="${language}">
  <mj-head>
    <mj-title>Corner Shop</mj-title>
    <mj-attributes>
      <mj-text font-size="16px" line-height="1.5" color="#22302a" />
      <mj-button background-color="#2f6f4f" color="#ffffff" font-size="16px" border-radius="6px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f2ec">
    <mj-section background-color="#ffffff" padding="24px">
      <mj-column>${content}</mj-column>
    </mj-section>
    <mj-section padding="12px">
      <mj-column><mj-text font-size="13px" color="#5a625e">${footer}</mj-text></mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
}

const footer = {
  en: `Corner Shop Ltd, 1 Market Street, Springfield. <a href="{{preferences}}">Your settings</a> · <a href="{{unsubscribe}}">Unsubscribe</a> · <a href="{{privacyNotice}}">What you agreed to</a> · <a href="https://shop.example/privacy">Privacy</a>`,
  de: `Corner Shop Ltd, 1 Market Street, Springfield. <a href="{{preferences}}">Einstellungen</a> · <a href="{{unsubscribe}}">Abmelden</a> · <a href="{{privacyNotice}}">Ihre Einwilligung</a> · <a href="https://shop.example/privacy">Datenschutz</a>`,
};

const fields = {
  firstName: { type: "name" },
  plan: { type: "enum" },
  postalCode: { type: "text" },
} as const;

export const confirmation = defineTemplate({
  id: "please-confirm",
  messageClass: "confirmation_request",
  fields,
  locales: {
    en: {
      subject: "One last click to confirm",
      mjml: layout(
        "en",
        `<mj-text>{{salutation}},</mj-text>
         <mj-text>somebody, we hope it was you, gave us this address for our newsletter. If it was you, please confirm. If not, do nothing: we will not write again.</mj-text>
         <mj-button href="{{confirm}}">Yes, send me the newsletter</mj-button>`,
        "Corner Shop Ltd, 1 Market Street, Springfield.",
      ),
    },
    de: {
      subject: "Ein letzter Klick zur Bestätigung",
      mjml: layout(
        "de",
        `<mj-text>{{salutation}},</mj-text>
         <mj-text>jemand, wir hoffen Sie selbst, hat uns diese Adresse für unseren Newsletter genannt. Bitte bestätigen Sie das. Wenn Sie es nicht waren, tun Sie nichts: Wir schreiben nicht noch einmal.</mj-text>
         <mj-button href="{{confirm}}">Ja, bitte den Newsletter senden</mj-button>`,
        "Corner Shop Ltd, 1 Market Street, Springfield.",
      ),
    },
  },
});

export const welcome = defineTemplate({
  id: "welcome",
  messageClass: "marketing",
  fields,
  utm: { utm_source: "newsletter", utm_campaign: "welcome" },
  locales: {
    en: {
      subject: "Welcome to the Corner Shop",
      preheader: "What to expect from us, and how often",
      mjml: layout(
        "en",
        `<mj-text>{{salutation}},</mj-text>
         <mj-text>thank you for joining. On Tuesdays we tell you what is new on the shelves{{#if postalCode}} near {{postalCode}}{{/if}}.</mj-text>
         {{#segment "pro-members"}}<mj-text>As a Pro member you see new arrivals a day earlier.</mj-text>{{/segment}}
         <mj-button href="https://shop.example/new">See what is new</mj-button>`,
        footer.en,
      ),
    },
    de: {
      subject: "Willkommen im Corner Shop",
      preheader: "Was Sie erwartet, und wie oft",
      mjml: layout(
        "de",
        `<mj-text>{{salutation}},</mj-text>
         <mj-text>schön, dass Sie da sind. Dienstags schreiben wir Ihnen, was es Neues gibt{{#if postalCode}} in der Nähe von {{postalCode}}{{/if}}.</mj-text>
         {{#segment "pro-members"}}<mj-text>Als Pro-Mitglied sehen Sie Neues einen Tag früher.</mj-text>{{/segment}}
         <mj-button href="https://shop.example/new">Neues ansehen</mj-button>`,
        footer.de,
      ),
    },
  },
});

export const tuesday = defineTemplate({
  id: "tuesday",
  messageClass: "marketing",
  fields,
  utm: { utm_source: "newsletter", utm_campaign: "tuesday" },
  locales: {
    en: {
      subject: "New on the shelves this Tuesday",
      mjml: layout(
        "en",
        `<mj-text>{{salutation}},</mj-text><mj-text>three things arrived this week that you may like.</mj-text>
         <mj-button href="https://shop.example/tuesday">Show me</mj-button>`,
        footer.en,
      ),
    },
    de: {
      subject: "Neu im Regal an diesem Dienstag",
      mjml: layout(
        "de",
        `<mj-text>{{salutation}},</mj-text><mj-text>drei Dinge sind diese Woche eingetroffen, die Ihnen gefallen könnten.</mj-text>
         <mj-button href="https://shop.example/tuesday">Zeigen</mj-button>`,
        footer.de,
      ),
    },
  },
});

/** One template for all issues of the newsletter: what is new comes with each of them. */
export const arrivals = defineTemplate({
  id: "arrivals",
  purpose: "marketing.newsletter",
  messageClass: "marketing",
  fields: { ...fields, week: { type: "text" } },
  utm: { utm_source: "newsletter", utm_campaign: "arrivals" },
  locales: {
    en: {
      subject: "New arrivals, week {{week}}",
      mjml: layout(
        "en",
        `<mj-text>{{salutation}},</mj-text><mj-text>this is what came in week {{week}}.</mj-text>
         <mj-button href="https://shop.example/arrivals">See all of it</mj-button>`,
        footer.en,
      ),
    },
    de: {
      subject: "Neu eingetroffen, Woche {{week}}",
      mjml: layout(
        "de",
        `<mj-text>{{salutation}},</mj-text><mj-text>das kam in Woche {{week}} herein.</mj-text>
         <mj-button href="https://shop.example/arrivals">Alles ansehen</mj-button>`,
        footer.de,
      ),
    },
  },
});

/** The mail of a campaign: once, to everybody who is subscribed by then. */
export const openDay = defineTemplate({
  id: "open-day",
  purpose: "marketing.newsletter",
  messageClass: "marketing",
  fields,
  utm: { utm_source: "newsletter", utm_campaign: "open-day" },
  locales: {
    en: {
      subject: "You are invited to our open day",
      mjml: layout(
        "en",
        `<mj-text>{{salutation}},</mj-text><mj-text>come and see how we work, on Saturday from ten to four.</mj-text>
         <mj-button href="https://shop.example/open-day">How to find us</mj-button>`,
        footer.en,
      ),
    },
    de: {
      subject: "Einladung zum Tag der offenen Tür",
      mjml: layout(
        "de",
        `<mj-text>{{salutation}},</mj-text><mj-text>sehen Sie uns bei der Arbeit zu, am Samstag von zehn bis vier.</mj-text>
         <mj-button href="https://shop.example/open-day">So finden Sie uns</mj-button>`,
        footer.de,
      ),
    },
  },
});

export const welcomeSeries = defineWorkflow(schema, "welcome-series", (w) =>
  w
    .onEnter(subscribers)
    .exitOn("delivery:complained", { outcome: "complained" })
    .exitOn("delivery:unsubscribed", { outcome: "unsubscribed" })
    .quietHours({ from: "21:00", to: "08:00" })
    .send(welcome, { purpose: "marketing.newsletter" })
    .wait("2d")
    .branch(
      { clicked: welcome },
      { yes: (path) => path.addTo("engaged"), no: (path) => path.addTo("quiet") },
    )
    .waitUntil({ time: "09:00", days: ["tue"], zone: "contact" })
    .send(tuesday, { purpose: "marketing.newsletter" })
    .moveTo("welcomed", { from: ["engaged", "quiet"] }),
);
