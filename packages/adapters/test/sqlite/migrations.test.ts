import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import {
  campaignSendKey,
  contactId,
  contactPointId,
  listId,
  type Store,
  segmentId,
  sendKey,
  tenantId,
} from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { oldSchemas } from "../../src/sqlite/old-schemas.js";
import { campaignWorld, toEverybody } from "../engine/campaign-world.js";
import { add, contact, live, reactions, scope } from "./people.js";

const acme = tenantId("acme");
const bolt = tenantId("bolt");
const t0 = Date.UTC(2026, 0, 1);
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-migrations-"));
  path = join(folder, "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file as the last release of version 2 left it: `version-2.sql` was written down from one. */
function writeVersion2(): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec("BEGIN");
  for (const schema of oldSchemas) database.exec(schema);
  database.exec(
    `CREATE TABLE wellsent_schema
      (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL)`,
  );
  database.exec(readFileSync(join(import.meta.dirname, "version-2.sql"), "utf8"));
  database.exec("COMMIT");
  expect(database.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
  database.close();
}

function inFile<T>(read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path);
  try {
    return read(database);
  } finally {
    database.close();
  }
}

function catchRefusal(open: () => Store): unknown {
  try {
    return open();
  } catch (error) {
    return WellsentError.isInstance(error) ? [error.code, error.path] : error;
  }
}

