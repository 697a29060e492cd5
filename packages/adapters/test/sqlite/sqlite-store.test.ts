import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteRows, sqliteStore } from "@wellsent/adapters/sqlite";
import { type Store, sendKey } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { add, contact, erase, linking, live, scope, tenant, worker } from "./people.js";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-sqlite-"));
  path = join(folder, "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function catchError(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

function catchCode(run: () => unknown): string {
  const error = catchError(run);
  return WellsentError.isInstance(error) && error.remedy !== undefined ? error.code : String(error);
}

/** All that an error says, its cause and the cause's stack among it. */
function saidBy(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const stack = cause instanceof Error ? cause.stack : "";
  const parts = [String(error), JSON.stringify(error), JSON.stringify(cause), String(cause), stack];
  return parts.join(" ");
}

describe("opening a SQLite store", () => {
  it("takes a plain path, for the store and for its rows", async () => {
    const store = sqliteStore(path);
    const { id } = contact("ann");
    await add(store, "ann");
    await store.close();
    const again = sqliteStore({ path });
    expect((await again.readContact({ tenant, lookup: { id } }))?.id).toBe(id);
    await again.close();
    const rows = sqliteRows(path);
    expect(rows.capabilities).toMatchObject({ durable: true, multiProcess: true });
    rows.close();
  });

  it("refuses an empty path, which would keep nothing", () => {
    expect(catchCode(() => sqliteStore(""))).toBe("STORE_CANNOT_OPEN");
    expect(catchCode(() => sqliteStore({ path: "" }))).toBe("STORE_CANNOT_OPEN");
  });

  it("refuses a file that is no database, and leaves it as it is", () => {
    const letter = `Dear diary,\n${"nothing happened. ".repeat(100)}`;
    writeFileSync(path, letter);
    expect(catchCode(() => sqliteStore({ path }))).toBe("STORE_NOT_A_DATABASE");
    expect(readFileSync(path, "utf8")).toBe(letter);
    expect(readdirSync(folder)).toEqual(["store.db"]);
  });

  it("refuses a folder that is not there, and names no path", () => {
    const error = catchError(() => sqliteStore({ path: join(folder, "none", "store.db") }));
    expect(error).toMatchObject({ code: "STORE_CANNOT_OPEN", cause: { result: 14 } });
    expect(saidBy(error)).not.toMatch(/none|store\.db|\.ts\b|node_modules/);
  });

  it.each(["3.51.2", "3.50.9", "2.99.99", "3.7"])(
    "refuses SQLite %s, which can damage files",
    (version) => {
      const database = new DatabaseSync(":memory:");
      const prepare = database.prepare.bind(database);
      database.prepare = (sql) =>
        prepare(sql.includes("sqlite_version()") ? `SELECT '${version}' AS version` : sql);
      expect(catchCode(() => sqliteStore({ database }))).toBe("STORE_SQLITE_VERSION");
    },
  );

  it("says what is wanted where the runtime has no SQLite", () => {
    const builtIn = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    expect(catchCode(() => sqliteStore({ path }))).toBe("STORE_SQLITE_MISSING");
    builtIn.mockRestore();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses a database that may not be written", async () => {
    new DatabaseSync(path).close();
    writeFileSync(path, "");
    const database = new DatabaseSync(path, { readOnly: true });
    expect(catchCode(() => sqliteStore({ database }))).toBe("STORE_READ_ONLY");
    database.close();
  });

  it("claims to be durable only where every commit is on disk", async () => {
    const file = sqliteStore({ path });
    expect(file.capabilities).toEqual({
      durable: true,
      multiProcess: true,
      hostTransaction: false,
    });
    await file.close();
    const memory = sqliteStore({ path: ":memory:" });
    expect(memory.capabilities).toEqual({
      durable: false,
      multiProcess: false,
      hostTransaction: false,
    });
    const lax = new DatabaseSync(path);
    lax.exec("PRAGMA synchronous = NORMAL");
    expect(sqliteStore({ database: lax }).capabilities).toMatchObject({
      durable: false,
      hostTransaction: true,
    });
    lax.close();
  });

  it("leaves the host's own tables and version alone", async () => {
    const database = new DatabaseSync(path);
    database.exec(
      "CREATE TABLE contact (id); INSERT INTO contact VALUES (7); PRAGMA user_version = 42",
    );
    const store = sqliteStore({ database });
    await add(store, "ann");
    await store.close();
    expect(database.prepare("SELECT id FROM contact").all()).toEqual([{ id: 7 }]);
    expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: 42 });
    database.close();
  });
});

