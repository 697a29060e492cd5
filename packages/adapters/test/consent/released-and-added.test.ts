import { consentGate, suppressionKeys } from "@wellsent/consent";
import { draftEvent } from "@wellsent/consent/ledger";
import { euRules } from "@wellsent/consent/rules";
import { type ConsentDraft, contactId, contactPointId, type Store, tenantId } from "@wellsent/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { storeEngine } from "./store-engine.js";

const tenant = tenantId("shop");
const now = Date.UTC(2026, 2, 1);
const keys = suppressionKeys({ current: { kid: "p1", secret: new Uint8Array(32).fill(7) } });
const gate = consentGate({ rules: [euRules], keys });
const address = "ann@mail.example";
const fingerprints = keys.fingerprints("email", address);
const point = contactPointId("cp_ann");

interface Act {
  readonly added: boolean;
  readonly byPoint: boolean;
  readonly reason: "manual" | "soft_bounce";
}

function createDraft({ added, byPoint, reason }: Act, place: number): ConsentDraft {
  const [fingerprint = ""] = fingerprints;
  return draftEvent({
    ...{ id: `e${place}`, effectiveAt: now + place, actor: { kind: "operator" }, method: "api" },
    ...(byPoint ? { contactPoint: point } : {}),
    ...(added
      ? { type: "suppression.added", detail: { reason, ...(byPoint ? {} : { fingerprint }) } }
      : {
          type: "suppression.released",
          detail: { reason, by: "correction", ...(byPoint ? {} : { fingerprint }) },
        }),
  });
}

async function listAfter(store: Store, calls: readonly (readonly ConsentDraft[])[]) {
  await store.changeContacts({ tenant, now, lookups: [] }, () => [
    {
      contact: {
        ...{ tenant, id: contactId("c_ann"), key: "ann", lists: [], attributes: {} },
        points: [{ id: point, channel: "email", address, fingerprints }],
        ...{ locale: null, timeZone: null, jurisdiction: null },
        ...{ createdAt: now, updatedAt: now, revision: 0 },
      },
    },
  ]);
  const { record } = storeEngine(store, gate, () => now + 100);
  for (const drafts of calls) await record(tenant, drafts);
  const facts = await store.readConsent({ tenant, contactPoint: point });
  return facts?.suppressions.map(({ reason }) => reason).sort();
}

describe.each([
  ["memory", () => memoryStore()],
  ["SQLite", () => sqliteStore({ path: ":memory:" })],
] as const)("suppressions over %s", (_, open) => {
  it("are the same whether acts come together or one by one", async () => {
    const actArb: fc.Arbitrary<Act> = fc.record({
      added: fc.boolean(),
      byPoint: fc.boolean(),
      reason: fc.constantFrom("manual", "soft_bounce"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(actArb, { minLength: 1, maxLength: 6 }), async (acts) => {
        const drafts = acts.map(createDraft);
        const together = await listAfter(open(), [drafts]);
        const single = await listAfter(
          open(),
          drafts.map((draft) => [draft]),
        );
        expect(together).toEqual(single);
      }),
      { numRuns: propertyRuns(150) },
    );
  });
});
