import { describe, expect, it } from "vitest";
import { type DateRule, dateOccurrence, type LeapPolicy } from "../../../src/index.js";

function after(text: string) {
  return Date.parse(text);
}
function next(date: string, from: string, leap?: LeapPolicy) {
  const rule = { date, every: "year", ...(leap === undefined ? {} : { leap }) } as const;
  return at(rule, from);
}
function at(rule: DateRule, from: string, zone = "Europe/Berlin") {
  const found = dateOccurrence(rule, zone, after(from));
  return found === null ? null : new Date(found).toISOString();
}

describe("anniversaries", () => {
  it("begin at local midnight", () => {
    expect(next("1990-07-04", "2026-01-01T00:00:00Z")).toBe("2026-07-03T22:00:00.000Z");
  });

  it("are strictly later", () => {
    expect(next("1990-07-04", "2026-07-03T22:00:00.000Z")).toBe("2027-07-03T22:00:00.000Z");
  });

  it("begin a year after the date itself", () => {
    expect(next("2026-07-04", "2026-01-01T00:00:00Z")).toBe("2027-07-03T22:00:00.000Z");
  });

  it.each<[LeapPolicy | undefined, string]>([
    [undefined, "2027-02-27T23:00:00.000Z"],
    ["feb28", "2027-02-27T23:00:00.000Z"],
    ["mar1", "2027-02-28T23:00:00.000Z"],
    ["skip", "2028-02-28T23:00:00.000Z"],
  ])("of 29 February follow the policy %s", (leap, expected) => {
    expect(next("2000-02-29", "2027-01-01T00:00:00Z", leap)).toBe(expected);
  });

  it.each([["2001-02-29"], ["1990-13-01"], ["1990-00-10"], ["1990-1-1"], ["tomorrow"]])(
    "refuse %j",
    (date) => {
      expect(() => next(date, "2026-01-01T00:00:00Z")).toThrow(
        expect.objectContaining({ code: "INPUT_DATE" }),
      );
    },
  );
});

describe("an offset from a date", () => {
  it("is counted in days of the calendar, whose time of day clocks do not move", () => {
    const rule = { date: "1990-04-01", time: "09:00", every: "year" } as const;
    const before = { ...rule, offset: { before: "7d" } } as const;
    // Summer time begins on 28 March 2027, within these seven days.
    expect(at(rule, "2027-01-01T00:00:00Z")).toBe("2027-04-01T07:00:00.000Z");
    expect(at(before, "2027-01-01T00:00:00Z")).toBe("2027-03-25T08:00:00.000Z");
    expect(at(before, "2027-03-25T08:00:00Z")).toBe("2028-03-25T08:00:00.000Z");
  });

  it("is exact in hours, after the days", () => {
    const rule = { date: "2027-03-29T09:00", every: "once", passed: "skip" } as const;
    const early = { ...rule, offset: { before: "1d12h" } } as const;
    expect(at(early, "2027-01-01T00:00:00Z")).toBe("2027-03-27T19:00:00.000Z");
    expect(at({ ...rule, offset: { after: "PT90M" } }, "2027-01-01T00:00:00Z")).toBe(
      "2027-03-29T08:30:00.000Z",
    );
  });

  it("may be years, on both sides", () => {
    const rule = { date: "2020-05-01", every: "year" } as const;
    const from = "2027-01-01T00:00:00Z";
    expect(at({ ...rule, offset: { before: "1000d" } }, from)).toBe("2027-08-04T22:00:00.000Z");
    expect(at({ ...rule, offset: { after: "1000d" } }, from)).toBe("2027-01-25T23:00:00.000Z");
    expect(at({ ...rule, date: "9998-01-01" }, "9999-06-01T00:00:00Z")).toBeNull();
  });
});

describe("a date that comes once", () => {
  const appointment = { date: "2027-10-31T01:30:00Z", every: "once", passed: "skip" } as const;

  it("is itself, also the second time that a clock shows it", () => {
    expect(at(appointment, "2027-01-01T00:00:00Z")).toBe("2027-10-31T01:30:00.000Z");
    const number = { ...appointment, date: Date.parse(appointment.date) };
    expect(at(number, "2027-01-01T00:00:00Z")).toBe("2027-10-31T01:30:00.000Z");
  });

  it("has its day and time in the zone of whoever is asked for", () => {
    const eve = { ...appointment, offset: { before: "1d" }, time: "17:00" } as const;
    expect(at(eve, "2027-01-01T00:00:00Z")).toBe("2027-10-30T15:00:00.000Z");
    expect(at(eve, "2027-01-01T00:00:00Z", "America/Los_Angeles")).toBe("2027-10-30T00:00:00.000Z");
  });

  it.each([
    ["skip", null],
    ["send", "2027-10-31T01:30:00.000Z"],
    ["nextDay", "2027-11-05T01:30:00.000Z"],
  ] as const)("once passed: %s", (passed, expected) => {
    expect(at({ ...appointment, passed }, "2027-11-04T12:00:00Z")).toBe(expected);
    expect(at({ ...appointment, passed }, "2027-10-30T12:00:00Z")).toBe("2027-10-31T01:30:00.000Z");
  });

  it("names what it cannot read", () => {
    const from = "2027-01-01T00:00:00Z";
    expect(() => at({ ...appointment, time: "9:00" }, from)).toThrow(
      expect.objectContaining({ code: "DEFINITION_TIME", path: "time" }),
    );
    expect(() => at({ ...appointment, date: 1.5 }, from)).toThrow(
      expect.objectContaining({ code: "INPUT_DATE", path: "date" }),
    );
  });
});
