import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileNameFor, keep, readKept } from "../src/sim/kept.ts";
import { drawPlan } from "../src/sim/plan.ts";
import { runSeed } from "../src/sim/run-seed.ts";

const kept = [...readKept()];

describe("stories in which a check once failed", () => {
  it.each(kept)("%s holds", async (_name, { plan }) => {
    const { violations, steps } = await runSeed(plan.seed, plan);
    expect(violations).toEqual([]);
    // It still tells something.
    expect(steps).toBeGreaterThan(plan.operations.length);
  });

  it("are some, and each says what it stands for", () => {
    expect(kept.length).toBeGreaterThan(0);
    for (const [name, { check, fault, plan }] of kept) {
      expect(name).toBe(fileNameFor({ check, fault }));
      expect(plan.operations.length).toBeGreaterThan(0);
    }
  });

  it("are kept as they ran", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kept-"));
    try {
      const plan = drawPlan(12);
      const path = keep({ check: "TWICE", fault: "none", plan }, folder);
      const again = JSON.parse(readFileSync(path, "utf8"));
      expect(again).toEqual({ check: "TWICE", fault: "none", plan });
      const [one, two] = [await runSeed(12), await runSeed(again.plan.seed, again.plan)];
      expect(two.digest).toBe(one.digest);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
