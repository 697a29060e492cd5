import * as z from "zod";
import { defineSchema, segmentId } from "../../../src/index.js";

export const schema = defineSchema({
  attributes: z.object({
    firstName: z.string().optional(),
    plan: z.enum(["free", "pro"]),
    points: z.number().optional(),
  }),
  events: {
    "order.placed": z.object({
      total: z.number(),
      sku: z.array(z.string()),
      cart: z.object({ id: z.string() }),
    }),
    "cart.abandoned": z.object({ cartId: z.string() }),
  },
  purposes: { "marketing.newsletter": { topics: ["magazine", "offers"] }, "service.account": {} },
});

export const lapsed = { id: segmentId("lapsed") };
export const missYou = { id: "miss-you", channel: "email", messageClass: "marketing" } as const;
export const lastCall = { id: "last-call" };
