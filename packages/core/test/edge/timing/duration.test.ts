import { describe, expect, it } from "vitest";
import { addDuration, durationLength, durationText, parseDuration } from "../../../src/index.js";

const hour = 3_600_000;

describe("durations", () => {
  it.each([
    ["90s", 0, 90_000],
    ["90m", 0, 1.5 * hour],
    ["36h", 0, 36 * hour],
    ["2d", 2, 0],
    ["2w", 14, 0],
    ["1w1d12h", 8, 12 * hour],
    ["P2D", 2, 0],
    ["P1W", 7, 0],
    ["PT90M", 0, 1.5 * hour],
    ["P1DT12H", 1, 12 * hour],
    ["0d", 0, 0],
  ])("read %s", (text, days, milliseconds) => {
    expect(parseDuration(text)).toEqual({ days, milliseconds });
    expect(durationText(text)).toBe(text);
  });

  it.each([
    [""],
    ["P"],
    ["PT"],
    ["P1DT"],
    ["2"],
    ["d"],
    ["1.5d"],
    ["-1d"],
    ["2 d"],
    ["1M"],
    ["P1M"],
    ["P1Y"],
    ["12h1d"],
    ["2D"],
  ])("refuse %j", (text) => {
    for (const read of [parseDuration, durationText])
      expect(() => read(text, "wait")).toThrow(
        expect.objectContaining({
          ...{ code: "DEFINITION_DURATION", path: "wait" },
          message: expect.stringContaining("90m, 4h, 2d or P1DT12H"),
        }),
      );
  });

  it("keep the time of day over calendar days, and exact hours exact", () => {
    const before = Date.parse("2026-03-28T09:00:00+01:00");
    expect(addDuration(before, "1d", "Europe/Berlin")).toBe(
      Date.parse("2026-03-29T09:00:00+02:00"),
    );
    expect(addDuration(before, "24h", "Europe/Berlin")).toBe(
      Date.parse("2026-03-29T10:00:00+02:00"),
    );
    expect(durationLength("1d")).toBe(24 * hour);
  });
});
