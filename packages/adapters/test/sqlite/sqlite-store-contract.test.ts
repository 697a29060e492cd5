import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import type { Store } from "@wellsent/core";
import { storeContract } from "@wellsent/core/testing";
import { afterAll, beforeAll, describe, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "wellsent-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const paths = new WeakMap<Store, string>();
function open(path: string): Store {
  const store = sqliteStore({ path });
  paths.set(store, path);
  return store;
}
function findPath(store: Store): string {
  return paths.get(store) ?? "";
}

describe("the SQLite store keeps the contract, in a file of its own", () => {
  // Each test starts from a copy of one new file: making the tables waits for the disk many times.
  const empty = join(folder, "empty.db");
  beforeAll(() => open(empty).close());
  const contract = storeContract({
    create() {
      files += 1;
      const path = join(folder, `${files}.db`);
      copyFileSync(empty, path);
      return open(path);
    },
    async reopen(store) {
      await store.close();
      return open(findPath(store));
    },
    connect: (store) => open(findPath(store)),
  });
  for (const one of contract) it(one.name, one.run);
});

describe("the SQLite store keeps the contract, on the host's connection", () => {
  let database: DatabaseSync;
  const contract = storeContract({
    create() {
      database = new DatabaseSync(":memory:");
      return sqliteStore({ database });
    },
    hostTransaction() {
      const host = database;
      host.exec("BEGIN");
      return {
        transaction: host,
        commit: () => host.exec("COMMIT"),
        rollBack: () => host.exec("ROLLBACK"),
      };
    },
  });
  for (const one of contract) it(one.name, one.run);
});
