import { describe, expect, it } from "vitest";
import { isTimeZone, nextLocalTime, zoneOffset } from "../../../src/index.js";

function at(text: string) {
  return Date.parse(text);
}
function iso(instant: number) {
  return new Date(instant).toISOString();
}

describe("nextLocalTime", () => {
  it("keeps 09:00 in New York across the spring change, where peers send at 10:00", () => {
    expect(
      iso(nextLocalTime({ time: "09:00" }, "America/New_York", at("2026-03-07T17:00:00-05:00"))),
    ).toBe("2026-03-08T13:00:00.000Z");
  });

  it("finds Monday by the local day in Los Angeles, where peers send on Sunday", () => {
    const sunday = at("2026-06-07T13:00:00-07:00");
    expect(
      iso(nextLocalTime({ time: "18:00", days: ["mon"] }, "America/Los_Angeles", sunday)),
    ).toBe("2026-06-09T01:00:00.000Z");
  });

  it("is strictly later: at the very instant it gives the next one", () => {
    const first = nextLocalTime({ time: "09:00" }, "Europe/Berlin", at("2026-05-01T00:00:00Z"));
    expect(iso(first)).toBe("2026-05-01T07:00:00.000Z");
    expect(iso(nextLocalTime({ time: "09:00" }, "Europe/Berlin", first - 1))).toBe(iso(first));
    expect(iso(nextLocalTime({ time: "09:00" }, "Europe/Berlin", first))).toBe(
      "2026-05-02T07:00:00.000Z",
    );
  });

  it("moves a skipped time on by what was skipped", () => {
    expect(iso(nextLocalTime({ time: "02:30" }, "Europe/Berlin", at("2026-03-28T12:00:00Z")))).toBe(
      "2026-03-29T01:30:00.000Z",
    );
  });

  it("takes a repeated time once, the first time", () => {
    const first = nextLocalTime({ time: "02:30" }, "Europe/Berlin", at("2026-10-24T12:00:00Z"));
    expect(iso(first)).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(nextLocalTime({ time: "02:30" }, "Europe/Berlin", first))).toBe(
      "2026-10-26T01:30:00.000Z",
    );
  });

  it.each([["9:00"], ["24:00"], ["12:60"], [""], ["09:00:00"]])(
    "refuses the time %j by name",
    (time) => {
      expect(() => nextLocalTime({ time }, "UTC", 0)).toThrow(
        expect.objectContaining({
          ...{ code: "DEFINITION_TIME", path: "time" },
          message: expect.stringContaining("HH:MM"),
        }),
      );
    },
  );

  it("refuses days that name none", () => {
    for (const days of [[], ["someday"]]) {
      expect(() => nextLocalTime({ time: "09:00", days: days as never }, "UTC", 0)).toThrow(
        expect.objectContaining({ code: "DEFINITION_DAYS", path: "days" }),
      );
    }
  });
});

describe("time zones", () => {
  it("are IANA names, not offsets", () => {
    expect(["Europe/Berlin", "UTC", "Asia/Kolkata"].every(isTimeZone)).toBe(true);
    expect(["", "+02:00", "Europe/Atlantis", "9"].some(isTimeZone)).toBe(false);
  });

  it("are refused by name, without repeating what was given", () => {
    expect(() => zoneOffset("ann@example.com", 0)).toThrow(
      expect.objectContaining({ code: "INPUT_TIME_ZONE" }),
    );
    expect(() => zoneOffset("ann@example.com", 0)).not.toThrow(/ann/);
  });

  it("had offsets of odd seconds once", () => {
    expect(zoneOffset("Africa/Monrovia", 0)).toBe(-2_670_000);
  });
});
