import { campaignId, sendKey, type TenantId } from "../../identifiers.js";
import type { Store } from "../../ports/store/store.js";
import { campaign } from "./campaign-fixtures.js";
import { everything, person, reactions, t0 } from "./fixtures.js";
import { functionCalls, type SampleCall } from "./function-calls.js";
import { ann } from "./seed.js";
import { issue, series } from "./series-fixtures.js";

/** Writes that call no function of the caller. */
export const plainWrites: readonly SampleCall[] = [
  {
    method: "settle",
    run: (store, scope, options) => {
      const result = {
        key: sendKey("mail-bob"),
        attempt: 1,
        outcome: "accepted",
        providerMessageId: "x",
      } as const;
      return store.settle({ ...scope, results: [result] }, reactions(), options);
    },
  },
  {
    method: "markContacts",
    run: (store, scope, options) =>
      store.markContacts({ ...scope, name: "sample", limit: 10 }, options),
  },
  {
    method: "moveGate",
    run: (store, { tenant }, options) =>
      store.moveGate({ tenant, queue: "direct", open: false, epoch: 0 }, options),
  },
  {
    method: "leaseSlots",
    run: (store, scope, options) => {
      const rates = [{ key: "relay", perSecond: 10 }];
      return store.leaseSlots({ ...scope, rates, want: 2, maxAhead: 1_000 }, options);
    },
  },
  {
    method: "limitRate",
    run: (store, { tenant }, options) =>
      store.limitRate({ tenant, key: "relay", perSecond: 5 }, options),
  },
  {
    method: "sendAgain",
    run: (store, scope, options) =>
      store.sendAgain({ ...scope, key: sendKey("mail-bob"), confirm: true }, options),
  },
  {
    method: "loadCodes",
    run: (store, scope, options) =>
      store.loadCodes({ ...scope, pool: "spring", codes: ["S-3", "S-4"] }, options),
  },
  {
    method: "holdCode",
    run: (store, scope, options) => {
      const hold = { pool: "spring", for: sendKey("mail-ann"), contact: ann.id, until: t0 };
      return store.holdCode({ ...scope, ...hold }, options);
    },
  },
  {
    method: "settleCodes",
    run: (store, scope, options) => {
      const results = [{ for: sendKey("mail-bob"), outcome: "notSent" }] as const;
      return store.settleCodes({ ...scope, results }, options);
    },
  },
  {
    method: "redeemCode",
    run: (store, { tenant }, options) => store.redeemCode({ tenant, code: "S-1", at: t0 }, options),
  },
  {
    method: "claimCalls",
    run: (store, scope, options) =>
      store.claimCalls(
        { ...scope, kinds: ["webhook", "notice"], limit: 9, leaseMs: 60_000 },
        options,
      ),
  },
  {
    method: "settleCall",
    run: (store, scope, options) => {
      const end = { key: sendKey("call-ann"), attempt: 1, end: { input: { ended: 1 } } };
      return store.settleCall({ ...scope, ...end }, options);
    },
  },
  {
    method: "releaseLists",
    run: (store, scope, options) =>
      store.releaseLists(
        { ...scope, held: "file", limit: 9, lists: { ...reactions(), lists: new Set() } },
        options,
      ),
  },
  {
    method: "changeTask",
    run: (store, scope, options) => {
      const task = { key: sendKey("task-ann"), change: { done: { by: "kim" } } };
      return store.changeTask({ ...scope, ...task }, options);
    },
  },
  {
    method: "decidePair",
    run: (store, scope, options) => {
      const pair = [ann.id, person("bob").id] as const;
      return store.decidePair({ ...scope, pair, decision: { verdict: "different" } }, options);
    },
  },
  {
    method: "addNote",
    run: (store, scope, options) => {
      const note = { id: "note-ben", contact: person("ann").id, author: "kim", text: "Said so." };
      return store.addNote({ ...scope, note }, options);
    },
  },
  {
    method: "changeNote",
    run: (store, scope, options) =>
      store.changeNote({ ...scope, id: "note-ann", text: "Said no.", by: "lee" }, options),
  },
  {
    method: "dropContactChanges",
    run: (store, scope, options) =>
      store.dropContactChanges({ ...scope, before: scope.now + 1, limit: 9 }, options),
  },
  {
    method: "removeContact",
    run: (store, scope, options) =>
      store.removeContact({ ...scope, contact: ann.id, revision: 1, entries: [] }, options),
  },
  {
    method: "sweepCodes",
    run: (store, scope, options) =>
      store.sweepCodes({ ...scope, now: scope.now + 7_200_000, limit: 9 }, options),
  },
  {
    method: "destroyPayloads",
    run: (store, { tenant }, options) => store.destroyPayloads({ tenant, ids: ["e1"] }, options),
  },
  {
    method: "putDefinition",
    run: (store, scope, options) => {
      const definition = { kind: "segment", id: "vip", version: 2, body: {} } as const;
      return store.putDefinition({ ...scope, definition }, options);
    },
  },
  {
    method: "putCampaign",
    run: (store, scope, options) =>
      store.putCampaign({ ...scope, campaign: campaign(scope.tenant, "c-sample") }, options),
  },
  {
    method: "putSeries",
    run: (store, scope, options) =>
      store.putSeries(
        {
          ...{ ...scope, series: series(scope.tenant, "sample") },
          issues: [issue("sample", "2026-01-06")],
          campaign: campaign(scope.tenant, "c-sample-issue"),
        },
        options,
      ),
  },
  {
    method: "closeCampaign",
    run: (store, scope, options) =>
      store.closeCampaign({ ...scope, id: campaignId("c-ending"), limit: 10 }, options),
  },
  {
    method: "dropDefinitions",
    run: (store, scope, options) => {
      const old = { kind: "segment", id: "vip", below: 2, keep: [], limit: 10 } as const;
      return store.dropDefinitions({ ...scope, ...old }, options);
    },
  },
];

