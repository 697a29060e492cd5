import { describe, expect, inject, it } from "vitest";
import { runPages } from "./run-pages.ts";

describe("the pages against a model of what must be in force", () => {
  it("show what is in force, change what was changed, and ask for what was chosen", async () => {
    const { violations, reached } = await runPages({ seed: inject("propertySeed"), runs: 150 });
    expect(violations.map((each) => JSON.stringify(each))).toEqual([]);
    for (const what of [
      ...["asked to confirm", "confirmed", "untick all", "shown waiting"],
      "a used link tells what has ended",
    ])
      expect(reached[what] ?? 0).toBeGreaterThan(0);
  });
});
