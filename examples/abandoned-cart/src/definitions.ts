import { defineForm } from "@wellsent/adapters/app";
import { defineSchema, defineWorkflow } from "@wellsent/core";
import { defineTemplate } from "@wellsent/templates/define";
import * as z from "zod";

export const schema = defineSchema({
  attributes: z.object({ firstName: z.string().max(60).optional() }),
  events: {
    "cart.changed": z.object({ cartId: z.string(), items: z.number().int() }),
    "order.placed": z.object({ cartId: z.string(), total: z.number() }),
  },
  purposes: { "marketing.offers": {} },
});

export const offersForm = defineForm(schema, {
  id: "checkout",
  purpose: "marketing.offers",
  mode: "single",
  text: "Remind me of what I left in my cart, and send me offers by e-mail.",
});

/** Reads the data of the event that started the run as `event`; `tsc` knows its fields. */
export const reminder = defineTemplate(schema, {
  id: "cart-reminder",
  purpose: "marketing.offers",
  messageClass: "marketing",
  events: ["cart.changed"],
  subject: "Your cart {{event.cartId}} is still here",
  mjml: `<mjml lang="en"><mj-head><mj-title>Your cart</mj-title></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>{{salutation}}, we kept {{event.items}} things for you.</mj-text>
    <mj-text>Acme Ltd, 1 High Street. <a href="{{unsubscribe}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body></mjml>`,
});

/**
 * One run a cart. Each change of the cart begins the wait anew, and only the order of the same cart
 * ends it.
 */
export const abandonedCart = defineWorkflow(schema, "abandoned-cart", (w) =>
  w
    .onEvent("cart.changed", { reentry: { oncePer: "cartId", again: "restart" } })
    .exitOn("order.placed", { same: "cartId", outcome: "ordered" })
    .wait("4h")
    .send(reminder),
);
