import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { build } from "esbuild";
import { afterAll, expect, it } from "vitest";
import { deliveryWorld, tenant } from "../engine/delivery-world.js";

const folder = mkdtempSync(join(tmpdir(), "wellsent-codes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one worker to its end; resolves to the lines it wrote. */
function runWorker(script: string, path: string, seed: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, path, String(seed)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    let complained = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.stderr.on("data", (chunk) => {
      complained += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(said.split("\n").slice(0, -1));
      else reject(new Error(complained));
    });
  });
}

it("gives no code twice when four processes send from one file", async () => {
  const script = join(folder, "worker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "codes-worker.ts")],
    outfile: script,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@wellsent/source"],
    logLevel: "error",
  });
  const path = join(folder, "codes.db");
  const store = sqliteStore({ path });
  const world = deliveryWorld({ store });
  const now = world.clock.now();
  const codes = Array.from({ length: 400 }, (_, n) => `C-${n}`);
  await store.loadCodes({ tenant, now, pool: "spring", codes });
  await world.queue("n", await world.people(400));
  const lines = await Promise.all([11, 12, 13, 14].map((seed) => runWorker(script, path, seed)));
  const sent = lines.flat().map((line) => line.split(" "));
  expect(lines.filter(({ length }) => length > 0).length, "workers at work").toBeGreaterThan(1);
  const { accepted = 0, failed = 0 } = await world.statuses();
  expect(accepted + failed).toBe(400);
  expect(sent.length).toBe(accepted);
  expect(new Set(sent.map(([to]) => to)).size, "people").toBe(accepted);
  expect(new Set(sent.map(([, code]) => code)).size, "codes").toBe(accepted);
  expect(await store.countCodes({ tenant, pool: "spring" })).toMatchObject({
    ...{ given: accepted, held: 0, free: 400 - accepted },
  });
  expect(await store.integrity(tenant)).toEqual([]);
  await store.close();
});
