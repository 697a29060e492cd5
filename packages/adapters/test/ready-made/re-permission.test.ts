import { expect, it } from "vitest";
import { rePermission } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = rePermission(schema, {
  ...{ purpose, activity: ["order.placed", "site.visited"], renewed: "permission.renewed", link },
});

it("asks whoever may still be asked, and nobody else", async () => {
  const t = await shopWith(made, { at: "2024-03-01T09:00:00Z" });
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose);
  const buyer = await t.person({ locale: "en" }).subscribed(purpose);
  const never = await t.person({ locale: "en" });
  const left = await t.person({ locale: "en" }).subscribed(purpose);
  robert.whenever("re-permission-again", () => t.track("permission.renewed", robert, {}));
  await t.advanceBy("400 days");
  await t.track("order.placed", buyer, { total: 1 });
  await t.withdraw(left, { purpose });
  await t.advanceBy("300 days");
  const silent = [];
  for await (const contact of t.contacts("re-permission-silent")) silent.push(contact.id);
  expect(silent).toEqual([anna.id]);
  // No answer is no consent: the host says so where it counts.
  await t.withdraw(anna.id, { purpose });
  await t.advanceBy("60 days");

  expect(gotBy(t, anna)).toEqual([
    "2025-12-01T09:00 re-permission-ask “Dürfen wir Ihnen weiter schreiben?”",
    "2025-12-15T09:00 re-permission-again “Ohne Ihr Ja hören wir auf”",
  ]);
  expect(gotBy(t, robert)).toEqual([
    "2025-12-01T13:00 re-permission-ask “May we keep writing to you?”",
    "2025-12-15T13:00 re-permission-again “Without your yes, we will stop”",
  ]);
  expect([buyer, never, left].map((person) => gotBy(t, person))).toEqual([[], [], []]);
  expect((await anna.decision(purpose)).allowed).toBe(false);
  expect((await robert.explain()).runs).toMatchObject([{ outcome: "renewed" }]);
});
