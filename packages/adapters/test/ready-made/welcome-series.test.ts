import { expect, it } from "vitest";
import { welcomeSeries } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const made = welcomeSeries(schema, {
  ...{ purpose: "marketing.news", topic: "magazine", link, until: "order.placed" },
  form: {
    id: "footer",
    text: { en: "Yes, send me the magazine.", de: "Ja, schickt mir das Magazin." },
  },
});

it("greets nobody before they confirmed, and everybody once", async () => {
  const t = await shopWith(made);
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann);
  const robert = await t.person(bob);
  const mute = await t.person({ locale: "en" });
  const buyer = await t.person({ locale: "en" });
  const leaver = await t.person({ locale: "en" });
  for (const person of [anna, robert, mute, buyer, leaver]) await t.grant(made.form, person);
  leaver.whenever("welcome-hello", () => leaver.unsubscribes());
  await t.advanceBy("1 day");
  for (const person of [anna, robert, mute]) expect(gotBy(t, person)).toHaveLength(1);
  for (const person of [anna, robert, buyer, leaver]) await person.confirms();
  await t.advanceBy("1 day");
  await t.track("order.placed", buyer, { total: 1 });
  await t.advanceBy("183 days");
  await t.grant(made.form, anna);
  await t.advanceBy("182 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-03-01T09:00 welcome-confirm “Bitte bestätigen Sie Ihre Anmeldung”",
    "2026-03-02T09:00 welcome-hello “Willkommen”",
    "2026-03-04T09:00 welcome-best “Ein guter Anfang”",
    "2026-03-11T09:00 welcome-choices “Passt alles so?”",
    "2026-09-02T09:00 welcome-confirm “Bitte bestätigen Sie Ihre Anmeldung”",
  ]);
  expect(gotBy(t, robert)).toEqual([
    "2026-03-01T09:00 welcome-confirm “Please confirm your subscription”",
    "2026-03-02T13:00 welcome-hello “Welcome”",
    "2026-03-04T13:00 welcome-best “A good place to start”",
    "2026-03-11T12:00 welcome-choices “Is it what you expected?”",
  ]);
  expect(gotBy(t, mute)).toHaveLength(1);
  expect(gotBy(t, buyer)).toHaveLength(2);
  expect(gotBy(t, leaver)).toHaveLength(2);
});
