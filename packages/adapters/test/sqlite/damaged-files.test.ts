import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import {
  contactId,
  contactPointId,
  enrollmentId,
  type Store,
  sendKey,
  workflowId,
} from "@wellsent/core";
import { StoreError, WellsentError } from "@wellsent/core/errors";
import { seededRandom } from "@wellsent/core/testing";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { add, claim, contact, linking, live, needs, reactions, scope, tenant } from "./people.js";

const folder = mkdtempSync(join(tmpdir(), "wellsent-damaged-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "store.db");
const names = Array.from({ length: 60 }, (_, index) => `person${String(index).padStart(3, "0")}x`);
let whole: Buffer;

beforeAll(async () => {
  const store = sqliteStore({ path });
  await add(store, ...names);
  await live(store, ...names);
  const started = names.map((name) => ({
    kind: "event" as const,
    contact: contact(name).id,
    event: { id: `s-c-${name}`, name: "began", at: 9, data: {} },
  }));
  await store.ingest(
    { ...scope, inputs: started },
    {
      ...reactions,
      route: ({
        facts: {
          contact: { id },
        },
      }) => ({
        ...{ log: [], dirty: false },
        start: [
          {
            ...{ tenant, id: enrollmentId(`r-${id}`), workflow: workflowId("w"), version: 1 },
            ...{ contact: id, revision: 0, state: {}, status: "active", wakeAt: 0, pending: [] },
            ...{ waitingFor: [], entryKey: "once", startedAt: 0, endedAt: null, outcome: null },
          },
        ],
      }),
    },
  );
  await store.refreshSegments({ ...scope, limit: 100, needs }, ({ facts }) => ({
    ...{ contact: facts.contact.id, recheckAt: null, start: [], wake: [], log: [] },
    memberships: [],
  }));
  const definition = { kind: "workflow", id: "w", version: 1, body: { steps: ["a"] } } as const;
  await store.putDefinition({ ...scope, definition });
  await store.close();
  whole = readFileSync(path);
});

/** Every way to read, about a few people. */
function listReads(store: Store): Readonly<Record<string, () => Promise<unknown>>> {
  const some = ["person003x", "person031x"].map(contact);
  const each = (read: (one: ReturnType<typeof contact>) => Promise<unknown>) => async () => {
    for (const one of some) await read(one);
  };
  const [print = ""] = contact("person003x").points[0]?.fingerprints ?? [];
  const point = (id: string) => contactPointId(id.replace("c-", "p-"));
  const everything = { events: { ordered: null, began: null }, messages: null, consent: true };
  return {
    contacts: () => store.readContacts({ tenant, limit: 1_000 }),
    byId: each(({ id }) => store.readContact({ tenant, lookup: { id } })),
    byKey: each(({ key }) => store.readContact({ tenant, lookup: { key } })),
    byPoint: each(({ id }) => store.readContact({ tenant, lookup: { point: point(id) } })),
    facts: each(({ id }) => store.readFacts({ ...scope, contact: id, needs: everything })),
    runs: () => store.readEnrollments({ tenant, limit: 1_000 }),
    runsFor: each(({ id }) => store.readEnrollments({ tenant, contact: id })),
    steps: each(({ id }) => store.readStepLog({ tenant, contact: id })),
    outbox: () => store.readOutbox({ tenant, limit: 1_000 }),
    outboxFor: each(({ id }) => store.readOutbox({ tenant, contact: id })),
    claimed: () => store.readOutbox({ tenant, status: "claimed", limit: 1_000 }),
    message: each(({ id }) => store.readMessage({ tenant, key: sendKey(`m-${id}`) })),
    counts: () => store.countOutbox(tenant),
    nextWork: () => store.nextWork(tenant),
    consent: each(({ id }) => store.readConsent({ tenant, contactPoint: point(id) })),
    consentByPrint: () => store.readConsent({ tenant, fingerprint: print }),
    owners: () => store.readOwners({ tenant, fingerprint: print }),
    points: each(({ id }) => store.readPoints({ tenant, contact: id })),
    head: () => store.readLedgerHead(tenant),
    ledger: () => store.readLedger({ tenant, limit: 1_000 }),
    tiles: () => store.readTiles({ tenant, tiles: [{ level: 0, index: 0 }] }),
    definition: () => store.readDefinition({ tenant, kind: "workflow", id: "w" }),
    quarantine: () => store.readQuarantine({ tenant }),
  };
}

/**
 * Fails unless it is an error of ours that says nothing of what is stored. Ids are pseudonyms, and
 * may be said.
 */
function expectQuiet(error: unknown, where: string): void {
  expect(WellsentError.isInstance(error), `${where}: ${String(error)}`).toBe(true);
  if (!(error instanceof StoreError)) throw error;
  expect(error.code, where).toMatch(/^STORE_/);
  const cause: unknown = error.cause;
  expect(cause instanceof Error, where).toBe(false);
  const said = [error.message, error.path, error.remedy, JSON.stringify(cause)].join(" ");
  const own = said.replaceAll(/[^"]-person\d+x/g, "");
  expect(own, where).not.toMatch(/person|example|note about|Dear|signed|SELECT|INSERT|\.db/);
}

async function catchFailure(read: () => Promise<unknown>): Promise<unknown> {
  try {
    await read();
    return undefined;
  } catch (error) {
    return error;
  }
}

it("either reads or says by code what it cannot, in forty files with random bytes", async () => {
  const random = seededRandom(inject("propertySeed"));
  let failed = 0;
  let served = 0;
  let named = 0;
  for (let file = 0; file < 40; file += 1) {
    const bytes = Buffer.from(whole);
    const from = file % 4 === 0 ? 0 : 4_096;
    for (let count = 1 + random.integer(60); count > 0; count -= 1) {
      bytes[from + random.integer(bytes.length - from)] = random.integer(256);
    }
    const damaged = join(folder, `damaged-${file}.db`);
    writeFileSync(damaged, bytes);
    const opened = await catchFailure(async () => sqliteStore({ path: damaged }).close());
    if (opened !== undefined) {
      expectQuiet(opened, `opening file ${file}`);
      failed += 1;
      continue;
    }
    const store = sqliteStore({ path: damaged });
    let failures = 0;
    for (const [name, read] of Object.entries(listReads(store))) {
      const error = await catchFailure(read);
      if (error === undefined) served += 1;
      else {
        expectQuiet(error, `${name} of file ${file}`);
        failures += 1;
      }
    }
    const damage = await store.integrity(tenant);
    // Keys are ids, or what flipped bits made of them.
    for (const { key } of damage) if (key !== null) expect(key).toMatch(/^[\w:.~,?-]*$/);
    const said = damage.map(({ table, code }) => `${table} ${code}`).join();
    expect(said, `file ${file}`).toMatch(/^([a-z_]+ [A-Z_]+,?)*$/);
    if (failures > 0) expect(damage.length, `file ${file}`).toBeGreaterThan(0);
    if (damage.length > 0) named += 1;
    failed += failures;
    await store.close();
  }
  expect(failed).toBeGreaterThan(10);
  expect(served).toBeGreaterThan(200);
  expect(named).toBeGreaterThan(5);
});

it("serves everybody else when rows of one person cannot be read, and names them", async () => {
  const damaged = join(folder, "rows.db");
  writeFileSync(damaged, whole);
  const database = new DatabaseSync(damaged);
  database.exec(`UPDATE wellsent_message SET status = 'queued', worker = NULL, next_at = due_at;
    UPDATE wellsent_message SET decision = 'Dear person003x' WHERE key = 'm-c-person003x';
    UPDATE wellsent_message SET touched_at = 9223372036854775807 WHERE key = 'm-c-person004x';
    UPDATE wellsent_contact SET body = '{"note":"a note about person005x' WHERE id = 'c-person005x';
    UPDATE wellsent_event SET data = 'person006x' WHERE id = 'e-c-person006x'`);
  database.close();
  const store = sqliteStore({ path: damaged });
  const report = await claim(store, 1_000, linking("https://shop.example/"));
  const poisoned = ["m-c-person003x", "m-c-person004x", "m-c-person005x"];
  expect(report.claimed.length).toBe(names.length - poisoned.length);
  const { items } = await store.readQuarantine({ tenant });
  expect(items.map(({ id, code }) => [id, code])).toEqual(
    poisoned.map((id) => [id, "STORE_CORRUPT"]),
  );
  const found = await store.integrity(tenant);
  for (const [table, key] of [
    ["message", "m-c-person003x"],
    ["message", "m-c-person004x"],
    ["contact", "c-person005x"],
    ["event", "e-c-person006x"],
  ]) {
    expect(found).toContainEqual({ table, key, code: "STORE_CORRUPT" });
  }
  const asked = store.readFacts({
    ...{ ...scope, contact: contactId("c-person006x") },
    needs: { events: { ordered: null }, messages: 0, consent: false },
  });
  const error: unknown = await asked.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "STORE_CORRUPT", path: "event[e-c-person006x].data" });
  expectQuiet(error, "facts");
  await store.close();
});

it("says which table's pages are damaged, and serves the others", async () => {
  const bytes = Buffer.from(whole);
  const page = Math.floor(bytes.indexOf("person031x at home") / 4_096) * 4_096;
  bytes.fill(0, page, page + 100);
  const damaged = join(folder, "page.db");
  writeFileSync(damaged, bytes);
  const store = sqliteStore({ path: damaged });
  const found = await store.integrity(tenant);
  expect(found).toContainEqual({ table: "event", key: null, code: "PAGE_DAMAGED" });
  expect((await store.readContacts({ tenant, limit: 100 })).items.length).toBe(names.length);
  expect((await store.readOutbox({ tenant, limit: 100 })).items.length).toBe(names.length);
  await store.close();
});
