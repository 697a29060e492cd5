import { expect, it } from "vitest";
import { memoryCatalog } from "../../src/memory/index.js";
import { nearbyStore, tellNearby } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, places, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = nearbyStore(schema, { purpose });
const catalog = memoryCatalog({ products: {}, places: { test: places } });
const selby = { latitude: 53.783, longitude: -1.067 };
const potsdam = { latitude: 52.515, longitude: 13.3 };

it("tells people of the nearest store once a year", async () => {
  const t = await shopWith(made);
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose);
  const asked = await t.person({ locale: "en" });
  const leaver = await t.person({ locale: "en" }).subscribed(purpose);
  const tell = (contact: typeof anna, near: typeof selby, within?: number) =>
    tellNearby(t, made, {
      ...{ catalog, contact, near, at: t.now() },
      ...(within === undefined ? {} : { within }),
    });
  expect(await tell(robert, selby)).toBeNull();
  expect(await tell(robert, selby, 30)).toMatchObject({ id: "york" });
  await t.advanceBy("1 day");
  for (let again = 0; again < 2; again++) await tell(anna, potsdam);
  await tell(asked, potsdam);
  await t.withdraw(leaver);
  await tell(leaver, potsdam);
  await t.advanceBy("200 days");
  await tell(anna, potsdam);
  await t.advanceBy("120 days");
  await tell(anna, potsdam);
  await t.advanceBy("45 days");

  expect(gotBy(t, anna)).toEqual([
    "2026-03-02T09:00 nearby-store-nearby “Berlin ist in Ihrer Nähe”",
    "2027-01-16T09:00 nearby-store-nearby “Berlin ist in Ihrer Nähe”",
  ]);
  expect(gotBy(t, robert)).toEqual(["2026-03-01T15:00 nearby-store-nearby “York is near you”"]);
  expect([asked, leaver].map((person) => gotBy(t, person))).toEqual([[], []]);
  expect(t.mailsTo(robert)[0]?.text).toMatch(
    /about 19 km[^]*Saturday: 10:00–16:00\nSunday: closed[^]*Also closed on March 6, 2026\./,
  );
  expect(t.mailsTo(anna)[0]?.text).toMatch(/etwa 7 km[^]*Sonntag: geschlossen/);
  const call = tellNearby(t, made, {
    ...{ catalog: memoryCatalog({ products: {} }), contact: anna, near: selby, at: t.now() },
  });
  await expect(call).rejects.toMatchObject({ code: "INPUT_CATALOG" });
});
