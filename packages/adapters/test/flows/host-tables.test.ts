import { DatabaseSync } from "node:sqlite";
import type { HostRow } from "@wellsent/core/flows";
import { hostTableContract } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import {
  iterableHostTable,
  memoryHostTable,
  sqliteHostTable,
} from "../../src/host-tables/index.js";

function inSqlite() {
  const database = new DatabaseSync(":memory:");
  const next = "(SELECT coalesce(max(revision), 0) + 1 FROM customer)";
  database.exec(`CREATE TABLE customer (number TEXT PRIMARY KEY, city TEXT, revision INTEGER);
    CREATE TRIGGER made AFTER INSERT ON customer
      BEGIN UPDATE customer SET revision = ${next} WHERE number = new.number; END;
    CREATE TRIGGER changed AFTER UPDATE OF city ON customer
      BEGIN UPDATE customer SET revision = ${next} WHERE number = new.number; END;`);
  const table = sqliteHostTable(database, {
    ...{ table: "customer", key: "number", version: "revision", columns: ["city"] },
  });
  const put = database.prepare(
    "INSERT INTO customer (number, city) VALUES (?, ?) ON CONFLICT DO UPDATE SET city = excluded.city",
  );
  return { table, put: (key: string, city: string) => void put.run(key, city) };
}

const subjects = {
  memory: () => {
    const table = memoryHostTable();
    return { table, put: (key: string, city: string) => table.put(key, { city }) };
  },
  SQLite: inSqlite,
  iterable: () => {
    const rows = new Map<string, HostRow>();
    return {
      table: iterableHostTable(() => rows.values()),
      put: (key: string, city: string) =>
        void rows.set(key, { key, version: null, changedAt: null, values: { city } }),
    };
  },
};

describe.each(Object.entries(subjects))(
  "a host table of %s keeps the contract",
  (_name, create) => {
    for (const { name, run } of hostTableContract({ create, column: "city" })) it(name, run);
  },
);

describe("the contract of host tables", () => {
  it("finds tables that break it", async () => {
    const broken = [
      // Skips a row at the end of each page.
      (table: ReturnType<typeof memoryHostTable>) => ({
        ...table,
        changed: async (call: { after: string | null; limit: number }) => {
          const page = await table.changed(call);
          return page.more ? { ...page, next: String(Number(page.next) + 1) } : page;
        },
      }),
      // Writes whatever the row has become.
      (table: ReturnType<typeof memoryHostTable>) => ({
        ...table,
        write: async (...[writes]: Parameters<typeof table.write>) =>
          writes.map(({ key, values }) => {
            table.put(key, values);
            return { result: "written" } as const;
          }),
      }),
    ];
    for (const breaking of broken) {
      const cases = hostTableContract({
        column: "city",
        create: () => {
          const table = memoryHostTable();
          return { table: breaking(table), put: (key, city) => table.put(key, { city }) };
        },
      });
      const ends = await Promise.allSettled(cases.map(({ run }) => run()));
      expect(ends.some(({ status }) => status === "rejected")).toBe(true);
    }
  });

  it("has names that are quoted, and refuses others", () => {
    const database = new DatabaseSync(":memory:");
    const options = { table: 'a"; DROP', key: "k", version: "v", columns: [] };
    expect(() => sqliteHostTable(database, options)).toThrow(
      expect.objectContaining({ code: "ADAPTER_OPTION_INVALID" }),
    );
    database.close();
  });
});
