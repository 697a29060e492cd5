import { markCopy } from "../core-copy.js";
import { AdapterError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { Damage, Store } from "../ports/store/store.js";
import { advance } from "./advance.js";
import { readBudgets } from "./budgets.js";
import { type CallGuard, createCallGuard } from "./call-guard.js";
import { claimCalls, readCalls, settleCall } from "./calls.js";
import { readMoves } from "./campaign-moves.js";
import { changeContacts } from "./change-contacts.js";
import { claimOutbox } from "./claim-outbox.js";
import { closeCampaign } from "./close-campaign.js";
import {
  countCodes,
  countFreeCodes,
  holdCode,
  loadCodes,
  redeemCode,
  settleCodes,
  sweepCodes,
} from "./codes.js";
import { dropContactChanges, readContactChanges, readImportChanges } from "./contact-changes.js";
import { ContactsFailed } from "./contact-failures.js";
import { readCampaign, readCampaigns, readFigures, readRecipients } from "./count-campaign.js";
import { dropDefinitions, putDefinition, readDefinition } from "./definitions.js";
import { enqueue } from "./enqueue.js";
import { eraseContact } from "./erase-contact.js";
import { expandCampaign } from "./expand-campaign.js";
import { readFlow, readFlowConflicts } from "./flow-rows.js";
import { moveGate, readGates } from "./gates.js";
import { releaseLists } from "./held-lists.js";
import { readHours } from "./hour-counts.js";
import { integrity } from "./integrity.js";
import { leaseSlots, limitRate } from "./limiters.js";
import { markContacts } from "./mark-contacts.js";
import { mergeContacts } from "./merge-contacts.js";
import { migrateRuns } from "./migrate-runs.js";
import { nextWork } from "./next-work.js";
import { addNote, changeNote, readNotes } from "./notes.js";
import { decidePair, readPairs } from "./pairs.js";
import { prepareCampaign } from "./prepare-campaign.js";
import { putCampaign } from "./put-campaign.js";
import { readQuarantine, resolveQuarantine } from "./quarantine.js";
import { readAudience } from "./read-audience.js";
import {
  readConsent,
  readConsents,
  readOwners,
  readPoints,
  readSuppressions,
} from "./read-consent.js";
import { readContact, readContacts, readFacts } from "./read-contacts.js";
import { readFeed, readFeedEnd } from "./read-feed.js";
import { destroyPayloads, readLedger, readLedgerHead, readTiles } from "./read-ledger.js";
import { countOutbox, readMessage, readOutbox } from "./read-messages.js";
import { readEnrollments, readStepLog } from "./read-runs.js";
import { refreshSegments } from "./refresh-segments.js";
import { removeContact } from "./remove-contact.js";
import { reviewClaims } from "./review-claims.js";
import { type AnyRowStore, type CallRunner, callRunner } from "./run-call.js";
import { runCampaignTask } from "./run-campaign-task.js";
import { sendAgain } from "./send-again.js";
import { putSeries, readIssues, readSeries } from "./series-rows.js";
import { settle } from "./settle.js";
import { sweepWorkers } from "./sweep-workers.js";
import { appendConsent, ingest } from "./take-in.js";
import { changeTask, readTasks } from "./tasks.js";
import { readMerges, undoMerge } from "./undo-merge.js";

/**
 * A whole store over somebody's rows: what each call means is written here once, and the rows know
 * nothing of it.
 * @example
 * const store = storeOver(myRows);
 */
export function storeOver(rows: AnyRowStore): Store {
  return storeWith(rows, createCallGuard());
}

function storeWith(rows: AnyRowStore, guard: CallGuard): Store {
  const run = callRunner(rows, guard);
  return markCopy({
    specVersion: 1,
    id: rows.id,
    capabilities: rows.capabilities,
    ...writesOver(run, rows.serial === true),
    ...readsOver(run),
    async eraseContact(call, reactions, options) {
      const erased = await run("eraseContact", "write", call.tenant, options, () =>
        eraseContact(call, reactions),
      );
      await rows.afterErasure?.();
      return erased;
    },
    async removeContact(call, options) {
      const gone = await run("removeContact", "write", call.tenant, options, () =>
        removeContact(call),
      );
      if (gone.removed) await rows.afterErasure?.();
      return gone;
    },
    async integrity(tenant, options) {
      const own: readonly Damage[] = (await rows.damage?.()) ?? [];
      return [
        ...own,
        ...(await run("integrity", "read", tenant, options, () =>
          integrity(tenant, options?.headFits),
        )),
      ];
    },
    async transaction(hostTransaction, work) {
      guard.check();
      const joined = join(rows, hostTransaction);
      const inner = guard.joined();
      try {
        // The host ends its own transaction: closing the store inside of it does not.
        return await work({ ...storeWith(joined, inner), close: async () => undefined });
      } finally {
        inner.close();
        joined.end();
      }
    },
    async close() {
      if (guard.close()) await rows.close();
    },
  });
}

function join(rows: AnyRowStore, hostTransaction: unknown): AnyRowStore & { end(): void } {
  if (rows.join !== undefined) return rows.join(hostTransaction);
  throw new AdapterError("ADAPTER_CAPABILITY_MISSING", "The store cannot join a transaction.", {
    path: "capabilities.hostTransaction",
    remedy: "Call the store itself, outside of the host's transaction.",
  });
}

type Ends =
  | "specVersion"
  | "id"
  | "capabilities"
  | "eraseContact"
  | "removeContact"
  | "integrity"
  | "transaction"
  | "close";
type Reads =
  | Extract<keyof Store, `read${string}`>
  | "countOutbox"
  | "countCodes"
  | "countFreeCodes"
  | "nextWork";

function writesOver(run: CallRunner, serial: boolean): Omit<Store, Reads | Ends> {
  return {
    changeContacts: (call, change, at) =>
      run("changeContacts", "write", call.tenant, at, () => changeContacts(call, change)),
    advance: (call, advancer, at) =>
      run("advance", "write", call.tenant, at, () => advance(call, advancer)),
    migrateRuns: (call, migrator, at) =>
      run("migrateRuns", "write", call.tenant, at, () => migrateRuns(call, migrator)),
    async ingest(call, reactions, at) {
      const without = new Map<ContactId, string>();
      for (;;) {
        try {
          return await run("ingest", "write", call.tenant, at, () =>
            ingest(call, reactions, without),
          );
        } catch (error) {
          // The writes are undone, and the call is made again without the failed contacts. Each
          // round leaves out at least one more.
          if (!(error instanceof ContactsFailed)) throw error;
          for (const [contact, code] of error.failed) without.set(contact, code);
        }
      }
    },
    refreshSegments: (call, evaluate, at) =>
      run("refreshSegments", "write", call.tenant, at, () => refreshSegments(call, evaluate)),
    markContacts: (call, at) =>
      run("markContacts", "write", call.tenant, at, () => markContacts(call)),
    enqueue: (call, draft, at) =>
      run("enqueue", "write", call.tenant, at, () => enqueue(call, draft)),
    leaseSlots: (call, at) => run("leaseSlots", "write", call.tenant, at, () => leaseSlots(call)),
    limitRate: (call, at) => run("limitRate", "write", call.tenant, at, () => limitRate(call)),
    moveGate: (call, at) => run("moveGate", "write", call.tenant, at, () => moveGate(call)),
    holdCode: (call, at) => run("holdCode", "write", call.tenant, at, () => holdCode(call)),
    settleCodes: (call, at) =>
      run("settleCodes", "write", call.tenant, at, () => settleCodes(call)),
    redeemCode: (call, at) => run("redeemCode", "write", call.tenant, at, () => redeemCode(call)),
    loadCodes: (call, at) => run("loadCodes", "write", call.tenant, at, () => loadCodes(call)),
    claimCalls: (call, at) => run("claimCalls", "write", call.tenant, at, () => claimCalls(call)),
    releaseLists: (call, at) =>
      run("releaseLists", "write", call.tenant, at, () => releaseLists(call)),
    settleCall: (call, at) => run("settleCall", "write", call.tenant, at, () => settleCall(call)),
    changeTask: (call, at) => run("changeTask", "write", call.tenant, at, () => changeTask(call)),
    addNote: (call, at) => run("addNote", "write", call.tenant, at, () => addNote(call)),
    changeNote: (call, at) => run("changeNote", "write", call.tenant, at, () => changeNote(call)),
    dropContactChanges: (call, at) =>
      run("dropContactChanges", "write", call.tenant, at, () => dropContactChanges(call)),
    decidePair: (call, at) => run("decidePair", "write", call.tenant, at, () => decidePair(call)),
    mergeContacts: (call, plan, at) =>
      run("mergeContacts", "write", call.tenant, at, () => mergeContacts(call, plan)),
    undoMerge: (call, plan, reactions, at) =>
      run("undoMerge", "write", call.tenant, at, () => undoMerge(call, plan, reactions)),
    sweepCodes: (call, at) => run("sweepCodes", "write", call.tenant, at, () => sweepCodes(call)),
    claimOutbox: (call, judge, at) =>
      run("claimOutbox", "write", call.tenant, at, () => claimOutbox(call, judge)),
    reviewClaims: (call, judge, at) =>
      run("reviewClaims", "write", call.tenant, at, () => reviewClaims(call, judge)),
    settle: (call, reactions, at) =>
      run("settle", "write", call.tenant, at, () => settle(call, reactions)),
    sendAgain: (call, at) => run("sendAgain", "write", call.tenant, at, () => sendAgain(call)),
    sweepWorkers: (call, fate, at) =>
      run("sweepWorkers", "write", call.tenant, at, () => sweepWorkers(call, fate)),
    appendConsent: (call, reactions, at) =>
      run("appendConsent", "write", call.tenant, at, () => appendConsent(call, reactions, serial)),
    destroyPayloads: (call, at) =>
      run("destroyPayloads", "write", call.tenant, at, () => destroyPayloads(call)),
    dropDefinitions: (call, at) =>
      run("dropDefinitions", "write", call.tenant, at, () => dropDefinitions(call)),
    putDefinition: (call, at) =>
      run("putDefinition", "write", call.tenant, at, () => putDefinition(call)),
    putCampaign: (call, at) =>
      run("putCampaign", "write", call.tenant, at, () => putCampaign(call)),
    prepareCampaign: (call, plan, at) =>
      run("prepareCampaign", "write", call.tenant, at, () => prepareCampaign(call, plan)),
    expandCampaign: (call, decider, at) =>
      run("expandCampaign", "write", call.tenant, at, () => expandCampaign(call, decider)),
    runCampaignTask: (call, runner, at) =>
      run("runCampaignTask", "write", call.tenant, at, () => runCampaignTask(call, runner)),
    closeCampaign: (call, at) =>
      run("closeCampaign", "write", call.tenant, at, () => closeCampaign(call)),
    putSeries: (call, at) => run("putSeries", "write", call.tenant, at, () => putSeries(call)),
    resolveQuarantine: (call, tell, at) =>
      run("resolveQuarantine", "write", call.tenant, at, () => resolveQuarantine(call, tell)),
  };
}

function readsOver(run: CallRunner): Pick<Store, Reads> {
  return {
    readConsent: (call, at) => run("readConsent", "read", call.tenant, at, () => readConsent(call)),
    readConsents: (call, at) =>
      run("readConsents", "read", call.tenant, at, () => readConsents(call)),
    readSuppressions: (call, at) =>
      run("readSuppressions", "read", call.tenant, at, () => readSuppressions(call)),
    readOwners: (call, at) => run("readOwners", "read", call.tenant, at, () => readOwners(call)),
    readPoints: (call, at) => run("readPoints", "read", call.tenant, at, () => readPoints(call)),
    readLedgerHead: (tenant, at) =>
      run("readLedgerHead", "read", tenant, at, () => readLedgerHead()),
    readLedger: (call, at) => run("readLedger", "read", call.tenant, at, () => readLedger(call)),
    readTiles: (call, at) => run("readTiles", "read", call.tenant, at, () => readTiles(call)),
    readContact: (call, at) => run("readContact", "read", call.tenant, at, () => readContact(call)),
    readContacts: (call, at) =>
      run("readContacts", "read", call.tenant, at, () => readContacts(call)),
    readFacts: (call, at) => run("readFacts", "read", call.tenant, at, () => readFacts(call)),
    readContactChanges: (call, at) =>
      run("readContactChanges", "read", call.tenant, at, () => readContactChanges(call)),
    readPairs: (call, at) => run("readPairs", "read", call.tenant, at, () => readPairs(call)),
    readMerges: (call, at) => run("readMerges", "read", call.tenant, at, () => readMerges(call)),
    readCalls: (call, at) => run("readCalls", "read", call.tenant, at, () => readCalls(call)),
    readNotes: (call, at) => run("readNotes", "read", call.tenant, at, () => readNotes(call)),
    readImportChanges: (call, at) =>
      run("readImportChanges", "read", call.tenant, at, () => readImportChanges(call)),
    readFeed: (call, at) => run("readFeed", "read", call.tenant, at, () => readFeed(call)),
    readFeedEnd: (tenant, at) => run("readFeedEnd", "read", tenant, at, () => readFeedEnd()),
    readFlow: (call, at) => run("readFlow", "read", call.tenant, at, () => readFlow(call)),
    readFlowConflicts: (call, at) =>
      run("readFlowConflicts", "read", call.tenant, at, () => readFlowConflicts(call)),
    readTasks: (call, at) => run("readTasks", "read", call.tenant, at, () => readTasks(call)),
    readEnrollments: (call, at) =>
      run("readEnrollments", "read", call.tenant, at, () => readEnrollments(call)),
    readStepLog: (call, at) => run("readStepLog", "read", call.tenant, at, () => readStepLog(call)),
    readOutbox: (call, at) => run("readOutbox", "read", call.tenant, at, () => readOutbox(call)),
    readMessage: (call, at) => run("readMessage", "read", call.tenant, at, () => readMessage(call)),
    readBudgets: (call, at) => run("readBudgets", "read", call.tenant, at, () => readBudgets(call)),
    readHours: (tenant, at) => run("readHours", "read", tenant, at, () => readHours()),
    readGates: (call, at) => run("readGates", "read", call.tenant, at, () => readGates(call)),
    countCodes: (call, at) => run("countCodes", "read", call.tenant, at, () => countCodes(call)),
    countFreeCodes: (call, at) =>
      run("countFreeCodes", "read", call.tenant, at, () => countFreeCodes(call)),
    countOutbox: (tenant, at) => run("countOutbox", "read", tenant, at, () => countOutbox()),
    nextWork: (tenant, at) => run("nextWork", "read", tenant, at, () => nextWork(at?.reach)),
    readDefinition: (call, at) =>
      run("readDefinition", "read", call.tenant, at, () => readDefinition(call)),
    readCampaign: (call, at) =>
      run("readCampaign", "read", call.tenant, at, () => readCampaign(call)),
    readMoves: (call, at) => run("readMoves", "read", call.tenant, at, () => readMoves(call)),
    readCampaigns: (call, at) =>
      run("readCampaigns", "read", call.tenant, at, () => readCampaigns(call)),
    readRecipients: (call, at) =>
      run("readRecipients", "read", call.tenant, at, () => readRecipients(call)),
    readFigures: (call, at) => run("readFigures", "read", call.tenant, at, () => readFigures(call)),
    readAudience: (call, at) =>
      run("readAudience", "read", call.tenant, at, () => readAudience(call)),
    readSeries: (call, at) => run("readSeries", "read", call.tenant, at, () => readSeries(call)),
    readIssues: (call, at) => run("readIssues", "read", call.tenant, at, () => readIssues(call)),
    readQuarantine: (call, at) =>
      run("readQuarantine", "read", call.tenant, at, () => readQuarantine(call)),
  };
}
