import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { consentGate, suppressionKeys } from "@wellsent/consent";
import { appendLeaves, draftEvent, emptyHead } from "@wellsent/consent/ledger";
import { euRules } from "@wellsent/consent/rules";
import { contactId, contactPointId } from "@wellsent/core";
import { expect, it } from "vitest";
import { storeEngine } from "../consent/store-engine.js";
import { tenant } from "./people.js";

const now = Date.UTC(2026, 2, 1);
const keys = suppressionKeys({ current: { kid: "p1", secret: new Uint8Array(32).fill(7) } });
const gate = consentGate({ rules: [euRules], keys });

it.each([
  ["is no JSON", "UPDATE wellsent_ledger_head SET frontier = '{'"],
  ["says less than nothing", "UPDATE wellsent_ledger_head SET size = -1"],
  ["is empty", "UPDATE wellsent_ledger_head SET frontier = '[]'"],
  [
    "has another hash in the middle",
    `UPDATE wellsent_ledger_head SET frontier =
      json_set(frontier, '$[1]', '${"0".repeat(64)}')`,
  ],
  ["says another size of as many hashes", "UPDATE wellsent_ledger_head SET size = 298"],
  ["is gone", "DELETE FROM wellsent_ledger_head"],
])(
  "the head of a ledger that %s stops its tenant, and is made again from its entries",
  async (_, damage) => {
    const database = new DatabaseSync(":memory:");
    const store = sqliteStore({ database });
    const { record } = storeEngine(store, gate, () => now);
    const address = "ann@example.com";
    const fingerprints = keys.fingerprints("email", address);
    const id = contactPointId("cp_ann");
    await store.changeContacts({ tenant, now, lookups: [] }, () => [
      {
        contact: {
          ...{ tenant, id: contactId("c_ann"), key: "ann", lists: [], attributes: {} },
          points: [{ id, channel: "email", address, fingerprints }],
          ...{ locale: null, timeZone: null, jurisdiction: null },
          ...{ createdAt: now, updatedAt: now, revision: 0 },
        },
      },
    ]);
    let made = 0;
    const withdraw = () => {
      made += 1;
      return record(tenant, [
        draftEvent({
          ...{ id: `e${made}`, type: "consent.withdrawn", contactPoint: id, effectiveAt: now },
          scope: { channel: "email", purpose: "marketing.newsletter", activity: "send" },
          ...{ actor: { kind: "subject" }, method: "form" },
        }),
      ]);
    };
    for (let count = 0; count < 300; count += 1) await withdraw();
    const head = await store.readLedgerHead(tenant);
    expect(head.size).toBe(300);
    database.exec(damage);
    const corrupt = {
      code: "STORE_CORRUPT",
      path: expect.stringContaining("ledger_head[consent]"),
    };
    await expect(store.readConsent({ tenant, contactPoint: id })).rejects.toMatchObject(corrupt);
    await expect(withdraw()).rejects.toThrow();
    // As the guide on damaged rows says.
    const leafHashes: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await store.readLedger({ tenant, ...(after === undefined ? {} : { after }) });
      leafHashes.push(...page.items.map((entry) => entry.leafHash));
      after = page.next;
    }
    const { size, frontier } = appendLeaves(emptyHead, [], leafHashes).head;
    database
      .prepare(
        `INSERT INTO wellsent_ledger_head (tenant, log, size, frontier) VALUES (?, 'consent', ?, ?)
        ON CONFLICT (tenant, log) DO UPDATE
          SET size = excluded.size, frontier = excluded.frontier, checksum = NULL`,
      )
      .run(tenant, size, JSON.stringify(frontier));
    expect(await store.readLedgerHead(tenant)).toEqual(head);
    expect(await store.integrity(tenant, { headFits: gate.headFits })).toEqual([]);
    await withdraw();
  },
);
