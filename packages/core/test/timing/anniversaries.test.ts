import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { calendarDate, dayNumber } from "../../src/dates/index.js";
import { dateOccurrence } from "../../src/index.js";

describe("calendar dates against Temporal", () => {
  it("count days as it does, from 1600 to 2400", () => {
    const epoch = Temporal.PlainDate.from("1970-01-01");
    for (let number = -135_140; number < 157_060; number += 97) {
      const date = epoch.add({ days: number });
      expect(calendarDate(number)).toEqual({ year: date.year, month: date.month, day: date.day });
      expect(dayNumber(date)).toBe(number);
    }
  });
});

describe("anniversaries against Temporal", () => {
  it("fall where PlainMonthDay puts them, with 29 February on the 28th", () => {
    const zones = ["UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"];
    for (let i = 0; i < 800; i++) {
      const date = Temporal.PlainDate.from(i % 4 === 0 ? "2000-02-29" : "1960-01-01").add({
        days: i % 4 === 0 ? 0 : i * 31,
      });
      const zone = zones[i % 4] ?? "UTC";
      const after =
        Temporal.Instant.from("2020-01-01T00:00Z").epochMilliseconds + i * 4_321_987_654;
      const year = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(zone).year;
      const expected = [year - 1, year, year + 1]
        .map((candidate) => date.toPlainMonthDay().toPlainDate({ year: candidate }))
        .map((day) => day.toZonedDateTime({ timeZone: zone, plainTime: "09:30" }).epochMilliseconds)
        .find((at) => at > after);
      const rule = { date: date.toString(), time: "09:30", every: "year" } as const;
      expect(dateOccurrence(rule, zone, after)).toBe(expected);
    }
  });
});
