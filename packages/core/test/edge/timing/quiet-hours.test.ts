import { describe, expect, it } from "vitest";
import { nextAllowed, type QuietHours } from "../../../src/index.js";

const night: QuietHours = { from: "21:00", to: "08:00" };
function next(quiet: readonly QuietHours[], zones: readonly string[], at: string) {
  return new Date(nextAllowed(quiet, zones, Date.parse(at))).toISOString();
}

describe("quiet hours", () => {
  it("let a free instant be, to the millisecond", () => {
    expect(next([night], ["Europe/Berlin"], "2026-05-01T12:34:56.789+02:00")).toBe(
      "2026-05-01T10:34:56.789Z",
    );
    expect(next([], ["Europe/Berlin"], "2026-05-01T01:00:00Z")).toBe("2026-05-01T01:00:00.000Z");
  });

  it("run overnight, from the first instant to just before the last", () => {
    expect(next([night], ["Europe/Berlin"], "2026-05-01T20:59:59.999+02:00")).toBe(
      "2026-05-01T18:59:59.999Z",
    );
    expect(next([night], ["Europe/Berlin"], "2026-05-01T21:00:00+02:00")).toBe(
      "2026-05-02T06:00:00.000Z",
    );
    expect(next([night], ["Europe/Berlin"], "2026-05-02T08:00:00+02:00")).toBe(
      "2026-05-02T06:00:00.000Z",
    );
  });

  it("belong to the day on which they begin", () => {
    const friday: QuietHours = { ...night, days: ["fri"] };
    expect(next([friday], ["Europe/Berlin"], "2026-05-02T07:00:00+02:00")).toBe(
      "2026-05-02T06:00:00.000Z",
    );
    expect(next([friday], ["Europe/Berlin"], "2026-05-02T22:00:00+02:00")).toBe(
      "2026-05-02T20:00:00.000Z",
    );
  });

  it("of several zones all hold: an inferred zone is the safe side", () => {
    expect(
      next([night], ["America/New_York", "America/Los_Angeles"], "2026-05-01T08:30:00-04:00"),
    ).toBe("2026-05-01T15:00:00.000Z");
  });

  it("last a whole day and a weekend", () => {
    const weekend: QuietHours = { from: "00:00", to: "24:00", days: ["sat", "sun"] };
    expect(next([weekend, night], ["Europe/Berlin"], "2026-05-02T10:00:00+02:00")).toBe(
      "2026-05-04T06:00:00.000Z",
    );
  });

  it("end with the hour that clocks skip, and come twice with the hour they repeat", () => {
    expect(
      next([{ from: "01:00", to: "02:30" }], ["Europe/Berlin"], "2026-03-29T01:15:00+01:00"),
    ).toBe("2026-03-29T01:00:00.000Z");
    const repeated: QuietHours = { from: "02:00", to: "02:30" };
    expect(next([repeated], ["Europe/Berlin"], "2026-10-25T02:10:00+02:00")).toBe(
      "2026-10-25T00:30:00.000Z",
    );
    expect(next([repeated], ["Europe/Berlin"], "2026-10-25T02:10:00+01:00")).toBe(
      "2026-10-25T01:30:00.000Z",
    );
  });

  it("last through days that are shut by a range of dates, however many, with nights on both sides", () => {
    const shut: QuietHours = {
      from: "00:00",
      to: "24:00",
      dates: ["2026-12-23", { from: "2026-12-24", to: "2027-02-28" }],
    };
    const ask = (at: string) => next([night, shut], ["Europe/Berlin"], at);
    expect(ask("2026-12-22T22:00:00+01:00")).toBe("2027-03-01T07:00:00.000Z");
    expect(ask("2026-12-22T20:00:00+01:00")).toBe("2026-12-22T19:00:00.000Z");
    expect(ask("2027-03-01T08:00:00+01:00")).toBe("2027-03-01T07:00:00.000Z");
  });

  it("that shut more than 400 days are named", () => {
    const years = ["2026", "2027"].map((year) => ({ from: `${year}-01-01`, to: `${year}-12-31` }));
    const shut: QuietHours = { from: "00:00", to: "24:00", dates: years };
    expect(() => next([night, shut], ["UTC"], "2026-03-01T12:00:00Z")).toThrow(
      expect.objectContaining({ code: "DEFINITION_ALWAYS_QUIET", path: "quiet[1]" }),
    );
    expect(next([night, shut], ["UTC"], "2027-03-01T12:00:00Z")).toBe("2028-01-01T08:00:00.000Z");
  });

  it.each([
    [{ from: "2026-02-29", to: "2026-03-01" }, "quiet[0].dates[1].from"],
    [{ from: "2026-03-01", to: "later" }, "quiet[0].dates[1].to"],
    [{ from: "2026-03-02", to: "2026-03-01" }, "quiet[0].dates[1]"],
    [{ from: "2026-01-01", to: "2027-06-01" }, "quiet[0].dates[1]"],
  ])("refuse the range %j", (range, path) => {
    const shut: QuietHours = { ...night, dates: ["2026-01-01", range] };
    expect(() => next([shut], ["UTC"], "2026-01-01T12:00:00Z")).toThrow(
      expect.objectContaining({ code: "DEFINITION_DATE", path }),
    );
  });

  it.each<[string, QuietHours[], string[], string]>([
    [
      "a window that begins where it ends",
      [{ from: "09:00", to: "09:00" }],
      ["UTC"],
      "DEFINITION_QUIET_HOURS",
    ],
    [
      "hours that leave nothing free",
      [{ from: "00:00", to: "24:00" }],
      ["UTC"],
      "DEFINITION_ALWAYS_QUIET",
    ],
    [
      "two windows that leave nothing free",
      [night, { from: "07:00", to: "22:00" }],
      ["UTC"],
      "DEFINITION_ALWAYS_QUIET",
    ],
    ["a day that begins at 24:00", [{ from: "24:00", to: "08:00" }], ["UTC"], "DEFINITION_TIME"],
    ["no weekday", [{ ...night, days: [] }], ["UTC"], "DEFINITION_DAYS"],
    ["no zone", [night], [], "INPUT_TIME_ZONE"],
    ["a zone nobody knows", [night], ["Mars/Base"], "INPUT_TIME_ZONE"],
  ])("refuse %s", (_, quiet, zones, code) => {
    expect(() => nextAllowed(quiet, zones, Date.UTC(2026, 5, 1))).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
