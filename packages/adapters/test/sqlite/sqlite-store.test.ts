import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import {
  type ContactRecord,
  contactId,
  contactPointId,
  type OutboxDraft,
  type Store,
  sendKey,
  tenantId,
} from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { fakeConsentGate } from "@wellsent/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const tenant = tenantId("acme");
const scope = { tenant, now: 1_000 };
const gate = fakeConsentGate();
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-sqlite-"));
  path = join(folder, "store.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function contact(name: string): ContactRecord {
  const address = `${name}@example.com`;
  const fingerprints = gate.fingerprints("email", address);
  return {
    ...{
      tenant,
      id: contactId(`c-${name}`),
      key: name,
      lists: [],
      locale: null,
      timeZone: null,
      jurisdiction: null,
    },
    points: [{ id: contactPointId(`p-${name}`), channel: "email", address, fingerprints }],
    attributes: { note: `a note about ${name}`, filler: name.repeat(40) },
    ...{ createdAt: 0, updatedAt: 0, revision: 0 },
  };
}

const add = (store: Store, ...names: readonly string[]) =>
  store.changeContacts({ ...scope, lookups: [] }, () =>
    names.map((name) => ({ contact: contact(name) })),
  );

function codeOf(run: () => unknown): string {
  try {
    run();
    return "nothing";
  } catch (error) {
    return WellsentError.isInstance(error) && error.remedy !== undefined
      ? error.code
      : String(error);
  }
}

describe("opening a SQLite store", () => {
  it("refuses a file that is no database, and leaves it as it is", () => {
    const letter = `Dear diary,\n${"nothing happened. ".repeat(100)}`;
    writeFileSync(path, letter);
    expect(codeOf(() => sqliteStore({ path }))).toBe("STORE_NOT_A_DATABASE");
    expect(readFileSync(path, "utf8")).toBe(letter);
    expect(readdirSync(folder)).toEqual(["store.db"]);
  });

  it("refuses a folder that is not there", () => {
    expect(codeOf(() => sqliteStore({ path: join(folder, "none", "store.db") }))).toBe(
      "STORE_CANNOT_OPEN",
    );
  });

  it("refuses tables of a later release", async () => {
    await sqliteStore({ path }).close();
    const database = new DatabaseSync(path);
    database.exec("UPDATE wellsent_schema SET version = 99");
    database.close();
    expect(codeOf(() => sqliteStore({ path }))).toBe("STORE_SCHEMA_NEWER");
  });

  it.each(["3.51.2", "3.50.9", "2.99.99", "3.7"])(
    "refuses SQLite %s, which can damage files",
    (version) => {
      const database = new DatabaseSync(":memory:");
      const prepare = database.prepare.bind(database);
      database.prepare = (sql) =>
        prepare(sql.includes("sqlite_version()") ? `SELECT '${version}' AS version` : sql);
      expect(codeOf(() => sqliteStore({ database }))).toBe("STORE_SQLITE_VERSION");
    },
  );

  it("refuses a database that may not be written", async () => {
    new DatabaseSync(path).close();
    writeFileSync(path, "");
    const database = new DatabaseSync(path, { readOnly: true });
    expect(codeOf(() => sqliteStore({ database }))).toBe("STORE_READ_ONLY");
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
    database.exec(
      `PRAGMA max_page_count = ${Number(database.prepare("PRAGMA page_count").get()?.["page_count"])}`,
    );
    const names = Array.from({ length: 500 }, (_, index) => `p${index}`);
    await expect(add(store, ...names)).rejects.toMatchObject({ code: "STORE_DISK_FULL" });
    expect((await store.readContacts({ tenant })).items.map((one) => one.key)).toEqual(["ann"]);
    database.close();
  });

  it("says that another connection holds the file, after waiting as long as it was told", async () => {
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
    expect(codeOf(() => sqliteStore({ path }))).toBe("STORE_CORRUPT");
  });

  it("names nobody in its errors", async () => {
    const store = sqliteStore({ path });
    await add(store, "ann");
    const clash = { ...contact("bob"), points: contact("ann").points };
    const error: unknown = await store
      .changeContacts({ ...scope, lookups: [] }, () => [{ contact: clash }])
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STORE_CONTACT_CONFLICT", path: "writes[0]" });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("example.com");
    await store.close();
  });
});

