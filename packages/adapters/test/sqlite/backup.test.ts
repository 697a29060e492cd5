import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";
import { add, erase, live, rawFiles, reactions, scope, tenant } from "./people.js";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-backup-"));
  path = join(folder, "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function drafts(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: `k${index}`, type: "consent.granted", effectiveAt: 0, fields: {} },
  }));
}

it("copies what is committed, whole, and says how much of each ledger is in it", async () => {
  const store = sqliteStore({ path });
  await add(store, "ann", "bob");
  await store.appendConsent({ ...scope, drafts: drafts(3) }, reactions);
  const target = join(folder, "copy.db");
  const { bytes, heads } = await store.backup(target);
  expect(bytes).toBe(statSync(target).size);
  expect(heads).toEqual([{ tenant: "acme", size: 3 }]);
  expect(readdirSync(folder).filter((name) => name.startsWith("copy"))).toEqual(["copy.db"]);
  await add(store, "cyd");
  await store.close();
  const copy = sqliteStore({ path: target });
  expect((await copy.readContacts({ tenant })).items.map(({ key }) => key)).toEqual(["ann", "bob"]);
  expect(await copy.integrity(tenant)).toEqual([]);
  await copy.close();
});

it("copies a store that is in memory only", async () => {
  const store = sqliteStore({ path: ":memory:" });
  await add(store, "ann");
  const target = join(folder, "copy.db");
  await store.backup(target);
  await store.close();
  const copy = sqliteStore({ path: target });
  expect((await copy.readContacts({ tenant })).items.length).toBe(1);
  await copy.close();
});

it("holds nothing of who was erased before", async () => {
  const store = sqliteStore({ path });
  await add(store, "person1x", "person2x");
  await live(store, "person1x", "person2x");
  await erase(store, "person1x");
  await store.backup(join(folder, "copy.db"));
  await store.close();
  rmSync(path);
  const raw = rawFiles(folder);
  expect(raw).toContain("person2x@example.com");
  expect(raw).not.toContain("person1x");
});

it("overwrites no file, and leaves none behind where it cannot be written", async () => {
  const store = sqliteStore({ path });
  const target = join(folder, "copy.db");
  writeFileSync(target, "mine");
  await expect(store.backup(target)).rejects.toMatchObject({ code: "STORE_BACKUP_EXISTS" });
  expect(statSync(target).size).toBe(4);
  const nowhere = store.backup(join(folder, "none", "copy.db"));
  await expect(nowhere).rejects.toMatchObject({ code: "STORE_CANNOT_OPEN" });
  const error: unknown = await nowhere.catch((thrown: unknown) => thrown);
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("copy.db");
  expect(existsSync(join(folder, "none"))).toBe(false);
  await store.close();
});

it("refuses to call a copy of a damaged file a backup", async () => {
  const store = sqliteStore({ path });
  await add(store, ...Array.from({ length: 60 }, (_, index) => `p${index}`));
  await store.close();
  const bytes = readFileSync(path);
  const page = Math.floor(bytes.indexOf("a note about p30") / 4_096) * 4_096;
  bytes.fill(0x5a, page, page + 4_096);
  writeFileSync(path, bytes);
  const damaged = sqliteStore({ path });
  const target = join(folder, "copy.db");
  await expect(damaged.backup(target)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  expect(readdirSync(folder).filter((name) => name.startsWith("copy"))).toEqual([]);
  await damaged.close();
});

it("makes twenty whole copies while another thread commits without a pause", async () => {
  const store = sqliteStore({ path });
  const script = join(folder, "committing.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "committing-worker.ts")],
    outfile: script,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@wellsent/source"],
    logLevel: "error",
  });
  const worker = new Worker(script, { workerData: path });
  const failed = new Promise<never>((_, reject) => worker.on("error", reject));
  await Promise.race([failed, new Promise((resolve) => worker.once("message", resolve))]);
  const sizes: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const target = join(folder, `copy-${round}.db`);
    const { heads } = await store.backup(target);
    const copy = sqliteStore({ path: target });
    const { items } = await copy.readContacts({ tenant, limit: 100_000 });
    const size = heads.find((head) => head.tenant === tenant)?.size ?? 0;
    // One commit of the worker is one contact and then one entry: no copy has more of the latter.
    expect(items.length - size).toBeGreaterThanOrEqual(0);
    expect(items.length - size).toBeLessThanOrEqual(1);
    expect((await copy.readLedger({ tenant, limit: 100_000 })).items.length).toBe(size);
    expect(await copy.integrity(tenant), `copy ${round}`).toEqual([]);
    await copy.close();
    sizes.push(size);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await worker.terminate();
  expect(sizes, "the worker went on committing").toEqual([...sizes].sort((a, b) => a - b));
  expect(new Set(sizes).size).toBeGreaterThan(5);
  await store.close();
});
