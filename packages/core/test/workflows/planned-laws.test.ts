import {
  type ContactRecord,
  contactId,
  type DateTrigger,
  defineSchema,
  defineWorkflow,
  type LeapPolicy,
  tenantId,
} from "@wellsent/core";
import { createEngine } from "@wellsent/core/engine";
import { storeOver } from "@wellsent/core/store-kit";
import {
  fakeConsentGate,
  fakePages,
  fakeRenderer,
  seededRandom,
  simulatedClock,
} from "@wellsent/core/testing";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import * as z from "zod";
import { plainRows } from "../store-kit/plain-rows.js";

const tenant = tenantId("acme");
const schema = defineSchema({
  attributes: z.object({ born: z.iso.date().optional() }),
  events: {},
  purposes: {},
});
const from = Date.UTC(2026, 5, 1);
const years = 5;
const until = Date.UTC(2026 + years, 5, 1);

interface Person {
  readonly born: string;
  readonly zone: string;
}

const people = fc.array(
  fc.record({
    born: fc.oneof(
      fc.constantFrom("1988-02-29", "2024-02-29", "1990-03-29", "1990-10-25", "1999-12-31"),
      fc
        .date({ min: new Date("1930-01-01"), max: new Date("2029-01-01"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    ),
    zone: fc.constantFrom(
      ...["Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "America/Santiago"],
      ...["Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Midway"],
    ),
  }),
  { minLength: 1, maxLength: 8 },
);

const rules = fc.record({
  time: fc.constantFrom("00:00", "02:30", "03:00", "09:00", "23:59"),
  daysBefore: fc.constantFrom(0, 1, 7, 60),
  leap: fc.constantFrom<LeapPolicy>("feb28", "mar1", "skip"),
});

/** As `temporal-polyfill` reckons: each year's day, then its hour in the zone. */
function expected(
  { born, zone }: Person,
  { time, daysBefore, leap }: typeof rules extends fc.Arbitrary<infer R> ? R : never,
): readonly (readonly [string, number])[] {
  const birth = Temporal.PlainDate.from(born);
  const found: (readonly [string, number])[] = [];
  for (let year = 2025; year <= 2026 + years + 1; year++) {
    if (year <= birth.year) continue;
    let date = birth.with({ year }, { overflow: "constrain" });
    if (date.day !== birth.day) {
      if (leap === "skip") continue;
      if (leap === "mar1") date = date.add({ days: 1 });
    }
    const at = date
      .subtract({ days: daysBefore })
      .toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
    if (at >= from && at <= until) found.push([String(year), at]);
  }
  return found;
}

it("starts on every anniversary of five years, when and as often as Temporal says", async () => {
  await fc.assert(
    fc.asyncProperty(people, rules, async (given, rule) => {
      const clock = simulatedClock(from);
      const store = storeOver(plainRows(true));
      const trigger: Omit<DateTrigger, "on" | "attribute"> = {
        ...{ time: rule.time, every: "year", leap: rule.leap },
        ...(rule.daysBefore === 0 ? {} : { offset: { before: `${rule.daysBefore}d` } }),
      };
      const workflow = defineWorkflow(schema, "born", (w) =>
        w.onDate("born", trigger).admitAnyone().exit("begun"),
      );
      const engine = createEngine({
        ...{ schema, store, clock, workflows: [workflow], random: seededRandom(1) },
        ...{ consent: fakeConsentGate(), renderer: fakeRenderer({}) },
        pages: fakePages({ baseUrl: "https://m.example/" }),
        senderFor: () => ({ from: { address: "a@shop.example" }, timeZone: "UTC" }),
      });
      const records = given.map(
        ({ born, zone }, index): ContactRecord => ({
          ...{ tenant, id: contactId(`c${index}`), key: `c${index}`, points: [], lists: [] },
          ...{ attributes: { born }, timeZone: { name: zone, source: "stated" } },
          ...{ locale: null, jurisdiction: null, createdAt: from, updatedAt: from, revision: 0 },
        }),
      );
      await store.changeContacts({ tenant, now: from, lookups: [] }, () =>
        records.map((contact) => ({ contact })),
      );
      for (;;) {
        await engine.drain(tenant);
        const next = await engine.nextWork(tenant);
        if (next === null || next > until) break;
        clock.advanceTo(next);
      }
      for (const [index, person] of given.entries()) {
        const { items } = await store.readEnrollments({ tenant, contact: contactId(`c${index}`) });
        const begun = items.map(({ entryKey, startedAt }) => [
          entryKey.slice(entryKey.lastIndexOf(":") + 1),
          startedAt,
        ]);
        expect(begun).toEqual(expected(person, rule));
      }
    }),
    { numRuns: 30 },
  );
});
