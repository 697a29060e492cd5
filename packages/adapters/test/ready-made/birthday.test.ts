import { expect, it } from "vitest";
import { birthday } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = birthday(schema, {
  ...{ purpose, attribute: "birthday", codes: "birthday", order: "order.placed", link },
});

it("wishes well once a year with a code of one's own", async () => {
  const t = await shopWith(made);
  expect(t.workflows.check(made.workflow)).toEqual([]);
  await t.codes.load("birthday", ["B-1", "B-2", "B-3", "B-4"]);
  const anna = await t.person({ ...ann, birthday: "1988-02-29" }).subscribed(purpose);
  const robert = await t.person({ ...bob, birthday: "1970-06-10" }).subscribed(purpose);
  const silent = await t.person({ locale: "en", birthday: "1990-05-05" });
  const mover = await t.person({ locale: "en", birthday: "1990-05-05" }).subscribed(purpose);
  await t.advanceTo("2026-05-10T00:00:00Z");
  await t.identify({ email: mover.email, attributes: { birthday: "1990-06-05" } });
  await t.advanceTo("2026-06-12T00:00:00Z");
  await t.track("order.placed", robert, { total: 10 });
  await t.advanceTo("2027-05-20T00:00:00Z");
  await mover.unsubscribes();
  await t.advanceTo("2027-06-20T00:00:00Z");

  expect(gotBy(t, anna)).toEqual([
    "2027-02-28T08:00 birthday-wishes “Alles Gute zum Geburtstag”",
    "2027-03-11T08:00 birthday-reminder “Ihr Geschenk wartet noch”",
  ]);
  expect(gotBy(t, robert)).toEqual([
    "2026-06-10T13:00 birthday-wishes “Happy birthday”",
    "2027-06-10T13:00 birthday-wishes “Happy birthday”",
  ]);
  expect(gotBy(t, silent)).toEqual([]);
  expect(gotBy(t, mover)).toEqual([
    "2026-05-05T07:00 birthday-wishes “Happy birthday”",
    "2026-05-16T07:00 birthday-reminder “Your present is still waiting”",
  ]);
});