describe("a file of version 2", () => {
  it("keeps every contact, list, segment, run, step, event and definition", async () => {
    writeVersion2();
    const store = sqliteStore({ path });
    for (const tenant of [acme, bolt]) {
      const contacts = await store.readContacts({ tenant });
      expect(contacts.items.map(({ id, revision }) => [id, revision])).toEqual([
        ["contact-ann", 1],
        ["contact-bob", 2],
      ]);
      const lookup = { channel: "email", address: "bob@new.example" } as const;
      expect((await store.readContact({ tenant, lookup }))?.id).toBe("contact-bob");
      const listed = await store.readContacts({ tenant, list: listId("news") });
      expect(listed.items.length).toBe(2);
      const vip = await store.readContacts({ tenant, segment: segmentId("vip") });
      expect(vip.items.length).toBe(2);
      const ann = contactId("contact-ann");
      const [run] = (await store.readEnrollments({ tenant, contact: ann })).items;
      expect(run).toMatchObject({ id: "run-ann", version: 3, revision: 1, status: "active" });
      const steps = await store.readStepLog({ tenant, contact: ann });
      expect(steps.items.map((step) => step.path)).toEqual([["s1"], ["s2"]]);
      const facts = await store.readFacts({
        ...{ tenant, contact: ann, now: t0 + 9_000 },
        needs: { events: { visited: null }, messages: null, consent: true },
      });
      expect(facts?.memberships.map(({ segment }) => segment)).toEqual(["vip", "all"]);
      expect(facts?.events).toMatchObject([{ id: "e1", data: { page: "p1" } }]);
      expect(facts?.messages.find(({ key }) => key === "mail-1")).toMatchObject({
        ...{ status: "accepted", messageClass: "marketing", sentAt: t0 + 1_000 },
        machineOpenedAt: t0 + 5_000,
      });
      const definition = { tenant, kind: "workflow", id: "welcome", version: 3 } as const;
      expect((await store.readDefinition(definition))?.body).toEqual({ steps: [] });
      const again = { tenant, now: t0, lookups: [], once: "import-1" };
      expect((await store.changeContacts(again, () => [])).applied).toBe(false);
      const repeated = { kind: "event", contact: ann } as const;
      const event = { id: "e1", name: "visited", at: t0, data: {} };
      const inputs = [{ ...repeated, event }];
      expect((await store.ingest({ tenant, now: t0, inputs }, reactions)).duplicate).toBe(1);
    }
    await store.close();
  });

  it("keeps the ledger, its projections and every suppression", async () => {
    writeVersion2();
    const store = sqliteStore({ path });
    expect((await store.readLedgerHead(acme)).size).toBe(3);
    const entries = (await store.readLedger({ tenant: acme })).items;
    expect(entries.map(({ seq, id }) => [seq, id])).toEqual([
      [0, "k1"],
      [1, "k2"],
      [2, "k3"],
    ]);
    expect(entries[0]).toMatchObject({ payload: { ip: "192.0.2.7" }, salt: "ab".repeat(32) });
    const contactPoint = contactPointId("point-bob");
    expect(await store.readConsent({ tenant: acme, contactPoint })).toMatchObject({
      projection: "denied",
      suppressions: [{ reason: "consent.withdrawn", scope: { purpose: "news" } }],
    });
    const points = await store.readPoints({ tenant: acme, contact: contactId("contact-bob") });
    expect(
      points.map(({ id }) => id),
      "whose the former point was is not on record",
    ).toEqual(["point-bob2"]);
    const drafts = [{ id: "k4", type: "consent.granted", effectiveAt: t0, fields: {} }];
    const appended = await store.appendConsent({ tenant: acme, now: t0, drafts }, reactions);
    expect(appended.entries.map(({ seq }) => seq)).toEqual([3]);
    expect(await store.integrity(acme)).toEqual([]);
    expect(await store.integrity(bolt)).toEqual([]);
    await store.close();
  });

  it("keeps every message, its decision, reasons, links and place in the queue", async () => {
    writeVersion2();
    const before = inFile((database) =>
      database
        .prepare(
          "SELECT key, decision, reasons FROM wellsent_message WHERE tenant = 'acme' ORDER BY seq",
        )
        .all(),
    );
    const store = sqliteStore({ path });
    const { items } = await store.readOutbox({ tenant: acme });
    expect(
      items.map(({ key, decision, reasons }) => ({
        key,
        decision: JSON.stringify(decision),
        reasons: JSON.stringify(reasons),
      })),
    ).toEqual(before.map((row) => ({ ...row })));
    expect(items.map(({ key, status, attempt, worker }) => [key, status, attempt, worker])).toEqual(
      [
        ["mail-1", "accepted", 1, null],
        ["mail-2", "claimed", 1, "legacy"],
        ["mail-3", "skipped", 0, null],
        ["mail-4", "queued", 0, null],
        ["mail-5", "claimed", 1, "legacy"],
      ],
    );
    expect(items[1]?.links).toEqual([{ position: 0, link: 0, target: "https://shop.example/" }]);
    expect(items[2]).toMatchObject({ topic: "sales", contactPoint: "point-bob2", tries: 0 });
    expect(items[3]?.data).toEqual({ greeting: "Dear Zoë" });
    expect(await store.nextWork(acme)).toBe(t0 + 9);
    await store.close();
  });

  it("leaves claimed messages to the sweep, once their old lease is over", async () => {
    writeVersion2();
    const store = sqliteStore({ path });
    const sweep = (now: number) =>
      store.sweepWorkers({ tenant: acme, now, graceMs: 0, limit: 10 }, ({ key }) =>
        key === "mail-2" ? "hold" : "retry",
      );
    expect(await sweep(t0 + 92_000), "the last of the old leases ends then").toMatchObject({
      held: 0,
      doubled: 0,
    });
    expect(await sweep(t0 + 92_001)).toMatchObject({ requeued: 0, held: 1, doubled: 1 });
    const readStatus = async (key: string) =>
      (await store.readMessage({ tenant: acme, key: sendKey(key) }))?.status;
    expect([await readStatus("mail-2"), await readStatus("mail-5")]).toEqual(["unknown", "queued"]);
    // A receipt that the old release's transport got just before it was stopped.
    const late = { key: sendKey("mail-2"), attempt: 1, outcome: "accepted" } as const;
    const results = [{ ...late, providerMessageId: "<2@mail.example>" }];
    const settled = await store.settle({ tenant: acme, now: t0 + 99_000, results }, reactions);
    expect(settled.applied).toBe(1);
    await store.close();
  });

  it("is brought forward once, by whichever of two stores comes first", async () => {
    writeVersion2();
    const first = sqliteStore({ path });
    const second = sqliteStore({ path });
    expect((await second.readContacts({ tenant: acme })).items.length).toBe(2);
    await first.close();
    await second.close();
    const names = inFile((database) =>
      database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE '%old%'").all(),
    );
    expect(names).toEqual([]);
  });

  it("stays as it is when it cannot be brought forward whole", () => {
    writeVersion2();
    const damaged = "UPDATE wellsent_message SET draft = 'no JSON' WHERE key = 'mail-3'";
    inFile((database) => database.exec(damaged));
    const tables = () =>
      inFile((database) => database.prepare("SELECT name, sql FROM sqlite_schema").all());
    const before = tables();
    expect(catchRefusal(() => sqliteStore({ path }))).toEqual(["STORE_SQLITE", undefined]);
    expect(tables()).toEqual(before);
  });
});

