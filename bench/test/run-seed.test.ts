import { describe, expect, it } from "vitest";
import { runSeed } from "../src/sim/run-seed.ts";

describe("a seed of the simulation", () => {
  it.each([5, 18, 23])("%s tells one history, whatever its rows lie in", async (seed) => {
    const memory = await runSeed(seed, undefined, "memory");
    const { reached, ...sqlite } = await runSeed(seed, undefined, "sqlite");
    const { "rows in SQLite": marked, ...others } = reached;
    expect({ ...sqlite, reached: others }).toEqual(memory);
    expect(marked).toBe(1);
    expect(memory.mails).toBeGreaterThan(10);
  });
});
