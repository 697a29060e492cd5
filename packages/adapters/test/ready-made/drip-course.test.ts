import { listId } from "@wellsent/core";
import { expect, it } from "vitest";
import { dripCourse, type WordsByLanguage } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

function lesson(number: number): WordsByLanguage {
  const words = { preheader: "Ten minutes", heading: "Bread", paragraphs: ["Knead."] };
  return {
    en: { ...words, subject: `Lesson ${number}` },
    de: { ...words, subject: `Lektion ${number}` },
  };
}

const made = dripCourse(schema, {
  ...{ purpose: "course", link, list: "bakers" },
  lessons: [lesson(1), lesson(2), lesson(3)],
});

it("teaches one lesson after the other in the morning, once in a year", async () => {
  const t = await shopWith(made);
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed("course");
  const robert = await t.person(bob).subscribed("course");
  const reader = await t.person({ locale: "en" }).subscribed("marketing.news");
  const leaver = await t.person({ locale: "en" }).subscribed("course");
  leaver.whenever("course-lesson-2", () => leaver.unsubscribes());
  for (const { email } of [anna, reader, leaver])
    await t.identify({ email, lists: [listId("bakers")] });
  await t.enroll(made.workflow, robert, { id: "first" });
  await t.advanceBy("3 days");
  t.email.fails();
  await t.advanceBy("5 days");
  t.email.recovers();
  await t.advanceBy("200 days");
  await t.enroll(made.workflow, robert, { id: "again" });
  await t.advanceBy("165 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-03-01T09:00 course-start “Ihr Kurs beginnt”",
    "2026-03-02T08:00 course-lesson-1 “Lektion 1”",
    "2026-03-04T08:00 course-lesson-2 “Lektion 2”",
    "2026-03-09T09:05 course-lesson-3 “Lektion 3”",
    "2026-03-12T08:00 course-end “Sie haben den Kurs geschafft”",
  ]);
  expect(gotBy(t, robert)).toEqual([
    "2026-03-01T13:00 course-start “Your course begins”",
    "2026-03-02T14:00 course-lesson-1 “Lesson 1”",
    "2026-03-09T12:00 course-lesson-2 “Lesson 2”",
    "2026-03-11T13:00 course-lesson-3 “Lesson 3”",
    "2026-03-13T13:00 course-end “You have finished the course”",
  ]);
  expect(gotBy(t, reader)).toEqual([]);
  expect(gotBy(t, leaver)).toHaveLength(3);
});
