import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDate } from "../../../src/dates/index.js";

function instant(text: string) {
  return { kind: "instant", at: Date.parse(text) };
}
function local(text: string) {
  return { kind: "local", wall: Date.parse(`${text}Z`) };
}

describe("the one reader of dates", () => {
  it.each<[unknown, unknown]>([
    ["2026-01-10", { kind: "date", day: 20_463 }],
    ["0000-02-29", { kind: "date", day: -719_469 }],
    ["9999-12-31", { kind: "date", day: 2_932_896 }],
    [" 2026-01-10\n", { kind: "date", day: 20_463 }],
    ["2026-01-10 08:00:00", local("2026-01-10T08:00:00")],
    ["2026-01-10T08:00", local("2026-01-10T08:00")],
    ["2026-01-10t08:00:00.5", local("2026-01-10T08:00:00.500")],
    ["2026-01-10T08:00:00,123999999", local("2026-01-10T08:00:00.123")],
    ["1969-12-31T23:59:59.9999", local("1969-12-31T23:59:59.999")],
    ["2026-01-10T24:00", local("2026-01-11T00:00")],
    ["2026-12-31T24:00:00.000Z", instant("2027-01-01T00:00Z")],
    ["2026-01-10T08:00:00Z", instant("2026-01-10T08:00:00Z")],
    ["2026-01-10t08:00:00z", instant("2026-01-10T08:00:00Z")],
    ["2026-01-10 08:00:00 UTC", instant("2026-01-10T08:00:00Z")],
    ["2026-01-10T08:00:00+01", instant("2026-01-10T07:00:00Z")],
    ["2026-01-10T08:00:00+0100", instant("2026-01-10T07:00:00Z")],
    ["2026-01-10 08:00:00 -0330", instant("2026-01-10T11:30:00Z")],
    ["2026-01-10T08:00-00:00", instant("2026-01-10T08:00:00Z")],
    ["2026-01-10T08:00+23:59", instant("2026-01-09T08:01:00Z")],
    [0, { kind: "instant", at: 0 }],
    [253_402_300_799_999, instant("9999-12-31T23:59:59.999Z")],
  ])("reads %j", (text, reading) => {
    expect(readDate(text)).toEqual(reading);
  });

  it.each([
    ["a day that is not there", "2026-02-30"],
    ["29 February of no leap year", "1900-02-29"],
    ["month 0", "2026-00-10"],
    ["month 13", "2026-13-01"],
    ["a leap second", "2026-06-30T23:59:60Z"],
    ["minute 60", "2026-01-10T08:60"],
    ["hour 25", "2026-01-10T25:00"],
    ["later than midnight", "2026-01-10T24:00:00.0001"],
    ["an offset of a day", "2026-01-10T08:00+24:00"],
    ["minutes of an offset", "2026-01-10T08:00+01:60"],
    ["an hour alone", "2026-01-10T08"],
    ["a fraction of minutes", "2026-01-10T08:00.5"],
    ["an empty fraction", "2026-01-10T08:00:00."],
    ["ten digits", "2026-01-10T08:00:00.0123456789"],
    ["two spaces", "2026-01-10  08:00"],
    ["an offset behind a date", "2026-01-10Z"],
    ["a zone by name", "2026-01-10T08:00+01:00[Europe/Berlin]"],
    ["a zone by letters", "2026-01-10T08:00 CET"],
    ["the basic form", "20260110T080000Z"],
    ["a week", "2026-W02-6"],
    ["a day of the year", "2026-010"],
    ["a month", "2026-01"],
    ["five digits", "+012026-01-10"],
    ["a dotted date", "10.01.2026"],
    ["a slashed date", "01/10/2026"],
    ["a word", "tomorrow"],
    ["nothing", ""],
    ["a number in text", "1768000000000"],
    ["a fraction of a millisecond", 1.5],
    ["a number after the year 9999", 253_402_300_800_000],
    ["a number before the year 0", -8.64e15],
    ["no number", Number.NaN],
    ["null", null],
    ["an object", {}],
    ["a list", ["2026-01-10"]],
  ])("refuses %s", (_, value) => {
    expect(readDate(value)).toBeNull();
  });

  /** Any fields, half of them impossible. */
  const fields = fc.tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.integer({ min: 0, max: 25 }),
    fc.integer({ min: 0, max: 61 }),
    fc.integer({ min: 0, max: 61 }),
  );
  const two = (number: number) => String(number).padStart(2, "0");

  it("agrees with ECMA-262 on its own date-time string format", () => {
    let read = 0;
    fc.assert(
      fc.property(
        fields,
        fc.integer({ min: 0, max: 999 }),
        fc.constantFrom("Z", "+01:00", "-11:30", "+23:59"),
        ([year, month, day, hours, minutes, seconds], fraction, offset) => {
          const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
          const text = `${date}T${two(hours)}:${two(minutes)}:${two(seconds)}.${String(fraction).padStart(3, "0")}${offset}`;
          // Engines let 30 February pass as 1 or 2 March, which the standard leaves open.
          const isDay = new Date(`${date}T00:00Z`).toJSON()?.slice(0, 10) === date;
          const at = isDay ? Date.parse(text) : Number.NaN;
          if (!Number.isNaN(at)) read++;
          expect(readDate(text)).toEqual(Number.isNaN(at) ? null : { kind: "instant", at });
          expect(readDate(date)).toEqual(
            isDay ? { kind: "date", day: Date.parse(date) / 86_400_000 } : null,
          );
        },
      ),
      { numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(1000);
  });

  it("reads every way to write a moment alike", () => {
    fc.assert(
      fc.property(fields, ([year, month, day, hours, minutes, seconds]) => {
        const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
        const time = `${two(hours)}:${two(minutes)}:${two(seconds)}`;
        const plain = readDate(`${date}T${time}`);
        for (const other of [`${date}t${time}`, `${date} ${time}`, ` ${date} ${time}.0 `])
          expect(readDate(other)).toEqual(plain);
        const utc = plain?.kind === "local" ? { kind: "instant", at: plain.wall } : null;
        for (const offset of ["Z", "z", " UTC", "+00", "-00:00", " +0000"])
          expect(readDate(`${date} ${time}${offset}`)).toEqual(utc);
        const east = utc === null ? null : { kind: "instant", at: utc.at - 19_800_000 };
        for (const offset of ["+05:30", "+0530", " +05:30"])
          expect(readDate(`${date}T${time}${offset}`)).toEqual(east);
      }),
      { numRuns: 1000 },
    );
  });
});
