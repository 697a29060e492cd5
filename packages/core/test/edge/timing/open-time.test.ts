import { describe, expect, it } from "vitest";
import type { Holidays } from "../../../src/ports/index.js";
import { nextOpenTime } from "../../../src/timing/recurrence/index.js";

/** Two calendars, and nothing known of January. */
const closed: Readonly<Record<string, readonly string[]>> = {
  DE: ["2026-12-25", "2026-12-26"],
  house: ["2026-12-24", "2026-12-27"],
};
const holidays: Holidays = {
  day: (calendar, date) => {
    if (date >= "2027-01-01") return "unknown";
    return closed[calendar]?.includes(date) === true ? "closed" : "open";
  },
};
const quiet = [{ from: "20:00", to: "08:00" }];

function next(calendars: readonly string[], zones: readonly string[], at: string) {
  const found = nextOpenTime({ quiet, calendars }, zones, Date.parse(at), holidays);
  return { ...found, at: new Date(found.at).toISOString() };
}

describe("the next open time", () => {
  it("is now on an open day outside quiet hours", () => {
    const at = "2026-12-23T11:00:00.000Z";
    expect(next(["DE", "house"], ["Europe/Berlin"], at)).toEqual({ at });
    expect(next([], ["Europe/Berlin"], at)).toEqual({ at });
  });

  it("is the first morning that is open in every calendar", () => {
    const at = "2026-12-24T11:00:00Z";
    expect(next(["DE"], ["Europe/Berlin"], at).at).toBe("2026-12-24T11:00:00.000Z");
    expect(next(["DE", "house"], ["Europe/Berlin"], at).at).toBe("2026-12-28T07:00:00.000Z");
    // An evening that leads into a closed day.
    expect(next(["DE"], ["Europe/Berlin"], "2026-12-24T21:00:00Z").at).toBe(
      "2026-12-27T07:00:00.000Z",
    );
  });

  it("is on an open day in every zone", () => {
    expect(next(["DE"], ["Europe/Berlin", "Asia/Tokyo"], "2026-12-24T10:00:00Z").at).toBe(
      "2026-12-24T10:00:00.000Z",
    );
    // Midnight in Lima, the night's end there, the night's end in Tokyo.
    expect(next(["DE"], ["Asia/Tokyo", "America/Lima"], "2026-12-26T23:30:00Z").at).toBe(
      "2026-12-27T23:00:00.000Z",
    );
  });

  it("says where a calendar knows nothing", () => {
    expect(next(["DE"], ["UTC"], "2026-12-31T21:00:00Z")).toEqual({
      at: "2027-01-01T08:00:00.000Z",
      holidayUnknown: true,
    });
  });

  it("is refused where no day is open", () => {
    const shut: Holidays = { day: () => "closed" };
    expect(() => nextOpenTime({ quiet, calendars: ["DE"] }, ["UTC"], 0, shut)).toThrow(
      expect.objectContaining({ code: "DEFINITION_ALWAYS_CLOSED" }),
    );
  });
});
