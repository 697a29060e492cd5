// A file that a later release brings forward while an earlier one still has it open.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sqliteStore } from "../../src/sqlite/index.js";
import { campaignWorld } from "../engine/campaign-world.js";
import { tenant } from "../engine/world.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-newer-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("stops whoever still works by the release before, before it sends anything", async () => {
  const path = join(folder, "store.db");
  const store = sqliteStore({ path });
  const { begun, engine, transport, another } = await campaignWorld(4, {
    store,
    more: { campaignBatch: 2 },
  });
  await begun();
  for (let n = 0; n < 2; n++) await engine.tick(tenant);
  const sent = transport.sent.length;
  expect(sent).toBeLessThan(4);
  const later = new DatabaseSync(path);
  later.exec("UPDATE wellsent_schema SET version = version + 1");
  for (const one of [engine, another(3)]) {
    const { faults } = await one.tick(tenant);
    expect(faults.map(({ part }) => part)).toContain("email");
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(["STORE_SCHEMA_NEWER"]));
  }
  expect(transport.sent).toHaveLength(sent);
  later.exec("UPDATE wellsent_schema SET version = version - 1");
  later.close();
  await engine.drain(tenant);
  expect(transport.sent).toHaveLength(4);
  await store.close();
});
