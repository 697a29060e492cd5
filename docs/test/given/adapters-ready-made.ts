import type { App, AppOptions, Tenant } from "@wellsent/adapters/app";
import type { Buyer, ReadyMade } from "@wellsent/adapters/ready-made";
import { type Catalog, type ContactId, defineSchema, type Position } from "@wellsent/core";
import * as z from "zod";

const cart = z.object({ cartId: z.string(), items: z.array(z.string()) });
const booking = z.object({ booking: z.string(), startsAt: z.string(), title: z.string() });

export const schema = defineSchema({
  attributes: z.object({ birthday: z.iso.date().optional() }),
  events: {
    "order.placed": z.object({
      ...{ cartId: z.string(), total: z.number(), category: z.string() },
      items: z.array(z.string()),
    }),
    "order.delivered": z.object({}),
    "feedback.given": z.object({ score: z.number() }),
    "cart.updated": cart,
    "site.visited": z.object({}),
    "permission.renewed": z.object({}),
    "event.registered": booking,
    "event.cancelled": booking,
  },
  purposes: {
    "marketing.news": {},
    "marketing.offers": {},
    "marketing.feedback": {},
    course: {},
    bookings: {},
  },
});

export declare const options: AppOptions<typeof schema>;
export declare const app: App<typeof schema>;
export declare const acme: Tenant<typeof schema>;
export declare const ann: ContactId;
export declare const catalog: Catalog;
export declare const near: Position;
export declare const york: Position;
export declare const buyers: readonly Buyer[];
export declare const welcome: ReadyMade;
export declare const lapsed: ReadyMade;
export declare const stores: ReadyMade;