describe("a SQLite store in trouble", () => {
  it("says that the disk is full, and has written nothing of the call", async () => {
    const database = new DatabaseSync(path);
    const store = sqliteStore({ database });
    await add(store, "ann");
    const pages = database.prepare("PRAGMA page_count").get()?.["page_count"];
    database.exec(`PRAGMA max_page_count = ${Number(pages)}`);
    const names = Array.from({ length: 500 }, (_, index) => `p${index}`);
    await expect(add(store, ...names)).rejects.toMatchObject({ code: "STORE_DISK_FULL" });
    expect((await store.readContacts({ tenant })).items.map((one) => one.key)).toEqual(["ann"]);
    database.close();
  });

  it("says that another connection holds the file, after waiting as long as told", async () => {
    const store = sqliteStore({ path, busyTimeoutMs: 20 });
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(add(store, "ann")).rejects.toMatchObject({ code: "STORE_LOCKED" });
    expect((await store.readContacts({ tenant })).items, "reading still works").toEqual([]);
    other.exec("ROLLBACK");
    other.close();
    await add(store, "ann");
    await store.close();
  });

  it("does not slip into a transaction that the host holds open", async () => {
    const database = new DatabaseSync(path);
    const store = sqliteStore({ database });
    database.exec("BEGIN");
    await expect(add(store, "ann")).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await expect(store.vacuum()).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await expect(store.backup(join(folder, "copy.db"))).rejects.toMatchObject({
      code: "STORE_LOCKED",
    });
    database.exec("COMMIT");
    await add(store, "ann");
    database.close();
  });

  it("joins no transaction of another connection, and none that is not open", async () => {
    const database = new DatabaseSync(path);
    const store = sqliteStore({ database });
    const run = async (): Promise<void> => undefined;
    await expect(store.transaction(database, run)).rejects.toMatchObject({
      code: "ADAPTER_CAPABILITY_MISSING",
    });
    const other = new DatabaseSync(path);
    other.exec("BEGIN");
    await expect(store.transaction(other, run)).rejects.toMatchObject({
      code: "ADAPTER_CAPABILITY_MISSING",
    });
    other.close();
    database.exec("BEGIN");
    const kept = await store.transaction(database, async (joined) => joined);
    await expect(add(kept, "ann"), "after the transaction").rejects.toMatchObject({
      code: "STORE_CLOSED",
    });
    database.close();
  });

  it("says that a file is damaged", async () => {
    const store = sqliteStore({ path });
    await add(store, ...Array.from({ length: 200 }, (_, index) => `p${index}`));
    await store.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4_096);
    writeFileSync(path, bytes);
    expect(catchCode(() => sqliteStore({ path }))).toBe("STORE_CORRUPT");
  });

  it("names nobody in its errors", async () => {
    const store = sqliteStore({ path });
    await add(store, "ann");
    const clash = { ...contact("bob"), points: contact("ann").points };
    const error: unknown = await store
      .changeContacts({ ...scope, lookups: [] }, () => [{ contact: clash }])
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STORE_CONTACT_CONFLICT", path: "writes[0]" });
    expect(saidBy(error)).not.toContain("example.com");
    await store.close();
  });

  it("answers nothing after close, not even a copy", async () => {
    const store = sqliteStore({ path });
    await store.close();
    await store.close();
    await expect(store.backup(join(folder, "copy.db"))).rejects.toMatchObject({
      code: "STORE_CLOSED",
    });
    await expect(store.vacuum()).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });
});

describe("link lists of a SQLite store", () => {
  const lists = (): unknown => {
    const database = new DatabaseSync(path);
    const count = database.prepare("SELECT count(*) AS count FROM wellsent_link_list").get();
    database.close();
    return count?.["count"];
  };
  const review = (store: Store, name: string, target: string) =>
    store.reviewClaims(
      {
        ...scope,
        ...worker,
        handOver: `${name} to ${target}`,
        claims: [{ key: sendKey(`m-c-${name}`), attempt: 1 }],
      },
      linking(target),
    );

  it("are there once for all messages that share one, and go with the last of them", async () => {
    const store = sqliteStore({ path });
    const names = ["ann", "bob", "cyd"];
    await add(store, ...names);
    await live(store, ...names);
    expect(lists()).toBe(3);
    for (const name of names) await review(store, name, "https://shop.example/");
    expect(lists()).toBe(1);
    await review(store, "cyd", "https://shop.example/cyd");
    expect(lists()).toBe(2);
    for (const [name, left] of [
      ["ann", 2],
      ["cyd", 1],
      ["bob", 0],
    ] as const) {
      await erase(store, name);
      expect(lists(), `after ${name}`).toBe(left);
    }
    await store.close();
  });
});
