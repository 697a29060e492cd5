import { expect, it } from "vitest";
import { winBack } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = winBack(schema, {
  ...{ purpose, order: "order.placed", total: "total", link, holdout: 0 },
});

it("wins people back over a year, and stops with an order or a no", async () => {
  const t = await shopWith(made);
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose);
  const eve = await t.person({ locale: "en" }).subscribed(purpose);
  const never = await t.person({ locale: "en" }).subscribed(purpose);
  const asked = await t.person({ locale: "en" });
  for (const person of [anna, robert, eve, asked]) {
    await t.track("order.placed", person, { total: 40 });
  }
  await t.advanceBy("131 days");
  await t.track("order.placed", robert, { total: 25 });
  await eve.unsubscribes();
  await t.advanceBy("366 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-06-29T09:00 win-back-first “Lange nichts gehört”",
    "2026-07-09T09:00 win-back-offer “Sie sind immer willkommen”",
    "2026-07-23T09:00 win-back-last “Lassen wir es dabei?”",
  ]);
  // Five in the morning is night in New York.
  expect(gotBy(t, robert)).toEqual([
    "2026-06-29T12:00 win-back-first “It has been a while”",
    "2026-07-09T12:00 win-back-offer “You are always welcome”",
  ]);
  expect(gotBy(t, eve)).toHaveLength(2);
  expect(gotBy(t, never)).toEqual([]);
  expect(gotBy(t, asked)).toEqual([]);
  const { runs } = await robert.explain();
  expect(runs).toMatchObject([{ outcome: "ordered", goals: [{ name: "order", value: 25 }] }]);
  expect((await eve.explain()).runs).toMatchObject([{ outcome: "unsubscribed" }]);
  expect(t.mailsTo(anna)[0]?.text).toContain("Shop Ltd, 1 High Street, York");
});

const [first, , last] = made.templates;
if (first?.channel !== "email" || last?.channel !== "email") throw new Error("not three mails");
const own = { templates: { first, last } };

it("gives the offer with a code of its pool, and not at all where there is none left", async () => {
  const coded = winBack(schema, {
    ...{ purpose, order: "order.placed", link, holdout: 0, codes: "back" },
    // One value is compiled once.
    ...own,
  });
  expect(coded.needs).toMatchObject({ events: ["order.placed"], pools: ["back"] });
  const t = await shopWith(coded);
  await t.codes.load("back", ["BACK-1"]);
  const people = [await t.person(ann), await t.person(bob)];
  for (const person of people) {
    await person.subscribed(purpose);
    await t.track("order.placed", person, { total: 40 });
  }
  await t.advanceBy("200 days");
  const offers = people.flatMap((person) =>
    t.mailsTo(person).filter(({ template }) => template === "win-back-offer"),
  );
  expect(offers).toHaveLength(1);
  expect(offers[0]?.text).toContain("Ihr Code: BACK-1");
});
