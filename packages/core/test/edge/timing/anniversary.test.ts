import { describe, expect, it } from "vitest";
import { type LeapPolicy, nextAnniversary } from "../../../src/index.js";

function after(text: string) {
  return Date.parse(text);
}
function next(date: string, from: string, leap?: LeapPolicy) {
  return new Date(
    nextAnniversary(
      { date, ...(leap === undefined ? {} : { leap }) },
      "Europe/Berlin",
      after(from),
    ),
  ).toISOString();
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
