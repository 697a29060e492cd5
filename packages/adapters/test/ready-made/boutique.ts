// A shop whose people live in two languages and zones, as the tests of ready-made workflows tell
// it.
import { defineSchema, type Place, type Product } from "@wellsent/core";
import * as z from "zod";
import type { ReadyMade } from "../../src/ready-made/index.js";
import { type TestApp, type TestAppOptions, testApp } from "../../src/testing/index.js";

export const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    birthday: z.iso.date().optional(),
    postalCode: z.string().optional(),
    kilometers: z.number().optional(),
  }),
  events: {
    "order.placed": z.object({
      cartId: z.string().optional(),
      total: z.number(),
      items: z.array(z.string()).optional(),
      category: z.string().optional(),
    }),
    "order.delivered": z.object({}),
    "order.returned": z.object({}),
    "cart.updated": z.object({ cartId: z.string(), items: z.array(z.string()) }),
    "cart.emptied": z.object({ cartId: z.string() }),
    "feedback.given": z.object({ score: z.number().int() }),
    "site.visited": z.object({}),
    "permission.renewed": z.object({}),
    "event.registered": z.object({
      booking: z.string(),
      startsAt: z.iso.datetime({ offset: true }),
      title: z.string(),
    }),
    "event.cancelled": z.object({ booking: z.string(), title: z.string() }),
  },
  purposes: {
    "marketing.news": { topics: ["magazine", "offers"] },
    "marketing.feedback": {},
    course: {},
    bookings: {},
  },
});
export type Shop = typeof schema;

export const link = "https://shop.example/";

export const mug: Product = {
  ...{ id: "mug", title: "A mug", link: "https://shop.example/mug", categories: ["kitchen"] },
  ...{ price: { amount: 990, currency: "EUR" }, availability: "inStock", asOf: 0 },
};

const york: Place = {
  ...{
    id: "york",
    name: "York",
    address: "1 High Street, York",
    link: "https://shop.example/york",
  },
  ...{ latitude: 53.958, longitude: -1.08, timeZone: "Europe/London", asOf: 0 },
  hours: [
    { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" },
    { days: ["sat"], from: "10:00", to: "16:00" },
  ],
  closed: ["2026-03-06", "2026-12-25"],
};
/** Stores in York, Leeds and Berlin. */
export const places: readonly Place[] = [
  york,
  { ...york, id: "leeds", name: "Leeds", latitude: 53.797, longitude: -1.543 },
  {
    ...york,
    ...{
      id: "berlin",
      name: "Berlin",
      timeZone: "Europe/Berlin",
      latitude: 52.52,
      longitude: 13.405,
    },
  },
];

/** An app of one ready-made workflow, on the first of March 2026, a Sunday, unless told. */
export function shopWith(
  made: ReadyMade,
  options: Pick<TestAppOptions<Shop>, "at" | "catalog"> = {},
): Promise<TestApp<Shop>> {
  const { templates, segments, workflows, forms } = made;
  return testApp({
    ...{ schema, templates, segments, workflows, forms, at: "2026-03-01T09:00:00Z" },
    ...options,
    sender: {
      ...{ from: "hello@shop.example", name: "Shop", timeZone: "Europe/Berlin" },
      pages: "https://shop.example/m/",
      details: { legalName: "Shop Ltd", address: "1 High Street, York" },
    },
  });
}

/** What somebody got, a line each: the day and hour in UTC, the template and the subject. */
export function gotBy(t: TestApp<Shop>, person: Parameters<TestApp<Shop>["mailsTo"]>[0]) {
  return t
    .mailsTo(person)
    .map(({ at, template, subject }) => `${at.slice(0, 16)} ${template} “${subject}”`);
}

export const ann = {
  ...{ email: "ann@mail.example", firstName: "Anna", locale: "de-DE" },
  ...{ timeZone: "Europe/Berlin", jurisdiction: "DE" },
} as const;
export const bob = {
  ...{ email: "bob@mail.example", firstName: "Bob", locale: "en-US" },
  ...{ timeZone: "America/New_York", jurisdiction: "FR" },
} as const;