const [point] = ann.points;

export const reads: readonly SampleCall[] = [
  sampleRead("readConsent", (store, { tenant }, options) =>
    store.readConsent({ tenant, fingerprint: point?.fingerprints[0] ?? "" }, options),
  ),
  sampleRead("readConsents", (store, { tenant }, options) =>
    store.readConsents({ tenant, fingerprints: [...(point?.fingerprints ?? [])] }, options),
  ),
  sampleRead("readSuppressions", (store, { tenant }, options) =>
    store.readSuppressions({ tenant, fingerprints: [...(point?.fingerprints ?? [])] }, options),
  ),
  sampleRead("readOwners", (store, { tenant }, options) =>
    store.readOwners({ tenant, fingerprint: point?.fingerprints[0] ?? "" }, options),
  ),
  sampleRead("readPoints", (store, { tenant }, options) =>
    store.readPoints({ tenant, contact: ann.id }, options),
  ),
  sampleRead("readLedgerHead", (store, { tenant }, options) =>
    store.readLedgerHead(tenant, options),
  ),
  sampleRead("readLedger", (store, { tenant }, options) => store.readLedger({ tenant }, options)),
  sampleRead("readTiles", (store, { tenant }, options) =>
    store.readTiles({ tenant, tiles: [{ level: 0, index: 0 }] }, options),
  ),
  sampleRead("readContact", (store, { tenant }, options) =>
    store.readContact({ tenant, lookup: { key: "ann" } }, options),
  ),
  sampleRead("readContacts", (store, { tenant }, options) =>
    store.readContacts({ tenant }, options),
  ),
  sampleRead("readFacts", (store, scope, options) =>
    store.readFacts({ ...scope, contact: ann.id, needs: everything }, options),
  ),
  sampleRead("readImportChanges", (store, { tenant }, options) =>
    store.readImportChanges({ tenant, importId: "file" }, options),
  ),
  sampleRead("readContactChanges", (store, { tenant }, options) =>
    store.readContactChanges({ tenant, contact: ann.id }, options),
  ),
  sampleRead("readPairs", (store, { tenant }, options) => store.readPairs({ tenant }, options)),
  sampleRead("readCalls", (store, { tenant }, options) =>
    store.readCalls({ tenant, contact: ann.id }, options),
  ),
  sampleRead("readMerges", (store, { tenant }, options) =>
    store.readMerges({ tenant, contact: ann.id }, options),
  ),
  sampleRead("readFeed", (store, { tenant }, options) => store.readFeed({ tenant }, options)),
  sampleRead("readFeedEnd", (store, { tenant }, options) => store.readFeedEnd(tenant, options)),
  sampleRead("readFlow", (store, { tenant }, options) =>
    store.readFlow({ tenant, flow: "crm", contacts: [ann.id] }, options),
  ),
  sampleRead("readFlowConflicts", (store, { tenant }, options) =>
    store.readFlowConflicts({ tenant, flow: "crm" }, options),
  ),
  sampleRead("readEnrollments", (store, { tenant }, options) =>
    store.readEnrollments({ tenant }, options),
  ),
  sampleRead("readStepLog", (store, { tenant }, options) =>
    store.readStepLog({ tenant, contact: ann.id }, options),
  ),
  sampleRead("readOutbox", (store, { tenant }, options) => store.readOutbox({ tenant }, options)),
  sampleRead("readMessage", (store, { tenant }, options) =>
    store.readMessage({ tenant, key: sendKey("mail-ann") }, options),
  ),
  sampleRead("readBudgets", (store, { tenant }, options) =>
    store.readBudgets({ tenant, key: "warm", limit: 9 }, options),
  ),
  sampleRead("readHours", (store, { tenant }, options) => store.readHours(tenant, options)),
  sampleRead("readGates", (store, { tenant }, options) => store.readGates({ tenant }, options)),
  sampleRead("countCodes", (store, { tenant }, options) =>
    store.countCodes({ tenant, pool: "spring" }, options),
  ),
  sampleRead("countFreeCodes", (store, { tenant }, options) =>
    store.countFreeCodes({ tenant, pool: "spring", limit: 9 }, options),
  ),
  sampleRead("countOutbox", (store, { tenant }, options) => store.countOutbox(tenant, options)),
  sampleRead("nextWork", (store, { tenant }, options) => store.nextWork(tenant, options)),
  sampleRead("readDefinition", (store, { tenant }, options) =>
    store.readDefinition({ tenant, kind: "segment", id: "vip" }, options),
  ),
  sampleRead("readCampaign", (store, { tenant }, options) =>
    store.readCampaign({ tenant, id: campaignId("c-going") }, options),
  ),
  sampleRead("readMoves", (store, { tenant }, options) =>
    store.readMoves({ tenant, campaign: campaignId("c-going") }, options),
  ),
  sampleRead("readCampaigns", (store, { tenant }, options) =>
    store.readCampaigns({ tenant }, options),
  ),
  sampleRead("readRecipients", (store, { tenant }, options) =>
    store.readRecipients({ tenant, campaign: campaignId("c-going") }, options),
  ),
  sampleRead("readFigures", (store, { tenant }, options) =>
    store.readFigures({ tenant, id: campaignId("c-going") }, options),
  ),
  sampleRead("readAudience", (store, scope, options) =>
    store.readAudience({ ...scope, audience: { in: [{ all: true }] }, needs: everything }, options),
  ),
  sampleRead("readSeries", (store, { tenant }, options) => store.readSeries({ tenant }, options)),
  sampleRead("readIssues", (store, { tenant }, options) =>
    store.readIssues({ tenant, series: "weekly" }, options),
  ),
  sampleRead("readQuarantine", (store, { tenant }, options) =>
    store.readQuarantine({ tenant }, options),
  ),
  sampleRead("integrity", (store, { tenant }, options) => store.integrity(tenant, options)),
];

/** One call of each method. */
export const everyCall: readonly SampleCall[] = [
  ...new Map(
    [...functionCalls, ...plainWrites, ...reads].map((call) => [call.method, call]),
  ).values(),
];

/** All that can be read of a tenant, for comparison before and after a call. */
export async function snapshot(store: Store, tenant: TenantId): Promise<string> {
  const seen: unknown[] = [];
  for (const call of reads) seen.push(await call.run(store, { tenant, now: t0 }));
  for (const name of ["ann", "bob"]) {
    seen.push(
      await store.readFacts({ tenant, now: t0, contact: person(name).id, needs: everything }),
    );
  }
  return JSON.stringify(seen);
}

function sampleRead(method: keyof Store, read: SampleCall["run"]): SampleCall {
  return { method, run: read };
}
