import { describe, expectTypeOf, it } from "vitest";
import { abandonedCart, type ReadyMade, sunset, welcomeSeries, winBack } from "../../src/ready-made/index.js";
import { schema } from "./boutique.js";

const purpose = "marketing.news";
const link = "https://shop.example/";

describe("ready-made workflows", () => {
  it("take what the schema has", () => {
    const made = winBack(schema, { purpose, order: "order.placed", total: "total", link });
    expectTypeOf(made).toEqualTypeOf<ReadyMade>();
    const form = { id: "footer", text: "Yes." };
    const welcome = welcomeSeries(schema, { purpose, form, link });
    expectTypeOf(welcome.form.asks).toHaveProperty("marketing.news");
  });

  it("refuse events, purposes and paths that it lacks", () => {
    // @ts-expect-error no such event
    winBack(schema, { purpose, order: "order.payed", link });
    // @ts-expect-error no such purpose
    winBack(schema, { purpose: "marketing", order: "order.placed", link });
    // @ts-expect-error no number
    winBack(schema, { purpose, order: "order.placed", total: "category", link });
    const order = { order: "order.placed", orderKey: "cartId" } as const;
    // @ts-expect-error no such path
    abandonedCart(schema, { ...order, purpose, cart: "cart.updated", key: "cart", link });
    // @ts-expect-error nothing that only people do
    sunset(schema, { purpose, activity: [], link });
    // @ts-expect-error no such mail
    winBack(schema, { purpose, order: "order.placed", link, words: { en: { fourth: {} } } });
  });
});