/** Checksums are literal, so that no change of today's declarations can change what they were. */
const version3 = {
  ...{ contact: "232648a31b8a1c93", contact_point: "0873ace1780e844a" },
  ...{ list_member: "0d07727ea5db6284", membership: "194b6e07d2d770c6" },
  ...{ once: "25d4042e1e059102", enrollment: "74a4796fe899eb5e", step: "90d794643914efb5" },
  ...{ event: "97dbfa64145c5d16", delivery: "339a07cdd426d56e", message: "b1d386cb2f34f9c8" },
  ...{ link_list: "28d3294b78198b39", lease: "e52459f8f3fd7070", hand_over: "f26a1791dcf77f90" },
  ...{ consent_point: "5997b0621c75ebc2", fingerprint: "19da02d8416f944d" },
  ...{ suppression: "3c234ddfd9a2077f", ledger_head: "6cd2170240a07565" },
  ...{ ledger: "3526003d9d1cfc16", ledger_tile: "53c4cc49fe9029ef" },
  ...{ definition: "58176e74fde09225", quarantine: "6c5c58620f0614fa" },
};
const version5 = {
  ...version3,
  ...{ consent_point: "6c628a8566d63987", ledger_head: "b5b900c63ba87d3e" },
};

/** A file as version 3 left it: its tables that were others, and the checksums it wrote down. */
async function writeVersion3(): Promise<void> {
  const store = sqliteStore({ path });
  await add(store, "ann");
  await live(store, "ann");
  await store.close();
  const checksums = JSON.stringify(version3);
  inFile((database) => {
    database.exec(`ALTER TABLE wellsent_consent_point DROP COLUMN soft_bounce_days;
      ALTER TABLE wellsent_consent_point DROP COLUMN alive_day;
      ALTER TABLE wellsent_ledger_head DROP COLUMN checksum`);
    database.exec(withoutQueues);
    database.prepare("UPDATE wellsent_schema SET version = 3, checksums = ?").run(checksums);
  });
}

/** Checksums of declarations that changed with version 8, of a file of the last release before. */
const limiterInVersion7 = "a504503e102373d8";
const contactInVersion7 = version3.contact;
const changesInVersion9 = "86c4778e22b5c2ce";
const callInVersion9 = "5b39e9f80d017b7a";
const withoutFailure = "ALTER TABLE wellsent_call DROP COLUMN failure";

const sinceVersion7 = ["figure", "campaign_move", "call", "throttle", "task", "held_list"];

const sinceVersion10 = [
  ...["contact_merge", "contact_alias", "contact_pair", "note", "flow", "flow_link"],
  "flow_conflict",
];
const withoutNewer = sinceVersion10.map((table) => `DROP TABLE wellsent_${table}`).join("; ");

/** Takes away what came with version 8. */
const withoutZones = `DROP INDEX wellsent_contact__zone;
  ALTER TABLE wellsent_contact DROP COLUMN zone;
  ALTER TABLE wellsent_limiter DROP COLUMN clock;
  DROP TABLE wellsent_budget_report; DROP TABLE wellsent_hour_count;
  DROP TABLE wellsent_contact_change; ${withoutNewer}`;

/** Makes the file one of an earlier version: without tables that came later. */
function makeEarlier(version: number, without: readonly string[]): void {
  inFile((database) => {
    database.exec(withoutZones);
    const { checksums } = database.prepare("SELECT checksums FROM wellsent_schema").get() ?? {};
    const sums: Record<string, string> = JSON.parse(String(checksums));
    for (const table of without) {
      expect(sums[table]).toBeDefined();
      delete sums[table];
      database.exec(`DROP TABLE wellsent_${table}`);
    }
    delete sums["budget_report"];
    delete sums["hour_count"];
    for (const table of ["contact_change", ...sinceVersion10]) delete sums[table];
    sums["limiter"] = limiterInVersion7;
    sums["contact"] = contactInVersion7;
    if (!without.includes("call")) {
      database.exec(withoutFailure);
      sums["call"] = callInVersion9;
    }
    database
      .prepare("UPDATE wellsent_schema SET version = ?, checksums = ?")
      .run(version, JSON.stringify(sums));
  });
}

