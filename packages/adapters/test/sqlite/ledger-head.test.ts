import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import {
  appendLeaves,
  consentGate,
  draftEvent,
  emptyHead,
  eu,
  suppressionKeys,
} from "@wellsent/consent";
import { contactId, contactPointId } from "@wellsent/core";
import { expect, it } from "vitest";
import { storeEngine } from "../consent/store-engine.js";
import { tenant } from "./people.js";

const now = Date.UTC(2026, 2, 1);
const keys = suppressionKeys({ current: { kid: "p1", secret: new Uint8Array(32).fill(7) } });
const gate = consentGate({ rules: [eu], keys });

it("the head of a ledger is made again from its entries", async () => {
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
  database.exec("UPDATE wellsent_ledger_head SET frontier = '{'");
  await expect(withdraw()).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  // As the guide on damaged rows says.
  const leafHashes: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.readLedger({ tenant, ...(after === undefined ? {} : { after }) });
    leafHashes.push(...page.items.map((entry) => entry.leafHash));
    after = page.next;
  }
  const { size, frontier } = appendLeaves(emptyHead, [], leafHashes).head;
  database
    .prepare("UPDATE wellsent_ledger_head SET size = ?, frontier = ? WHERE tenant = ?")
    .run(size, JSON.stringify(frontier), tenant);
  expect(await store.readLedgerHead(tenant)).toEqual(head);
  expect(await store.integrity(tenant)).toEqual([]);
  await withdraw();
});
