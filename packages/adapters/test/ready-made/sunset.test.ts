import { defineTemplate } from "@wellsent/templates/define";
import { expect, it } from "vitest";
import { joined, sunset } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = sunset(schema, { purpose, activity: ["order.placed", "site.visited"], link });
const weekly = defineTemplate(schema, {
  ...{ id: "weekly", purpose, messageClass: "marketing", subject: "News" },
  mjml: `<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head><mj-body><mj-section>
    <mj-column><mj-text><a href="https://shop.example/">Read</a> <a href="{{unsubscribe}}">No more</a></mj-text>
    </mj-column></mj-section></mj-body></mjml>`,
});

it("asks those who have fallen silent, and never those who only do not let themselves be seen", async () => {
  const t = await shopWith({ ...made, ...joined(made), templates: [...made.templates, weekly] });
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose, { tracking: true });
  const unseen = await t.person({ locale: "en" }).subscribed(purpose);
  const reader = await t.person({ locale: "en" }).subscribed(purpose, { tracking: true });
  const leaver = await t.person({ locale: "en" }).subscribed(purpose);
  reader.whenever("weekly", () => reader.clicks());
  robert.whenever("sunset-last", () => robert.clicks());
  leaver.whenever("sunset-question", () => leaver.unsubscribes());
  for (const person of [anna, leaver]) await t.track("site.visited", person, {});
  for (let week = 0; week < 40; week++) {
    for (const person of [anna, robert, unseen, reader, leaver]) {
      await t.send(weekly, person, { id: `week-${week}` });
    }
    if (week === 0) await robert.opens("weekly");
    await t.advanceBy("7 days");
  }
  await t.advanceBy("90 days");
  const about = (person: typeof anna) =>
    gotBy(t, person).filter((line) => !line.includes("weekly"));
  const asleep = [];
  for await (const { id } of t.contacts("sunset-asleep")) asleep.push(id);
  expect(about(anna)).toEqual([
    "2026-08-28T09:00 sunset-question “Möchten Sie noch von uns hören?”",
    "2026-09-04T09:00 sunset-last “Vorerst unsere letzte E-Mail”",
  ]);
  expect(about(robert)).toEqual([
    "2026-08-28T12:00 sunset-question “Do you still want to hear from us?”",
    "2026-09-04T12:00 sunset-last “This is our last mail for now”",
    "2027-03-03T13:00 sunset-question “Do you still want to hear from us?”",
  ]);
  expect([unseen, reader].map(about)).toEqual([[], []]);
  expect(about(leaver)).toHaveLength(1);
  expect(asleep).toEqual([anna.id]);
});