/** Takes away what came with versions 6 to 8. */
const withoutQueues = `DROP INDEX wellsent_contact__zone;
  ALTER TABLE wellsent_contact DROP COLUMN zone; DROP TABLE wellsent_call; DROP TABLE wellsent_throttle; DROP TABLE wellsent_task; DROP TABLE wellsent_held_list; DROP TABLE wellsent_gate; DROP TABLE wellsent_limiter;
  DROP TABLE wellsent_budget; DROP TABLE wellsent_campaign;
  DROP TABLE wellsent_campaign_content; DROP TABLE wellsent_recipient;
  DROP TABLE wellsent_series; DROP TABLE wellsent_issue;
  DROP TABLE wellsent_code; DROP TABLE wellsent_code_claim;
  DROP TABLE wellsent_figure; DROP TABLE wellsent_campaign_move; DROP TABLE wellsent_budget_report;
  DROP TABLE wellsent_hour_count; DROP TABLE wellsent_contact_change;
  ${withoutNewer};
  DROP INDEX wellsent_message__due; DROP INDEX wellsent_message__queue;
  ALTER TABLE wellsent_message DROP COLUMN queue;
  ALTER TABLE wellsent_message DROP COLUMN priority;
  CREATE INDEX wellsent_message__due ON wellsent_message (tenant, lane, next_at, key)
    WHERE next_at IS NOT NULL`;

describe("a file of version 9", () => {
  it("knows what imports wrote before, so that they can be undone", async () => {
    const store = sqliteStore({ path });
    for (const [id, source] of [
      ["ann", "import:file"],
      ["bob", "form"],
    ] as const) {
      const call = { tenant: acme, now: t0, lookups: [], cause: { source } };
      await store.changeContacts(call, () => [{ contact: contact(id) }]);
    }
    await store.close();
    inFile((database) => {
      const { checksums } = database.prepare("SELECT checksums FROM wellsent_schema").get() ?? {};
      const sums: Record<string, string> = JSON.parse(String(checksums));
      sums["contact_change"] = changesInVersion9;
      sums["call"] = callInVersion9;
      for (const table of sinceVersion10) delete sums[table];
      database.exec(`DROP INDEX wellsent_contact_change__import;
        ALTER TABLE wellsent_contact_change DROP COLUMN import; ${withoutNewer};
        ${withoutFailure}`);
      database
        .prepare("UPDATE wellsent_schema SET version = 9, checksums = ?")
        .run(JSON.stringify(sums));
    });
    const brought = sqliteStore({ path });
    const { items } = await brought.readImportChanges({ tenant: acme, importId: "file" });
    expect(items.map(({ contact }) => contact)).toEqual([contact("ann").id]);
    expect(await brought.integrity(acme)).toEqual([]);
    await brought.close();
  });

  it("gets room for flows, and its history is told from the beginning", async () => {
    const store = sqliteStore({ path });
    await add(store, "ann");
    await store.close();
    inFile((database) => {
      const { checksums } = database.prepare("SELECT checksums FROM wellsent_schema").get() ?? {};
      const sums: Record<string, string> = JSON.parse(String(checksums));
      sums["contact_change"] = changesInVersion9;
      sums["call"] = callInVersion9;
      for (const table of sinceVersion10) delete sums[table];
      database.exec(`DROP INDEX wellsent_contact_change__import;
        ALTER TABLE wellsent_contact_change DROP COLUMN import; ${withoutNewer};
        ${withoutFailure}`);
      database
        .prepare("UPDATE wellsent_schema SET version = 9, checksums = ?")
        .run(JSON.stringify(sums));
    });
    const brought = sqliteStore({ path });
    expect((await brought.readFeed({ tenant: acme })).items).toMatchObject([{ kind: "contact" }]);
    const flow = { flow: "crm", state: { epoch: 0, body: { in: "1" } } };
    await brought.changeContacts(
      { tenant: acme, now: t0, lookups: [], flow: () => flow },
      () => [],
    );
    const { state } = await brought.readFlow({ tenant: acme, flow: "crm" });
    expect(state).toEqual({ epoch: 1, body: { in: "1" } });
    await brought.close();
  });
});