describe("erasure from a SQLite store", () => {
  const files = (): string =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "latin1"))
      .join("");

  it("leaves no byte of the person in any file, whatever else is written before and after", async () => {
    const store = sqliteStore({ path });
    const names = Array.from(
      { length: 120 },
      (_, index) => `person${String(index).padStart(3, "0")}x`,
    );
    await add(store, ...names);
    for (const [index, name] of names.entries()) await live(store, name, index);
    const erased = names.filter((_, index) => index % 3 === 0);
    const kept = names.filter((_, index) => index % 3 !== 0);
    for (const name of erased)
      await store.eraseContact({ ...scope, contact: contactId(`c-${name}`) });
    const raw = files();
    for (const name of kept) expect(raw.includes(`${name}@example.com`), name).toBe(true);
    // Ids are pseudonyms, and the log keeps those; what must go is the address, the key, the note and the payload.
    const left = erased.filter((name) => raw.replaceAll(/[cp]-person\d+x/g, "").includes(name));
    expect(left).toEqual([]);
    await store.close();
    expect(
      erased.filter((name) =>
        files()
          .replaceAll(/[cp]-person\d+x/g, "")
          .includes(name),
      ),
    ).toEqual([]);
  });

  it("finishes an erasure of the host's transaction with the first call after it", async () => {
    const database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode = WAL");
    const store = sqliteStore({ database });
    await add(store, "ann", "bob");
    database.exec("BEGIN");
    await store.transaction(database, (joined) =>
      joined.eraseContact({ ...scope, contact: contactId("c-ann") }),
    );
    database.exec("COMMIT");
    expect(files()).toContain("ann@example.com");
    await store.readLedgerHead(tenant);
    expect(files()).not.toContain("ann@example.com");
    database.close();
  });

  it("says when somebody else keeps the log from being emptied, and finishes the next time", async () => {
    const store = sqliteStore({ path, busyTimeoutMs: 20 });
    await add(store, "ann", "bob");
    const reader = new DatabaseSync(path);
    reader.exec("BEGIN; SELECT count(*) FROM wellsent_contact");
    const call = { ...scope, contact: contactId("c-ann") };
    await expect(store.eraseContact(call)).rejects.toMatchObject({ code: "STORE_ERASURE_PENDING" });
    expect(
      await store.readContact({ tenant, lookup: { key: "ann" } }),
      "gone all the same",
    ).toBeNull();
    reader.exec("COMMIT");
    reader.close();
    await store.eraseContact(call);
    expect(files()).not.toContain("ann@example.com");
    await store.close();
  });
});

