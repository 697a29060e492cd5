import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { type SqliteStore, sqliteStore } from "@wellsent/adapters/sqlite";
import { defineWorkflow, type EnrollmentRecord, type StepLogEntry } from "@wellsent/core";
import { fakeRenderer, type SimulatedClock, simulatedClock } from "@wellsent/core/testing";
import type { Contest } from "../contest.ts";
import { tenant } from "./people.ts";
import { openShop, schema } from "./shop.ts";

const start = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
const runs = 100;

/**
 * Each hour each run moves on by a step, and leaves an entry in the log. Nobody has the name that
 * ends it.
 */
const rounds = defineWorkflow(schema, "rounds", (w) =>
  w
    .onRequest()
    .admitAnyone()
    .wait("1h", { id: "hour" })
    .branch((contact) => contact.attribute("firstName").is("Nobody"), {
      yes: (way) => way.exit("nobody"),
      no: (way) => way.goTo("hour"),
    }),
);

interface Ticking {
  readonly store: SqliteStore;
  readonly tick: () => Promise<void>;
}

/** A tick of a hundred runs, against the same writes by a loop that knows what to write. */
export function tickContest(folder: string): Contest {
  const [path, copy] = [join(folder, "tick.db"), join(folder, "tick-peer.db")];
  let ours: Ticking | undefined;
  let peer: WriteLoop | undefined;
  return {
    name: "tick with step log, a hundred runs",
    ours: async (iterations) => {
      for (let done = 0; done < iterations; done++) await ours?.tick();
    },
    peer: (iterations) => {
      for (let done = 0; done < iterations; done++) peer?.turn();
    },
    peerName: "a loop of prepared statements with the same writes",
    goal: 0.5,
    unit: "tick",
    note: "SQLite files, one commit each that writes",
    check: async () => {
      ours = await openTicking(path);
      await ours.tick();
      await ours.store.backup(copy);
      peer = writeLoop(copy);
      for (let turn = 0; turn < 3; turn++) {
        await ours.tick();
        peer.turn();
      }
      const written = readRows(path);
      assert.equal(written.steps.length, 5 * runs);
      assert.deepEqual(written, readRows(copy));
    },
    release: async () => {
      await ours?.store.close();
      peer?.close();
    },
  };
}

async function openTicking(path: string): Promise<Ticking> {
  const store = sqliteStore({ path });
  const clock: SimulatedClock = simulatedClock(start);
  const shop = openShop({ store, clock, renderer: fakeRenderer({}), workflows: [rounds] });
  const people = await shop.admit(runs);
  for (const { contact } of people) {
    const begun = await shop.engine.enroll({ tenant, contact, workflow: "rounds", id: "one" });
    assert(begun.started);
  }
  await shop.engine.tick(tenant);
  return {
    store,
    tick: async () => {
      clock.advanceBy(hour);
      const { steps } = await shop.engine.tick(tenant);
      assert.equal(steps, runs);
    },
  };
}

interface WriteLoop {
  readonly turn: () => void;
  readonly close: () => void;
}

/** Read once, then only written: each run as it is an hour later, and its entry in the log. */
function writeLoop(path: string): WriteLoop {
  const database = openFile(path);
  const read = (table: string, order: string) =>
    database.prepare(`SELECT body FROM ${table} ORDER BY ${order}`).all();
  const entries = new Map<string, StepLogEntry>();
  for (const { body } of read("wellsent_step", "revision")) {
    const entry: StepLogEntry = JSON.parse(String(body));
    entries.set(entry.enrollment, entry);
  }
  const known = read("wellsent_enrollment", "due_at, id").map(({ body }) => {
    const run: EnrollmentRecord = JSON.parse(String(body));
    const entry = entries.get(run.id);
    assert(entry !== undefined);
    return { run, entry };
  });
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const update = database.prepare(
    `UPDATE wellsent_enrollment SET version = ?, revision = ?, status = ?, due_at = ?, body = ?
      WHERE tenant = ? AND id = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO wellsent_step (tenant, enrollment, revision, place, contact, body)
      VALUES (?, ?, ?, 0, ?, ?)`,
  );
  return {
    turn: () => {
      begin.run();
      for (const one of known) {
        one.entry = { ...one.entry, revision: one.run.revision, at: one.run.wakeAt ?? 0 };
        one.run = anHourLater(one.run);
        const { id, version, revision, status, wakeAt, contact } = one.run;
        update.run(version, revision, status, wakeAt, JSON.stringify(one.run), tenant, id);
        insert.run(tenant, id, one.entry.revision, contact, JSON.stringify(one.entry));
      }
      commit.run();
    },
    close: () => database.close(),
  };
}

function anHourLater(run: EnrollmentRecord): EnrollmentRecord {
  const since = run.wakeAt ?? 0;
  const until = since + hour;
  const wait = { since, until, zone: "Europe/Paris" };
  const { revision, state } = run;
  return { ...run, revision: revision + 1, state: { ...state, wait }, wakeAt: until };
}

function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
  return database;
}

interface Rows {
  readonly runs: readonly Record<string, SQLOutputValue>[];
  readonly steps: readonly Record<string, SQLOutputValue>[];
}

function readRows(path: string): Rows {
  const database = openFile(path);
  const all = (table: string, order: string) =>
    database.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).all();
  const rows = {
    runs: all("wellsent_enrollment", "id"),
    steps: all("wellsent_step", "enrollment, revision"),
  };
  database.close();
  return rows;
}
