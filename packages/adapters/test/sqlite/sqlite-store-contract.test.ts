import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import type { Store } from "@wellsent/core";
import { storeContract } from "@wellsent/core/testing";
import { afterAll, describe, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "wellsent-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const paths = new WeakMap<Store, string>();
function open(path: string): Store {
  const store = sqliteStore({ path });
  paths.set(store, path);
  return store;
}
function pathOf(store: Store): string {
  return paths.get(store) ?? "";
}

describe("the SQLite store keeps the contract, in a file of its own", () => {
  const contract = storeContract({
    create() {
      files += 1;
      return open(join(folder, `${files}.db`));
    },
    async reopen(store) {
      await store.close();
      return open(pathOf(store));
    },
    connect: (store) => open(pathOf(store)),
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
