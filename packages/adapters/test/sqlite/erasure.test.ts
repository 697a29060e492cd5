import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { seededRandom } from "@wellsent/core/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { add, erase, live, rawFiles, tenant } from "./people.js";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-erasure-"));
  path = join(folder, "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function people(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `person${String(index).padStart(4, "0")}x`);
}

function left(names: readonly string[]): readonly string[] {
  const there = new Set(rawFiles(folder).match(/person\d+x/g));
  return names.filter((name) => there.has(name));
}

it("leaves no byte of a person in any file, whatever is written before and after", async () => {
  const store = sqliteStore({ path });
  const names = people(120);
  await add(store, ...names);
  for (const name of names) await live(store, name);
  const erased = names.filter((_, index) => index % 3 === 0);
  const kept = names.filter((_, index) => index % 3 !== 0);
  for (const name of erased) await erase(store, name);
  await store.vacuum();
  expect(left(kept)).toEqual(kept);
  // Ids are pseudonyms, and the log keeps those; what must go is the address, the key, the note and
  // the payload.
  expect(left(erased)).toEqual([]);
  await store.close();
  expect(left(erased)).toEqual([]);
});

it("leaves nothing of thousands once the file was written anew, in any order", async () => {
  const random = seededRandom(1);
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  const store = sqliteStore({ database });
  // Addresses in no order: their index splits its pages, and copies of rows stay in what both
  // halves do not use.
  const names = Array.from(
    { length: 3_600 },
    () => `person${String(random.integer(1e9)).padStart(9, "0")}x`,
  );
  const erased = new Set<string>();
  for (let from = 0; from < names.length; from += 100) {
    const batch = names.slice(from, from + 100);
    await add(store, ...batch);
    await live(store, ...batch.slice(0, 50));
    await live(store, ...batch.slice(50));
    for (let count = 0; count < 70; count += 1) {
      const name = names[random.integer(from + batch.length)];
      if (name === undefined || erased.has(name)) continue;
      await erase(store, name);
      erased.add(name);
    }
  }
  expect(erased.size).toBeGreaterThan(1_500);
  expect(left([...erased]).length, "secure_delete alone misses some").toBeGreaterThan(0);
  await store.vacuum();
  expect(left([...erased])).toEqual([]);
  expect(left(names).length).toBe(names.length - erased.size);
  expect(await store.integrity(tenant)).toEqual([]);
  await store.close();
  database.close();
  expect(left([...erased])).toEqual([]);
});

it("finishes an erasure of the host's transaction with the first call after it", async () => {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL");
  const store = sqliteStore({ database });
  await add(store, "ann", "bob");
  database.exec("BEGIN");
  await store.transaction(database, (joined) => erase(joined, "ann"));
  database.exec("COMMIT");
  expect(rawFiles(folder)).toContain("ann@example.com");
  await store.readLedgerHead(tenant);
  expect(rawFiles(folder)).not.toContain("ann@example.com");
  database.close();
});

it("says when a reader keeps the log from being emptied, and finishes the next time", async () => {
  const store = sqliteStore({ path, busyTimeoutMs: 20 });
  await add(store, "ann", "bob");
  const reader = new DatabaseSync(path);
  reader.exec("BEGIN; SELECT count(*) FROM wellsent_contact");
  await expect(erase(store, "ann")).rejects.toMatchObject({ code: "STORE_ERASURE_PENDING" });
  expect(
    await store.readContact({ tenant, lookup: { key: "ann" } }),
    "gone all the same",
  ).toBeNull();
  await expect(store.vacuum()).rejects.toMatchObject({ code: "STORE_ERASURE_PENDING" });
  reader.exec("COMMIT");
  reader.close();
  await erase(store, "ann");
  expect(rawFiles(folder)).not.toContain("ann@example.com");
  await store.close();
});