describe("a file of version 8", () => {
  it("gets a history of contacts that begins with the next write", async () => {
    const store = sqliteStore({ path });
    await add(store, "ann");
    await store.close();
    inFile((database) => {
      const { checksums } = database.prepare("SELECT checksums FROM wellsent_schema").get() ?? {};
      const sums: Record<string, string> = JSON.parse(String(checksums));
      for (const table of ["contact_change", ...sinceVersion10]) delete sums[table];
      sums["call"] = callInVersion9;
      database.exec(`DROP TABLE wellsent_contact_change; ${withoutNewer}; ${withoutFailure}`);
      database
        .prepare("UPDATE wellsent_schema SET version = 8, checksums = ?")
        .run(JSON.stringify(sums));
    });
    const brought = sqliteStore({ path });
    const [ann] = (await brought.readContacts({ tenant: acme })).items;
    if (ann === undefined) return expect.unreachable();
    expect(ann.origins).toBeUndefined();
    const call = { tenant: acme, contact: ann.id };
    expect((await brought.readContactChanges(call)).items).toEqual([]);
    const write = { tenant: acme, now: t0, lookups: [], cause: { source: "crm" } };
    await brought.changeContacts(write, () => [{ contact: { ...ann, locale: "fr" } }]);
    expect((await brought.readContactChanges(call)).items).toMatchObject([
      { revision: 2, cause: { source: "crm" }, values: [{ path: "locale" }] },
    ]);
    await brought.close();
  });
});

describe("a file of version 5", () => {
  /** Its checksums, written down from a file of its last release. */
  async function writeVersion5(): Promise<void> {
    const store = sqliteStore({ path });
    for (const name of ["ann", "bob", "cid"]) {
      await add(store, name);
      await live(store, name);
    }
    await store.close();
    inFile((database) => {
      database.exec(withoutQueues);
      const set = "UPDATE wellsent_message SET origin = ?, message_class = ? WHERE contact = ?";
      const origin = JSON.stringify({ kind: "workflow", workflow: "welcome" });
      database.prepare(set).run(origin, "marketing", "c-bob");
      database.prepare(set).run(origin, "transactional", "c-cid");
      database
        .prepare("UPDATE wellsent_schema SET version = 5, checksums = ?")
        .run(JSON.stringify(version5));
    });
  }

  it("has its messages in the queues they would be in today", async () => {
    await writeVersion5();
    const store = sqliteStore({ path });
    expect(await store.integrity(acme)).toEqual([]);
    const { items } = await store.readOutbox({ tenant: acme });
    expect(items.map(({ contact, queue, priority }) => [contact, queue, priority])).toEqual([
      ["c-ann", "direct", 50],
      ["c-bob", "w-welcome", 50],
      ["c-cid", "service", 90],
    ]);
    await store.moveGate({ tenant: acme, queue: "direct", open: false, epoch: 0 });
    await store.close();
  });

  it("goes on being written to by a release that has it open", async () => {
    await writeVersion5();
    const old = new DatabaseSync(path);
    await sqliteStore({ path }).close();
    // As that release copies and claims.
    const known = Object.entries(old.prepare("SELECT * FROM wellsent_message").get() ?? {});
    const row = known.filter(([name]) => !["seq", "queue", "priority"].includes(name));
    const values = row.map(([name, value]) => (name === "key" ? "of-old" : value));
    const names = row.map(([name]) => name).join(", ");
    const marks = row.map(() => "?").join(", ");
    old.prepare(`INSERT INTO wellsent_message (${names}) VALUES (${marks})`).run(...values);
    const zoned = `UPDATE wellsent_contact SET body =
      json_set(body, '$.timeZone', json('{"name":"Asia/Tokyo","source":"stated"}'))`;
    old.exec(zoned);
    expect(old.prepare("SELECT DISTINCT zone FROM wellsent_contact").all()).toEqual([
      { zone: "Asia/Tokyo" },
    ]);
    const due = `SELECT key FROM wellsent_message INDEXED BY wellsent_message__due
      WHERE tenant = ? AND lane = ? AND next_at <= ? AND next_at IS NOT NULL`;
    expect(old.prepare(due).all(acme, "bulk", 1e15).length).toBeGreaterThanOrEqual(0);
    old.close();
    const store = sqliteStore({ path });
    const message = await store.readMessage({ tenant: acme, key: sendKey("of-old") });
    expect(message).toMatchObject({ queue: "direct", priority: 50 });
    await store.close();
  });

  it("stops a release that knows no gates before it sends past one", async () => {
    await writeVersion5();
    const old = new DatabaseSync(path);
    const store = sqliteStore({ path });
    old.exec("UPDATE wellsent_message SET status = 'queued', next_at = 1");
    const claim = () =>
      old.exec("UPDATE wellsent_message SET status = 'claimed', worker = 'w', next_at = NULL");
    await store.moveGate({ tenant: acme, queue: "w-welcome", open: false, epoch: 0 });
    expect(claim).toThrow(/queue is stopped/);
    await store.moveGate({ tenant: acme, queue: "w-welcome", open: true, epoch: 1 });
    expect(claim).not.toThrow();
    old.close();
    await store.close();
  });
});

