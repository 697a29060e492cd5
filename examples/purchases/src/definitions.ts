import { defineForm } from "@wellsent/adapters/app";
import { all, defineSchema, defineSegment, defineWorkflow, type Recurrence } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";
import { shop } from "./people.ts";

export const schema = defineSchema({
  attributes: z.object({}),
  events: {
    "order.placed": z.object({ order: z.string(), cents: z.number().int() }),
    "order.returned": z.object({ order: z.string() }),
  },
  purposes: { "marketing.offers": {} },
});

export const form = defineForm(schema, {
  id: "checkout",
  purpose: "marketing.offers",
  mode: "single",
  text: "Yes, send me news and offers by e-mail.",
});

/** What mails are called, and what they are about. */
export const subjects = {
  missed: "We have not seen you for a while",
  offer: "Ten percent off your next order",
  last: "One last question",
  thanks: "Thank you for being such a good customer",
  early: "A day before all others",
  weekly: "New this week",
} as const;

/** Who has left comes back only by their own mailbox. */
export const backForm = defineForm(schema, {
  id: "back",
  purpose: "marketing.offers",
  text: "Yes, send me news and offers by e-mail again.",
});

const confirm = defineTemplate(schema, {
  id: "confirm",
  messageClass: "confirmation_request",
  subject: "Please confirm",
  mjml: `<mjml lang="en"><mj-head><mj-title>Please confirm</mj-title></mj-head>
    <mj-body><mj-section><mj-column>
      <mj-text>Acme Ltd, 1 High Street, asks: was it you?</mj-text>
      <mj-button href="{{confirm}}">Yes</mj-button>
    </mj-column></mj-section></mj-body></mjml>`,
});

function letter<const Id extends keyof typeof subjects>(id: Id) {
  const subject = subjects[id];
  return defineTemplate(schema, {
    id,
    purpose: "marketing.offers",
    messageClass: "marketing",
    subject,
    mjml: `<mjml lang="en"><mj-head><mj-title>${subject}</mj-title></mj-head>
    <mj-body><mj-section><mj-column>
      <mj-text>${subject}. Acme Ltd, 1 High Street.
        <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
    </mj-column></mj-section></mj-body></mjml>`,
  });
}

const [missed, offer, last] = [letter("missed"), letter("offer"), letter("last")];
const [thanks, early] = [letter("thanks"), letter("early")];
export const templates = [missed, offer, last, thanks, early, letter("weekly"), confirm];

/** Paid, and not sent back. */
const paid = (contact: Parameters<Parameters<typeof defineSegment<typeof schema>>[2]>[0]) =>
  contact
    .event("order.placed", { zone: "workspace" })
    .where((order) => order.data("cents").moreThan(0))
    .without("order.returned", { same: "order" });

/** No order for ninety times twenty-four hours. */
export const lapsed = defineSegment(schema, "lapsed", (contact) =>
  all(paid(contact).some(), paid(contact).none({ last: "90d" })),
);

const year = { last: "365d", calendar: true } as const;

/** Often, much and lately, by the days of the shop. */
export const best = defineSegment(schema, "best", (contact) =>
  all(
    paid(contact).count(year).atLeast(3),
    paid(contact).sum("cents", year).atLeast(12_000),
    paid(contact).some({ last: "120d", calendar: true }),
  ),
);

/** Whoever may be written to and has ordered within a fortnight. */
export const recent = defineSegment(schema, "recent", (contact) =>
  all(
    contact.consent({ channel: "email", purpose: "marketing.offers" }).is("granted"),
    paid(contact).some({ last: "14d" }),
  ),
);

export const segments = [lapsed, best, recent];

/** Three mails, unless they order; again half a year later at the soonest. */
export const winBack = defineWorkflow(schema, "win-back", (w) =>
  w
    .onEnter(lapsed, { reentry: { after: "180d" } })
    .exitOn("order.placed", {
      where: (order) => order.data("cents").moreThan(0),
      outcome: "ordered",
    })
    .exitOn("delivery:unsubscribed", { outcome: "unsubscribed" })
    .quietHours({ from: "20:00", to: "08:00" })
    .send(missed)
    .wait("10d")
    .send(offer)
    .wait("14d")
    .send(last),
);

/** Two mails, as long as they are among the best; again a year later at the soonest. */
export const bestCustomers = defineWorkflow(schema, "best-customers", (w) =>
  w
    .onEnter(best, { reentry: { after: "365d" } })
    .exitWhen({ out: best }, "left")
    .exitOn("delivery:unsubscribed", { outcome: "unsubscribed" })
    .quietHours({ from: "20:00", to: "08:00" })
    .send(thanks)
    .wait("7d")
    .waitUntil({ time: "10:00", zone: "contact" })
    .send(early),
);

export const workflows = [winBack, bestCustomers];

export const sender = {
  from: "news@acme.example",
  name: "Acme",
  timeZone: shop,
  pages: "https://acme.example/m/",
} as const;

/** At nine on Tuesday, on each person's own clock. */
export const tuesdays: Recurrence = {
  ...{ v: 1, start: "2025-01-07", time: "09:00", zone: "contact" },
  ...{ every: "week", on: ["tue"] },
};

/** To whoever has ordered in the fortnight before their own hour. */
export const campaign = {
  channel: "email",
  audience: { in: [{ segment: recent.id }], when: "hour" },
  content: { variants: [{ id: "a", template: "weekly", weight: 1 }] },
} as const;
