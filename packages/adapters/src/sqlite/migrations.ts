import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "@wellsent/core/errors";
import { type Table, tables } from "@wellsent/core/store-kit";
import { addColumns, declaredIn } from "./added-columns.js";
import { patternTable } from "./alike-texts.js";
import { bringForward } from "./bring-forward.js";
import type { Connection } from "./connection.js";
import { oldSchemas } from "./old-schemas.js";
import { storeFailure } from "./sqlite-failure.js";
import { tableSchema } from "./table-schema.js";

/** What the tables' declarations are called by since they make the schema. Changes with them. */
const schemaVersion = 10;

/**
 * Brings the tables to this release's version, one transaction for all, or refuses those of a later
 * release and those that are not what their version says. The version is in a table of its own: the
 * file, its other tables and its `user_version` may be the host's.
 */
export function migrate(connection: Connection): void {
  const { database } = connection;
  if (isCurrent(database)) return;
  connection.atomically("write", () => {
    // Somebody else may have been first while this one waited for the lock.
    if (isCurrent(database)) return;
    try {
      const stored = storedVersion(database);
      if (stored === 0) createTables(database);
      else if (stored > oldSchemas.length) {
        refuseForeign(database, stored);
        addColumns(database, stored, createTable);
      } else {
        for (const sql of oldSchemas.slice(stored)) database.exec(sql);
        bringForward(database, createTables);
      }
      database.exec("DROP TABLE IF EXISTS wellsent_schema");
      database.exec(
        `CREATE TABLE wellsent_schema (
          only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL,
          checksums TEXT NOT NULL
        )`,
      );
      database
        .prepare("INSERT INTO wellsent_schema VALUES (1, ?, ?)")
        .run(schemaVersion, JSON.stringify(checksums()));
    } catch (error) {
      throw storeFailure(error);
    }
  });
}

/**
 * Stops a process whose file a later release has brought forward meanwhile: it knows nothing of
 * what that keeps, such as a gate that is shut.
 */
export function refuseNewer(prepare: Connection["prepare"]): void {
  let stored: unknown;
  try {
    stored = prepare("SELECT version FROM wellsent_schema").get()?.["version"];
  } catch (error) {
    throw storeFailure(error);
  }
  if (typeof stored === "number" && stored > schemaVersion) throw newer(stored);
}

function newer(stored: number): StoreError {
  return new StoreError(
    "STORE_SCHEMA_NEWER",
    `The tables are of version ${stored}; this release knows ${schemaVersion}.`,
    { remedy: "Run the release that wrote them, or a later one." },
  );
}

function createTables(database: DatabaseSync): void {
  if (exists(database, "wellsent_pattern")) throw foreign("pattern");
  database.exec(patternTable);
  for (const table of tables) createTable(database, table);
}

function createTable(database: DatabaseSync, table: Table): void {
  const { name, create, indexes } = tableSchema(table);
  if (exists(database, name)) throw foreign(table.name);
  database.exec(create);
  for (const index of indexes) database.exec(index.create);
}

/** Whether there is nothing to do. */
function isCurrent(database: DatabaseSync): boolean {
  try {
    const stored = storedVersion(database);
    if (stored > schemaVersion) throw newer(stored);
    if (stored < schemaVersion) return false;
    refuseForeign(database, stored);
    return true;
  } catch (error) {
    throw storeFailure(error);
  }
}

function storedVersion(database: DatabaseSync): number {
  if (!exists(database, "wellsent_schema")) return 0;
  const version = database.prepare("SELECT version FROM wellsent_schema").get()?.["version"];
  if (typeof version === "number" && version > 0) return version;
  throw foreign("schema");
}

/**
 * Throws when a table is declared in another way than it was when the version's tables were made.
 */
function refuseForeign(database: DatabaseSync, version: number): void {
  const text = database.prepare("SELECT checksums FROM wellsent_schema").get()?.["checksums"];
  const wanted = checksums(version);
  if (text === JSON.stringify(wanted)) return;
  const stored = typeof text === "string" ? text : "";
  const differs = Object.entries(wanted).find(
    ([name, sum]) => !stored.includes(`"${name}":"${sum}"`),
  );
  throw foreign(differs?.[0] ?? "schema");
}

function checksums(version = schemaVersion): Readonly<Record<string, string>> {
  return Object.fromEntries(
    tables.flatMap((table) => {
      const declared = declaredIn(version, table);
      return declared === null ? [] : [[table.name, hashTable(declared)]];
    }),
  );
}

function hashTable({ columns, key, unique, paths }: Table): string {
  const declared = JSON.stringify({ columns, key, unique, paths });
  return createHash("sha256").update(declared).digest("hex").slice(0, 16);
}

function exists(database: DatabaseSync, table: string): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
  return database.prepare(sql).get(table) !== undefined;
}

function foreign(table: string): StoreError {
  return new StoreError("STORE_SCHEMA_FOREIGN", "A table is not what its version says.", {
    path: table,
    remedy: "Run the release that made the tables, or name another file.",
  });
}