describe("a file of version 6", () => {
  it("counts what its campaigns have, which had no counters", async () => {
    const store = sqliteStore({ path });
    const { campaigns, begun, engine, ids } = await campaignWorld(6, {
      store,
      more: { batch: 2, campaignBatch: 4 },
    });
    const variants = [
      { id: "a", template: "spring", weight: 3 },
      { id: "b", template: "other", weight: 1 },
    ];
    const { id } = await begun(toEverybody({ content: { variants } }));
    for (let tick = 0; tick < 4; tick++) await engine.tick(acme);
    const message = campaignSendKey(id, ids[0] ?? contactId("none"));
    await engine.report(acme, [
      { type: "complained", dedupeKey: "fbl-1", message, at: Date.UTC(2026, 2, 2, 9) },
    ]);
    await campaigns.retract(acme, id, { variant: "b" });
    const before = await campaigns.figures(acme, id);
    await store.close();
    makeEarlier(6, sinceVersion7);
    const again = sqliteStore({ path });
    const { waiting, messages, reports } = before;
    expect(waiting + messages.queued).toBeGreaterThan(0);
    expect([messages.accepted > 0, reports.complained]).toEqual([true, 1]);
    expect(await again.readFigures({ tenant: acme, id })).toEqual(before);
    await again.close();
  });
});

describe("a file of version 7", () => {
  it("knows each contact's zone from its record, where that can be read", async () => {
    const store = sqliteStore({ path });
    // More than are filled at once.
    const many = Array.from({ length: 10_500 }, (_, index) => `n${index}`);
    const zone = (name: string) => (name.endsWith("7") ? null : `Etc/GMT+${name.length}`);
    await store.changeContacts({ ...scope, lookups: [] }, () =>
      many.map((name) => {
        const known = zone(name);
        const timeZone = known === null ? null : ({ name: known, source: "stated" } as const);
        return { contact: { ...contact(name), timeZone } };
      }),
    );
    await store.close();
    makeEarlier(7, []);
    const broken = "UPDATE wellsent_contact SET body = '{' WHERE key = 'n3'";
    inFile((database) => database.exec(broken));
    await sqliteStore({ path }).close();
    const rows = inFile((database) =>
      database.prepare("SELECT key, zone FROM wellsent_contact ORDER BY seq").all(),
    );
    expect(rows.map((row) => [row["key"], row["zone"]])).toEqual(
      many.map((name) => [name, name === "n3" ? "" : (zone(name) ?? "")]),
    );
    const again = sqliteStore({ path });
    const found = await again.integrity(acme);
    expect(found.map(({ table, key, code }) => [table, key, code])).toEqual([
      ["contact", "c-n3", "STORE_CORRUPT"],
    ]);
    await again.close();
  });
});