describe("link lists of a SQLite store", () => {
  const countOf = (table: string, where = ""): unknown => {
    const database = new DatabaseSync(path);
    const count = database.prepare(`SELECT count(*) AS count FROM ${table} ${where}`).get()?.[
      "count"
    ];
    database.close();
    return count;
  };
  const lists = (): unknown => countOf("wellsent_link_list");
  const review = (store: Store, index: number, target: string) =>
    store.reviewClaims(
      {
        ...scope,
        needs: { events: {}, messages: 0, consent: false },
        claims: [{ key: sendKey(`m${index}`), attempt: 1 }],
      },
      (all) =>
        all.map(({ message: { decision } }) => ({
          ...{ verdict: "send", decision, links: [{ position: 0, link: 0, target }] },
        })),
    );

  it("are there once for all messages that share one, and go with the last of them", async () => {
    const store = sqliteStore({ path });
    const names = ["ann", "bob", "cyd"];
    await add(store, ...names);
    for (const [index, name] of names.entries()) await live(store, name, index);
    expect(lists()).toBe(3);
    for (const index of names.keys()) await review(store, index, "https://shop.example/");
    expect(lists()).toBe(1);
    await review(store, 2, "https://shop.example/cyd");
    expect(lists()).toBe(2);
    for (const [name, left] of [
      ["ann", 2],
      ["cyd", 1],
      ["bob", 0],
    ] as const) {
      await store.eraseContact({ ...scope, contact: contactId(`c-${name}`) });
      expect(lists(), `after ${name}`).toBe(left);
    }
    await store.close();
  });

  it("go with messages that the host deletes with SQL of its own", async () => {
    const store = sqliteStore({ path });
    await add(store, "ann");
    await live(store, "ann", 0);
    expect(lists()).toBe(1);
    const database = new DatabaseSync(path);
    database.exec("DELETE FROM wellsent_message");
    database.close();
    expect(lists()).toBe(0);
    await store.close();
  });

  it("are added to tables of the version before, whose messages stay as they are", async () => {
    const before = sqliteStore({ path });
    await add(before, "ann");
    await live(before, "ann", 0);
    await before.close();
    const database = new DatabaseSync(path);
    database.exec(`DROP TRIGGER wellsent_message_deleted; DROP TRIGGER wellsent_message_relinked;
      DROP INDEX wellsent_message_links; ALTER TABLE wellsent_message DROP COLUMN links;
      DROP TABLE wellsent_link_list; UPDATE wellsent_schema SET version = 1`);
    database.close();
    const store = sqliteStore({ path });
    const message = await store.readMessage({ tenant, key: sendKey("m0") });
    expect(message).toMatchObject({ status: "claimed", template: "hello" });
    expect(message).not.toHaveProperty("links");
    await review(store, 0, "https://shop.example/");
    expect((await store.readMessage({ tenant, key: sendKey("m0") }))?.links).toHaveLength(1);
    expect(countOf("wellsent_schema", "WHERE version = 2")).toBe(1);
    await store.close();
  });
});

/** Gives a person an event, a claimed message with personal data and a personal link, and a consent event with a payload. */
async function live(store: Store, name: string, index: number): Promise<void> {
  const { id, points } = contact(name);
  const [point] = points;
  if (point === undefined) return;
  const needs = { events: {}, messages: 0, consent: false };
  const event = { id: `e${index}`, name: "ordered", at: 5, data: { to: `${name} at home` } };
  await store.ingest({ ...scope, needs, inputs: [{ kind: "event", contact: id, event }] }, () => ({
    ...{ wake: [], start: [], dirty: [id] },
  }));
  const decision = gate.decide(
    {
      ...{
        tenant,
        contactPoint: point.id,
        channel: "email",
        purpose: "news",
        activity: "send",
        at: 0,
      },
      ...{ messageClass: "marketing", jurisdictions: [], timeZones: [] },
    },
    { contactPoint: point.id, projection: null, suppressions: [], logSize: 0 },
  );
  const draft: OutboxDraft = {
    ...{
      tenant,
      key: sendKey(`m${index}`),
      contact: id,
      contactPoint: point.id,
      lane: "bulk",
      template: "hello",
    },
    ...{ purpose: "news", topic: null, dueAt: 0, decision, data: { greeting: `Dear ${name}` } },
    channel: "email",
    messageClass: "marketing",
    origin: { kind: "direct" },
  };
  await store.enqueue({ ...scope, drafts: [draft] });
  const links = [{ position: 0, link: 0, target: `https://shop.example/for/${name}` }];
  await store.claimOutbox({ ...scope, lane: "bulk", limit: 1, leaseMs: 60_000, needs }, (all) =>
    all.map(() => ({ verdict: "send", decision: { ...decision, allowed: true }, links })),
  );
  const consent = {
    id: `k${index}`,
    type: "consent.granted",
    contactPoint: point.id,
    effectiveAt: 0,
    fields: {},
  };
  const drafts = [{ ...consent, payload: { form: `signed by ${name}` }, salt: "00".repeat(32) }];
  await store.appendConsent({ ...scope, drafts }, gate.append);
}
