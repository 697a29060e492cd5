import { expect, it } from "vitest";
import { memoryCatalog } from "../../src/memory/index.js";
import { upSell } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, mug, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = upSell(schema, {
  ...{ order: "order.placed", items: "items", total: "total", returned: "order.returned" },
  ...{ category: "category", of: "cups", accessory: "saucers", purpose, link },
});
const saucer = { ...mug, id: "saucer", title: "A saucer", link: "https://shop.example/saucer" };
const spoon = { ...mug, id: "spoon", title: "A spoon", link: "https://shop.example/spoon" };
const catalog = memoryCatalog({ products: { test: [mug, saucer, spoon] } });

it("recommends after a while of use, and not what somebody has", async () => {
  const t = await shopWith(made, { catalog });
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose);
  const sender = await t.person({ locale: "en" }).subscribed(purpose);
  const asked = await t.person({ locale: "en" });
  const leaver = await t.person({ locale: "en" }).subscribed(purpose);
  const cup = { total: 9.9, items: ["mug"], category: "cups" };
  await t.track("order.placed", robert, { total: 5, items: ["saucer"], category: "saucers" });
  for (const person of [anna, robert, sender, asked, leaver]) {
    await t.track("order.placed", person, cup);
  }
  await t.advanceBy("10 days");
  await t.track("order.returned", sender, {});
  await t.withdraw(leaver);
  await t.advanceBy("60 days");
  await t.track("order.placed", anna, { ...cup, items: ["saucer"] });
  await t.advanceBy("300 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-03-15T09:00 up-sell-upsell “Was gut zu Ihrer Bestellung passt”",
    "2026-05-24T09:00 up-sell-upsell “Was gut zu Ihrer Bestellung passt”",
  ]);
  expect(gotBy(t, robert)).toEqual([
    "2026-03-15T12:00 up-sell-crossSell “You have it all, almost”",
  ]);
  expect([sender, asked, leaver].map((person) => gotBy(t, person))).toEqual([[], [], []]);
  expect(t.mailsTo(anna)[0]?.text).toContain("A saucer");
  expect(t.mailsTo(anna)[0]?.text).not.toContain("A mug");
});
