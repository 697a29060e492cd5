import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { csvRows } from "@wellsent/adapters/csv";
import { systemClock, systemRandom } from "@wellsent/adapters/in-process";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { importDrafts } from "@wellsent/consent";
import { commitImport, inferMapping } from "@wellsent/core/import";
import { fakeRenderer } from "@wellsent/core/testing";
import type { Contest, Effort } from "../contest.ts";
import { writeRows } from "../engine/import-measurements.ts";
import { purpose, tenant } from "../engine/people.ts";
import { gate, openShop, schema } from "../engine/shop.ts";

/** Rows of a transaction, on both sides. */
const batchSize = 100;

interface Table {
  readonly name: string;
  readonly insert: string;
  readonly rows: readonly (readonly SQLInputValue[])[];
}

/** What an import left, by table, and the statements that lay out an empty file. */
interface Written {
  readonly layout: readonly string[];
  readonly tables: readonly Table[];
}

/**
 * A file into SQLite, contacts and consent, read, mapped and judged. The peer has the rows that this
 * writes ready in memory, and writes them with prepared statements, in as many transactions and
 * into the same tables with the same indexes.
 */
export function writeContest(folder: string, { quick }: Effort): Contest {
  const size = quick ? 5_000 : 50_000;
  const file = join(folder, "people.csv");
  const paths = { ours: join(folder, "ours.db"), peer: join(folder, "peer.db") };
  writeRows(file, size);
  let written: Written | undefined;
  let peer: { readonly database: DatabaseSync; readonly writes: readonly Write[] } | undefined;
  const openPeer = (): void => {
    peer?.database.close();
    remove(paths.peer);
    assert(written !== undefined);
    peer = preparePeer(paths.peer, written);
  };
  return {
    name: "import into SQLite with consent",
    ours: () => importFile(file, paths.ours, size),
    peer: () => {
      assert(peer !== undefined);
      writeBatches(peer.database, peer.writes, Math.ceil(size / batchSize));
    },
    peerName: "prepared loop writing the same rows",
    goal: 0.5,
    unit: `file of ${size.toLocaleString("en")} rows`,
    note: "CSV to SQLite, synchronous; one row in fifty has unsubscribed",
    once: quick ? 5 : 7,
    prepare: (who) => (who === "ours" ? remove(paths.ours) : openPeer()),
    check: async () => {
      remove(paths.ours);
      await importFile(file, paths.ours, size);
      written = readWritten(paths.ours);
      openPeer();
      assert(peer !== undefined);
      writeBatches(peer.database, peer.writes, Math.ceil(size / batchSize));
      assert.deepEqual(readWritten(paths.peer), written);
    },
    release: () => peer?.database.close(),
  };
}

async function importFile(file: string, path: string, size: number): Promise<void> {
  const clock = systemClock();
  const store = sqliteStore({ path });
  const { engine, ids } = openShop({ store, clock, renderer: fakeRenderer({}) });
  const { header, sample, rows } = await csvRows(file);
  const mapping = inferMapping({ header, sample, schema });
  const cells = [{ channel: "email", purpose, activity: "send" }] as const;
  for await (const step of commitImport({
    ...{ engine, tenant, ids, clock, schema, mapping, rows, batchSize, importId: "bench" },
    consent: { gate, drafts: importDrafts(systemRandom, cells) },
  }))
    if (step.phase === "done") assert.equal(step.report.written, size);
  await store.close();
}

function readWritten(path: string): Written {
  const database = new DatabaseSync(path);
  const layout = database
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    .all()
    .filter(({ name }) => !String(name).startsWith("sqlite_"));
  const tables = layout
    .filter(({ type }) => type === "table")
    .map(({ name }): Table => {
      const statement = database.prepare(`SELECT * FROM "${String(name)}"`);
      const columns = statement.columns().map(({ name: column }) => `"${column}"`);
      const marks = columns.map(() => "?").join(", ");
      return {
        name: String(name),
        insert: `INSERT INTO "${String(name)}" (${columns.join(", ")}) VALUES (${marks})`,
        rows: statement.all().map((row) => Object.values(row)),
      };
    });
  database.close();
  return { layout: layout.map(({ sql }) => String(sql)), tables };
}

interface Write {
  readonly statement: StatementSync;
  readonly rows: Table["rows"];
}

function preparePeer(
  path: string,
  { layout, tables }: Written,
): { readonly database: DatabaseSync; readonly writes: readonly Write[] } {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
  for (const sql of layout) database.exec(sql);
  const writes = tables.map(({ insert, rows }) => ({ statement: database.prepare(insert), rows }));
  return { database, writes };
}

/** Two transactions a batch, as an import has: its contacts, then what they say of consent. */
function writeBatches(database: DatabaseSync, writes: readonly Write[], batches: number): void {
  const halves = [writes.slice(0, writes.length >> 1), writes.slice(writes.length >> 1)];
  for (let batch = 0; batch < batches; batch++) {
    for (const half of halves) {
      database.exec("BEGIN IMMEDIATE");
      for (const { statement, rows } of half) {
        const from = Math.floor((batch * rows.length) / batches);
        const to = Math.floor(((batch + 1) * rows.length) / batches);
        for (const row of rows.slice(from, to)) statement.run(...row);
      }
      database.exec("COMMIT");
    }
  }
}

function remove(path: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
}
