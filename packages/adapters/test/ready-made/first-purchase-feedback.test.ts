import { expect, it } from "vitest";
import { firstPurchaseFeedback } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const purpose = "marketing.feedback";
const made = firstPurchaseFeedback(schema, {
  ...{ purpose, delivered: "order.delivered", answer: "feedback.given", score: "score" },
  ...{ returned: "order.returned", link: `${link}score`, reviewLink: `${link}review` },
});

it("asks once about the first order, and goes by the answer", async () => {
  const t = await shopWith(made);
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose);
  const mute = await t.person({ locale: "en" }).subscribed(purpose);
  const sender = await t.person({ locale: "en" }).subscribed(purpose);
  const other = await t.person({ locale: "en" }).subscribed("marketing.news");
  const leaver = await t.person({ locale: "en" }).subscribed(purpose);
  anna.whenever("feedback-ask", () => t.track("feedback.given", anna, { score: 9 }));
  robert.whenever("feedback-reminder", () => t.track("feedback.given", robert, { score: 4 }));
  leaver.whenever("feedback-ask", () => leaver.unsubscribes());
  const all = [anna, robert, mute, sender, other, leaver];
  for (const person of all) await t.track("order.delivered", person, {});
  await t.advanceBy("3 days");
  await t.track("order.returned", sender, {});
  await t.advanceBy("10 days");
  const unhappy = async () => {
    const ids = [];
    for await (const { id } of t.contacts("feedback-unhappy")) ids.push(id);
    return ids;
  };
  expect(await unhappy()).toEqual([robert.id]);
  await t.advanceBy("20 days");
  expect(await unhappy()).toEqual([]);
  for (const person of all) await t.track("order.delivered", person, {});
  await t.advanceBy("340 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-03-08T09:00 feedback-ask “Wie war Ihre erste Bestellung?”",
    "2026-03-10T10:00 feedback-review “Sagen Sie es weiter?”",
  ]);
  expect(gotBy(t, robert)).toEqual([
    "2026-03-08T12:00 feedback-ask “How was your first order?”",
    "2026-03-13T12:00 feedback-reminder “One question is still open”",
  ]);
  expect(gotBy(t, mute)).toHaveLength(2);
  expect([sender, other].map((person) => gotBy(t, person))).toEqual([[], []]);
  expect(gotBy(t, leaver)).toHaveLength(1);
});
