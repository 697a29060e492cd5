import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { due, type RightsCase, rightsTerms, termsFor } from "../../src/entries/rights.js";
import { runs } from "../support/histories.js";

vi.setConfig({ testTimeout: 120_000 });

const day = 86_400_000;
const first = Date.UTC(2020, 0, 1);
const received = fc
  .integer({ min: 0, max: 12 * 365 * 24 * 60 })
  .map((minutes) => first + minutes * 60_000);
const isoDays = fc.array(
  fc
    .integer({ min: 0, max: 13 * 365 })
    .map((days) => new Date(first + days * day).toISOString().slice(0, 10)),
  { maxLength: 30 },
);
const calendarArb = fc.record({
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/Sao_Paulo"),
  holidays: isoDays,
});
const pausesArb = fc.array(
  fc.record({
    reason: fc.constantFrom("identity" as const, "fee" as const),
    from: received,
    length: fc.nat(60 * 24),
  }),
  { maxLength: 3 },
);

function caseAt(receivedAt: number, pauses: RightsCase["pauses"] = []): RightsCase {
  return {
    id: "c",
    kind: "access",
    status: "in_progress",
    receivedAt,
    contactPoints: [],
    pauses,
    actions: [],
    recipientsTold: [],
  };
}

function localDate(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}

/**
 * The regulation read aloud: walk day by day to the next month's day of this number, or to that
 * month's last day.
 */
function oneMonthLater(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  const number = at.getUTCDate();
  while (at.getUTCDate() !== 1) at.setUTCDate(at.getUTCDate() + 1);
  if (number === 1 && at.toISOString().startsWith(date)) at.setUTCMonth(at.getUTCMonth() + 1);
  const month = at.getUTCMonth();
  while (at.getUTCDate() < number) {
    const next = new Date(at.getTime() + day);
    if (next.getUTCMonth() !== month) break;
    at.setTime(next.getTime());
  }
  return at.toISOString().slice(0, 10);
}

describe("P-DL: a deadline", () => {
  it("is the month of the regulation, on a working day, for whatever day, zone and holidays", () => {
    fc.assert(
      fc.property(received, calendarArb, (at, calendar) => {
        const clock = due(caseAt(at), at, calendar, termsFor(["EU"])).next;
        let expected = oneMonthLater(localDate(at, calendar.timeZone));
        while (
          calendar.holidays.includes(expected) ||
          [0, 6].includes(new Date(expected).getUTCDay())
        ) {
          expected = new Date(Date.parse(expected) + day).toISOString().slice(0, 10);
        }
        expect(clock?.dueOn).toBe(expected);
        expect(localDate((clock?.dueAt ?? 0) - 1, calendar.timeZone)).toBe(expected);
      }),
      runs,
    );
  });

  it("never comes earlier for what was received later, under any term and with the same pauses", () => {
    fc.assert(
      fc.property(
        received,
        fc.nat(90 * 24 * 60),
        calendarArb,
        pausesArb,
        (at, later, calendar, drawn) => {
          const pauses = drawn.map(({ reason, from, length }) => ({
            reason,
            from,
            until: from + length * 60_000,
          }));
          const now = first + 20 * 365 * day;
          const before = due(caseAt(at, pauses), now, calendar);
          const after = due(caseAt(at + later * 60_000, pauses), now, calendar);
          for (const clock of before.clocks) {
            const other = after.clocks.find(({ term }) => term === clock.term);
            expect(other?.dueAt).toBeGreaterThanOrEqual(clock.dueAt);
          }
        },
      ),
      runs,
    );
  });

  it("is never before the statutory minimum, and only ever moved back by pauses and days off", () => {
    fc.assert(
      fc.property(received, calendarArb, pausesArb, (at, calendar, drawn) => {
        const pauses = drawn.map(({ reason, from, length }) => ({
          reason,
          from,
          until: from + length * 60_000,
        }));
        const now = first + 20 * 365 * day;
        const none = { timeZone: calendar.timeZone, holidays: [], weekend: [] };
        for (const term of rightsTerms) {
          const least = due(caseAt(at), now, none, [term]).clocks[0];
          const real = due(caseAt(at, pauses), now, calendar, [term]).clocks[0];
          if (least === undefined || real === undefined) continue;
          expect(real.dueAt).toBeGreaterThanOrEqual(least.dueAt);
          if (term.pauses.length === 0 && term.lastDay === "as_it_falls")
            expect(real.dueOn).toBe(least.dueOn);
        }
      }),
      { numRuns: propertyRuns(2000) },
    );
  });
});
