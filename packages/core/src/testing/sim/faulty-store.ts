import { StoreError } from "../../errors/index.js";
import type { Store } from "../../ports/store/store.js";
import type { Draws } from "./draws.js";
import type { Scheduler, SimProcess } from "./scheduler.js";

/** How often calls from a process to its store fail. Probabilities are per call. */
export interface StoreFaults {
  /** Refused before any effect. */
  readonly abort: number;
  /** Committed, but the answer is lost. */
  readonly ambiguous: number;
  /** Answered after this long, with this probability; for example after the lease has expired. */
  readonly slow: { readonly probability: number; readonly ms: number };
  /** The probability, by method, that the process dies right after the commit. */
  readonly killAfter: Readonly<Partial<Record<keyof Store, number>>>;
  /** While true, every write is refused as locked. */
  readonly locked: () => boolean;
}

export interface StoreWatch {
  /** Called after a call's effect, even if the caller never gets the answer. */
  committed?(method: StoreMethod, args: readonly unknown[], result: unknown): void;
  /** Called if a process died between a commit and its answer. */
  killed?(method: StoreMethod): void;
  /** Called if an answer was lost after the commit. */
  lost?(method: StoreMethod): void;
}

/** Calls of a store that take time and can fail. */
export type StoreMethod = Exclude<
  keyof Store,
  "specVersion" | "id" | "capabilities" | "transaction" | "close"
>;

const methods: Readonly<Record<StoreMethod, "read" | "write">> = {
  changeContacts: "write",
  advance: "write",
  migrateRuns: "write",
  ingest: "write",
  refreshSegments: "write",
  markContacts: "write",
  enqueue: "write",
  putCampaign: "write",
  prepareCampaign: "write",
  expandCampaign: "write",
  runCampaignTask: "write",
  closeCampaign: "write",
  readCampaign: "read",
  readCampaigns: "read",
  readMoves: "read",
  readRecipients: "read",
  readFigures: "read",
  readAudience: "read",
  putSeries: "write",
  readSeries: "read",
  readIssues: "read",
  moveGate: "write",
  leaseSlots: "write",
  limitRate: "write",
  holdCode: "write",
  settleCodes: "write",
  redeemCode: "write",
  loadCodes: "write",
  sweepCodes: "write",
  claimCalls: "write",
  settleCall: "write",
  releaseLists: "write",
  changeTask: "write",
  addNote: "write",
  changeNote: "write",
  readNotes: "read",
  dropContactChanges: "write",
  mergeContacts: "write",
  undoMerge: "write",
  readMerges: "read",
  decidePair: "write",
  readPairs: "read",
  readContactChanges: "read",
  readCalls: "read",
  readImportChanges: "read",
  removeContact: "write",
  readFeed: "read",
  readFeedEnd: "read",
  readFlow: "read",
  readFlowConflicts: "read",
  readTasks: "read",
  claimOutbox: "write",
  reviewClaims: "write",
  settle: "write",
  sendAgain: "write",
  sweepWorkers: "write",
  appendConsent: "write",
  readConsent: "read",
  readConsents: "read",
  readSuppressions: "read",
  readOwners: "read",
  readPoints: "read",
  readLedgerHead: "read",
  readLedger: "read",
  readTiles: "read",
  destroyPayloads: "write",
  readContact: "read",
  readContacts: "read",
  readFacts: "read",
  readEnrollments: "read",
  readStepLog: "read",
  readOutbox: "read",
  readMessage: "read",
  countOutbox: "read",
  readGates: "read",
  countCodes: "read",
  countFreeCodes: "read",
  readBudgets: "read",
  readHours: "read",
  nextWork: "read",
  putDefinition: "write",
  readDefinition: "read",
  dropDefinitions: "write",
  readQuarantine: "read",
  resolveQuarantine: "write",
  integrity: "read",
  eraseContact: "write",
};

function isMethod(name: string): name is StoreMethod {
  return Object.hasOwn(methods, name);
}

export interface FaultyStoreOptions {
  readonly inner: Store;
  readonly actor: SimProcess;
  readonly scheduler: Scheduler;
  readonly draws: Draws;
  readonly faults: () => StoreFaults;
  /** Ends the process and arranges its restart. */
  readonly kill: (place: string) => void;
  readonly watch?: StoreWatch;
}

/**
 * A store as one process sees it over an unreliable connection: each call waits before its effect
 * and before its answer, may be refused, may commit without an answer, and may kill the process.
 * The effect itself is atomic.
 */
export function faultyStore(parts: FaultyStoreOptions): Store {
  const { inner, actor, scheduler, draws, watch } = parts;
  const over = (
    method: StoreMethod,
    call: (...args: readonly unknown[]) => Promise<unknown>,
  ): ((...args: readonly unknown[]) => Promise<unknown>) => {
    const place = nameDraws(`${actor.name}.${method}`);
    const writes = methods[method] === "write";
    return async (...args) => {
      const faults = parts.faults();
      await scheduler.wait(actor, place.call, draws.integer(place.callMs, 20));
      if (writes && faults.locked()) throw locked();
      if (draws.happens(place.abort, faults.abort)) throw lost("no");
      const result = await call(...args);
      watch?.committed?.(method, args, result);
      if (draws.happens(place.kill, faults.killAfter[method] ?? 0)) {
        watch?.killed?.(method);
        parts.kill(`${method}<`);
      }
      const late = draws.happens(place.slow, faults.slow.probability) ? faults.slow.ms : 0;
      await scheduler.wait(actor, place.answer, late + draws.integer(place.answerMs, 20));
      if (writes && draws.happens(place.ambiguous, faults.ambiguous)) {
        watch?.lost?.(method);
        throw lost("unknown");
      }
      return result;
    };
  };
  const wrapped = new Map<string, ReturnType<typeof over>>();
  return new Proxy(inner, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name !== "string" || !isMethod(name) || typeof value !== "function") return value;
      const call = wrapped.get(name) ?? over(name, (...args) => Reflect.apply(value, target, args));
      wrapped.set(name, call);
      return call;
    },
  });
}

/** Cached, because building the names costs more than the draw. */
function nameDraws(place: string) {
  return {
    call: `${place}>`,
    callMs: `${place}>ms`,
    answer: `${place}<`,
    answerMs: `${place}<ms`,
    abort: `${place}.abort`,
    kill: `${place}.kill`,
    slow: `${place}.slow`,
    ambiguous: `${place}.ambiguous`,
  };
}

function locked(): StoreError {
  return new StoreError("STORE_LOCKED", "The simulated store is locked.", { remedy: "Try again." });
}

function lost(committed: "no" | "unknown"): StoreError {
  return new StoreError("STORE_LOST", "The simulated connection to the store was lost.", {
    path: `committed: ${committed}`,
    remedy: "Repeat the call: nothing happens twice.",
  });
}
