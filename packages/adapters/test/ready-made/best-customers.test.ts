import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestCustomers, rfmThresholds } from "../../src/ready-made/index.js";
import { ann, bob, gotBy, link, schema, shopWith } from "./boutique.js";

const purpose = "marketing.news";
const made = bestCustomers(schema, {
  ...{ purpose, order: "order.placed", total: "total", link, list: "best" },
  thresholds: { withinDays: 90, orders: 3, total: 100 },
});

it("thanks the best once a year, and nobody else", async () => {
  const t = await shopWith(made);
  expect(t.workflows.check(made.workflow)).toEqual([]);
  const anna = await t.person(ann).subscribed(purpose);
  const robert = await t.person(bob).subscribed(purpose);
  const cheap = await t.person({ locale: "en" }).subscribed(purpose);
  const rare = await t.person({ locale: "en" }).subscribed(purpose);
  const silent = await t.person({ locale: "en" });
  robert.whenever("best-customers-thanks", () => robert.unsubscribes());
  for (let month = 0; month < 15; month++) {
    await t.track("order.placed", anna, { total: 40 });
    await t.track("order.placed", silent, { total: 40 });
    await t.track("order.placed", cheap, { total: 1 });
    if (month < 3) await t.track("order.placed", robert, { total: 40 });
    if (month % 14 === 0) await t.track("order.placed", rare, { total: 40 });
    await t.advanceBy("30 days");
  }
  expect(gotBy(t, anna)).toEqual([
    "2026-04-30T09:00 best-customers-thanks “Danke”",
    "2026-05-07T09:00 best-customers-early “Vor allen anderen”",
  ]);
  expect(gotBy(t, robert)).toEqual(["2026-04-30T12:00 best-customers-thanks “Thank you”"]);
  expect([cheap, silent].map((person) => gotBy(t, person))).toEqual([[], []]);
  expect(gotBy(t, rare)).toHaveLength(0);
  const listed = [];
  for await (const { id } of t.contacts("best")) listed.push(id);
  expect(listed).toContain(anna.id);
});

describe("the thresholds of the best", () => {
  const buyer = fc.record({
    days: fc.integer({ min: 0, max: 700 }),
    orders: fc.integer({ min: 1, max: 30 }),
    total: fc.integer({ min: 0, max: 5_000 }),
  });

  it("leave at least two fifths in each class, and fewer above it", () => {
    fc.assert(
      fc.property(fc.array(buyer, { minLength: 500, maxLength: 700 }), (buyers) => {
        const at = rfmThresholds(buyers);
        if (at === null) throw new Error("no thresholds");
        const share = (is: (one: (typeof buyers)[number]) => boolean): number =>
          buyers.filter(is).length / buyers.length;
        expect(share(({ days }) => days <= at.withinDays)).toBeGreaterThanOrEqual(0.4);
        expect(share(({ days }) => days < at.withinDays)).toBeLessThan(0.4);
        expect(share(({ orders }) => orders >= at.orders)).toBeGreaterThanOrEqual(0.4);
        expect(share(({ orders }) => orders > at.orders)).toBeLessThan(0.4);
        expect(share(({ total }) => total >= at.total)).toBeGreaterThanOrEqual(0.4);
        expect(share(({ total }) => total > at.total)).toBeLessThan(0.4);
      }),
    );
  });

  it("are none of few buyers, and refuse what is no number", () => {
    expect(rfmThresholds([{ days: 1, orders: 1, total: 1 }])).toBeNull();
    expect(() => rfmThresholds([{ days: 1, orders: Number.NaN, total: 1 }])).toThrow("lacks");
  });
});
