import { expect, it } from "vitest";
import { memoryCatalog } from "../../src/memory/index.js";
import { abandonedCart } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, mug, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = abandonedCart(schema, {
  ...{ cart: "cart.updated", key: "cartId", items: "items", emptied: "cart.emptied" },
  ...{ order: "order.placed", orderKey: "cartId", total: "total", purpose, link, codes: "cart" },
});

it("follows each cart on its own for a year, and gives a code once in a while", async () => {
  const t = await shopWith(made, { catalog: memoryCatalog({ products: { test: [mug] } }) });
  expect(t.workflows.check(made.workflow)).toEqual([]);
  await t.codes.load("cart", ["CART-1", "CART-2", "CART-3"]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose);
  const asked = await t.person({ locale: "en" });
  const leaver = await t.person({ locale: "en" }).subscribed(purpose);
  leaver.whenever("abandoned-cart-reminder", () => leaver.unsubscribes());
  for (const [index, person] of [anna, robert, asked, leaver].entries()) {
    await t.track("cart.updated", person, { cartId: `A${index}`, items: ["mug"] });
  }
  await t.track("cart.updated", robert, { cartId: "B", items: ["mug"] });
  await t.advanceBy("3 hours");
  await t.track("cart.updated", anna, { cartId: "A0", items: ["mug", "none"] });
  await t.track("order.placed", robert, { cartId: "A1", total: 9.9 });
  await t.track("cart.emptied", robert, { cartId: "B" });
  await t.advanceBy("30 days");
  await t.track("cart.updated", anna, { cartId: "C", items: [] });
  await t.advanceBy("100 days");
  await t.track("cart.updated", anna, { cartId: "D", items: ["mug"] });
  await t.advanceBy("240 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-03-01T16:00 abandoned-cart-reminder “Ihr Warenkorb ist noch da”",
    "2026-03-02T14:00 abandoned-cart-answers “Noch eine Frage zu Ihrer Bestellung?”",
    "2026-03-04T14:00 abandoned-cart-code “Ein Code für Ihren Warenkorb”",
    "2026-03-31T16:00 abandoned-cart-reminder “Ihr Warenkorb ist noch da”",
    "2026-04-01T14:00 abandoned-cart-answers “Noch eine Frage zu Ihrer Bestellung?”",
    "2026-07-09T16:00 abandoned-cart-reminder “Ihr Warenkorb ist noch da”",
    "2026-07-10T14:00 abandoned-cart-answers “Noch eine Frage zu Ihrer Bestellung?”",
    "2026-07-12T14:00 abandoned-cart-code “Ein Code für Ihren Warenkorb”",
  ]);
  expect([robert, asked].map((person) => gotBy(t, person))).toEqual([[], []]);
  expect(gotBy(t, leaver)).toHaveLength(1);
  expect(t.mailsTo(anna)[0]?.text).toContain("A mug");
});
