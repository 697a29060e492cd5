// The twelve as their guides show them.
import { defineSchema } from "@wellsent/core";
import * as z from "zod";
import * as made from "../../src/ready-made/index.js";

const schema = defineSchema({
  attributes: z.object({ birthday: z.iso.date().optional() }),
  events: {
    "order.placed": z.object({
      ...{ cartId: z.string(), total: z.number(), category: z.string() },
      items: z.array(z.string()),
    }),
    "order.delivered": z.object({}),
    "feedback.given": z.object({ score: z.number() }),
    "cart.updated": z.object({ cartId: z.string(), items: z.array(z.string()) }),
    "site.visited": z.object({}),
    "permission.renewed": z.object({}),
    "event.registered": z.object({
      ...{ booking: z.string(), startsAt: z.string(), title: z.string() },
    }),
    "event.cancelled": z.object({ booking: z.string(), title: z.string() }),
  },
  purposes: {
    "marketing.news": {},
    "marketing.offers": {},
    "marketing.feedback": {},
    course: {},
    bookings: {},
  },
});

const link = "https://acme.example/";
const news = { purpose: "marketing.news", link } as const;
const offers = { purpose: "marketing.offers", link } as const;
const order = "order.placed";
const activity = [order, "site.visited"] as const;

function lesson(en: string, de: string): made.WordsByLanguage {
  const words = { preheader: "…", paragraphs: ["…"] };
  return {
    en: { ...words, subject: en, heading: en },
    de: { ...words, subject: de, heading: de },
  };
}

export const samples: Readonly<Record<string, made.ReadyMade>> = {
  "welcome-series": made.welcomeSeries(schema, {
    ...{ ...news, until: order },
    form: { id: "footer", text: { en: "Yes, send me news.", de: "Ja, schickt mir Neuigkeiten." } },
  }),
  "drip-course": made.dripCourse(schema, {
    ...{ purpose: "course", link, list: "bakers" },
    lessons: [lesson("Flour", "Mehl"), lesson("Water", "Wasser")],
  }),
  "abandoned-cart": made.abandonedCart(schema, {
    ...{ ...offers, cart: "cart.updated", key: "cartId", items: "items", codes: "cart" },
    ...{ order, orderKey: "cartId", total: "total" },
  }),
  "first-purchase-feedback": made.firstPurchaseFeedback(schema, {
    ...{ purpose: "marketing.feedback", delivered: "order.delivered" },
    ...{ answer: "feedback.given", score: "score", link, reviewLink: link },
  }),
  birthday: made.birthday(schema, { ...news, attribute: "birthday", codes: "birthday", order }),
  "up-sell": made.upSell(schema, {
    ...{ ...offers, order, items: "items", total: "total" },
    ...{ category: "category", of: "cameras", accessory: "lenses" },
  }),
  "best-customers": made.bestCustomers(schema, { ...news, order, total: "total", list: "best" }),
  "win-back": made.winBack(schema, { ...news, order, total: "total", codes: "back" }),
  "nearby-store": made.nearbyStore(schema, { purpose: "marketing.news" }),
  "re-permission": made.rePermission(schema, {
    ...{ ...news, activity, renewed: "permission.renewed" },
  }),
  sunset: made.sunset(schema, { ...news, activity }),
  "event-reminder": made.eventReminder(schema, {
    ...{ purpose: "bookings", registered: "event.registered", cancelled: "event.cancelled", link },
    ...{ key: "booking", startsAt: "startsAt", title: "title", zone: "Europe/Berlin" },
  }),
};

export { schema as sampleSchema };
