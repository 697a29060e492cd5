import { expect, it } from "vitest";
import { eventReminder } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const made = eventReminder(schema, {
  ...{ purpose: "bookings", registered: "event.registered", cancelled: "event.cancelled", link },
  ...{ key: "booking", startsAt: "startsAt", title: "title", zone: "Europe/Berlin" },
});

it("reminds of each booking in time, moves with its date, and ends with a notice", async () => {
  const t = await shopWith(made);
  for (const workflow of made.workflows) expect(t.workflows.check(workflow)).toEqual([]);
  const anna = await t.person(ann);
  const robert = await t.person(bob);
  const late = await t.person({ locale: "en" });
  const off = await t.person({ locale: "en" });
  const books = (person: typeof anna, booking: string, startsAt: string) =>
    t.track("event.registered", person, { booking, startsAt, title: "Baking" });
  await books(anna, "a", "2026-05-20T18:00:00+02:00");
  await books(robert, "b", "2026-05-20T18:00:00+02:00");
  await books(off, "o", "2026-05-20T18:00:00+02:00");
  await books(off, "p", "2026-11-20T18:00:00+01:00");
  await t.advanceTo("2026-05-15T00:00:00Z");
  await books(anna, "a", "2026-09-20T18:00:00+02:00");
  await books(late, "l", "2026-05-20T18:00:00+02:00");
  await t.track("event.cancelled", off, { booking: "o", title: "Baking" });
  await t.advanceBy("365 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-05-13T16:00 event-week “In einer Woche: Baking”",
    "2026-09-13T16:00 event-week “In einer Woche: Baking”",
    "2026-09-19T15:00 event-day “Morgen: Baking”",
    "2026-09-20T15:00 event-hour “In einer Stunde: Baking”",
  ]);
  expect(gotBy(t, robert)).toEqual([
    "2026-05-13T16:00 event-week “In a week: Baking”",
    "2026-05-19T21:00 event-day “Tomorrow: Baking”",
    "2026-05-20T15:00 event-hour “In an hour: Baking”",
  ]);
  expect(gotBy(t, late)).toEqual([
    "2026-05-19T15:00 event-day “Tomorrow: Baking”",
    "2026-05-20T15:00 event-hour “In an hour: Baking”",
  ]);
  expect(gotBy(t, off)).toEqual([
    "2026-05-13T16:00 event-week “In a week: Baking”",
    "2026-05-15T00:00 event-cancelled “Cancelled: Baking”",
    "2026-11-13T17:00 event-week “In a week: Baking”",
    "2026-11-19T16:00 event-day “Tomorrow: Baking”",
    "2026-11-20T16:00 event-hour “In an hour: Baking”",
  ]);
  // Noon in New York, where he lives, and six in Berlin, where it is.
  expect(t.mailsTo(robert)[1]?.text).toContain("May 20, 2026, 12:00 PM (6:00 PM at the place)");
});