describe("a file of version 3", () => {
  it("keeps what is known of each address, about which no bounce is known yet", async () => {
    await writeVersion3();
    const before = inFile((database) =>
      database.prepare("SELECT * FROM wellsent_consent_point").all(),
    );
    const store = sqliteStore({ path });
    expect(await store.integrity(acme)).toEqual([]);
    await store.close();
    const after = inFile((database) =>
      database.prepare("SELECT * FROM wellsent_consent_point").all(),
    );
    expect(before).toHaveLength(1);
    const unknown = { soft_bounce_days: null, alive_day: null };
    expect(after).toEqual(before.map((row) => ({ ...row, ...unknown })));
    const schema = "SELECT version FROM wellsent_schema";
    expect(inFile((database) => database.prepare(schema).get())).toEqual({ version: 10 });
    await sqliteStore({ path }).close();
  });

  it("has the tables of a new file from then on", async () => {
    const sums = () =>
      inFile((database) => database.prepare("SELECT * FROM wellsent_schema").get());
    const columns = () =>
      inFile((database) => database.prepare("PRAGMA table_info(wellsent_consent_point)").all());
    await sqliteStore({ path }).close();
    const fresh = [sums(), columns()];
    rmSync(path);
    await writeVersion3();
    await sqliteStore({ path }).close();
    expect([sums(), columns()]).toEqual(fresh);
  });

  it("takes what a release without checksums appends that has it open all the while", async () => {
    await writeVersion3();
    const old = new DatabaseSync(path);
    const store = sqliteStore({ path });
    const say = (id: string) => {
      const drafts = [{ id, type: "consent.granted", effectiveAt: 0, fields: {} }];
      return store.appendConsent({ tenant: acme, now: 1_000, drafts }, reactions);
    };
    const head = () => ({ ...old.prepare("SELECT * FROM wellsent_ledger_head").get() });
    await say("e1");
    const before = head();
    await say("e2");
    const { size, frontier } = head();
    old
      .prepare("UPDATE wellsent_ledger_head SET size = ?, frontier = ?, checksum = ?")
      .run(Number(before["size"]), String(before["frontier"]), Number(before["checksum"]));
    expect(head()).toEqual(before);
    // As that release adds the second entry.
    const sql = `INSERT INTO wellsent_ledger_head (tenant, log, size, frontier)
      VALUES (?, 'consent', ?, ?)
      ON CONFLICT (tenant, log) DO UPDATE SET size = excluded.size, frontier = excluded.frontier`;
    old.prepare(sql).run(acme, Number(size), String(frontier));
    old.close();
    expect(await store.integrity(acme)).toEqual([]);
    await say("e3");
    expect((await store.readLedgerHead(acme)).size).toBe(Number(size) + 1);
    await store.close();
  });

  it("is left alone where a table is not what version 3 says", async () => {
    await writeVersion3();
    inFile((database) =>
      database.exec(`UPDATE wellsent_schema SET checksums =
        json_set(checksums, '$.consent_point', 'other')`),
    );
    expect(catchRefusal(() => sqliteStore({ path }))).toEqual([
      "STORE_SCHEMA_FOREIGN",
      "consent_point",
    ]);
    const schema = "SELECT version FROM wellsent_schema";
    expect(inFile((database) => database.prepare(schema).get())).toEqual({ version: 3 });
  });
});

describe("other versions", () => {
  it("brings a file of version 1 forward, which knew no links", async () => {
    writeVersion2();
    inFile((database) =>
      database.exec(`DROP TRIGGER wellsent_message_deleted; DROP TRIGGER wellsent_message_relinked;
        DROP INDEX wellsent_message_links; ALTER TABLE wellsent_message DROP COLUMN links;
        DROP TABLE wellsent_link_list; UPDATE wellsent_schema SET version = 1`),
    );
    const store = sqliteStore({ path });
    const message = await store.readMessage({ tenant: acme, key: sendKey("mail-2") });
    expect(message).toMatchObject({ status: "claimed", template: "hello" });
    expect(message).not.toHaveProperty("links");
    await store.close();
    const version = "SELECT version FROM wellsent_schema";
    expect(inFile((database) => database.prepare(version).get())).toEqual({ version: 10 });
  });

  it("refuses tables of a later release", async () => {
    await sqliteStore({ path }).close();
    inFile((database) => database.exec("UPDATE wellsent_schema SET version = 99"));
    expect(catchRefusal(() => sqliteStore({ path }))).toEqual(["STORE_SCHEMA_NEWER", undefined]);
  });

  it("refuses tables that are not what their version says, and names the first", async () => {
    await sqliteStore({ path }).close();
    inFile((database) =>
      database.exec(`UPDATE wellsent_schema SET checksums =
        json_set(checksums, '$.enrollment', 'other', '$.message', 'other')`),
    );
    expect(catchRefusal(() => sqliteStore({ path }))).toEqual([
      "STORE_SCHEMA_FOREIGN",
      "enrollment",
    ]);
  });

  it("refuses a file in which somebody else's table has a name of ours", () => {
    inFile((database) => database.exec("CREATE TABLE wellsent_message (id)"));
    expect(catchRefusal(() => sqliteStore({ path }))).toEqual(["STORE_SCHEMA_FOREIGN", "message"]);
    const names = inFile((database) => database.prepare("SELECT name FROM sqlite_schema").all());
    expect(names).toEqual([{ name: "wellsent_message" }]);
  });
});
