import { WellsentError } from "../../errors/index.js";
import type { SendKey } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { DecisionReason } from "../../ports/consent-gate.js";
import type { Settlement } from "../../ports/store/outbox.js";
import { createBatcher } from "./batcher.js";

/**
 * Keeps outcomes until they are recorded, so that one commit can record several. If the store is
 * locked, full or unreachable, nobody gets a second mail: the outcomes stay here and are settled
 * again with the next outcome and at the next tick.
 */
export interface SettlementKeeper {
  /** Keeps these outcomes, known since `at`, until another call records them. */
  keep(settlements: readonly Settlement[], at: Instant): void;
  /**
   * Resolves when these outcomes are recorded, or when the store refused them and they are kept.
   */
  record(settlements: readonly Settlement[]): Promise<void>;
  /** Tries to record what is kept. Never rejects. */
  flush(): Promise<void>;
  /** The same, if something was kept before `at`. */
  flushOlder(at: Instant): Promise<void>;
  /**
   * Outcomes that the next settlement may record. A crash now would leave their messages in doubt.
   * Outcomes that the store refused one by one are not counted: nobody needs to wait for them.
   */
  waiting(): number;
  /**
   * These messages are under a hand-over, which is closed with the last of them. Replaces an
   * earlier list.
   */
  opened(handOver: string, keys: readonly SendKey[]): void;
  /** Renews the lease and records what is kept. */
  renew(): Promise<unknown>;
  /** Keys of the messages that are under a hand-over, without an outcome on record. */
  inHands(): readonly SendKey[];
  /** Keys of the outcomes that are not on record yet. */
  held(): readonly SendKey[];
  /** The code of the last error that keeps outcomes from being recorded; `null`: there is none. */
  trouble(): string | null;
}

/**
 * Reduced forms of an outcome, the fullest first, for a store that refuses its additional content.
 */
function reduced(result: Settlement, isKnown: boolean): readonly Settlement[] {
  const { key, attempt } = result;
  const { report, ...bare } = result;
  const reasons: readonly DecisionReason[] = [
    { code: "OUTCOME_REFUSED", effect: "deny", rule: "the store" },
  ];
  return [
    // The store refused what the outcome says about the address. How the message ended is known.
    ...(report === undefined ? [] : [bare]),
    ...(bare.outcome === "accepted" && bare.providerMessageId !== null
      ? [{ ...bare, providerMessageId: null }]
      : []),
    // A second refusal in a row is not a passing fault of the store.
    ...(isKnown ? [{ key, attempt, outcome: "unknown" as const, reasons }] : []),
  ];
}

/** One call of the store: records these, and closes these hand-overs. */
export type Settle = (
  results: readonly Settlement[],
  closes: readonly string[],
) => Promise<unknown>;

export function createSettlementKeeper(settle: Settle): SettlementKeeper {
  const held = new Map<SendKey, Settlement>();
  const refused = new Set<SendKey>();
  const open = new Map<string, Set<SendKey>>();
  let keptSince: Instant | null = null;
  let fault = "";
  /** Whether the fault is the store's own and independent of the outcomes. */
  let passes = false;
  let troubled = false;

  const settled = async (results: readonly Settlement[]): Promise<void> => {
    const keys = new Set(results.map(({ key }) => key));
    const closes = [...open].flatMap(([id, of]) =>
      [...of].every((key) => keys.has(key)) ? [id] : [],
    );
    await settle(results, closes);
    for (const id of closes) open.delete(id);
    for (const rest of open.values()) for (const key of keys) rest.delete(key);
    for (const result of results) {
      if (held.get(result.key) !== result) continue;
      held.delete(result.key);
      refused.delete(result.key);
    }
  };

  const attempt = async (results: readonly Settlement[]): Promise<boolean> => {
    try {
      await settled(results);
      return true;
    } catch (error) {
      fault = errorCode(error);
      passes = storeTroubles.has(fault) || isLedgerFault(error);
      return false;
    }
  };

  /** An outcome that the store refuses for its content is reduced until the store accepts it. */
  const settleOne = async (result: Settlement): Promise<boolean> => {
    if (await attempt([result])) return true;
    for (const less of reduced(result, refused.has(result.key))) {
      if (passes) break;
      held.set(result.key, less);
      if (await attempt([less])) return true;
      held.set(result.key, result);
    }
    return false;
  };

  /** One outcome that the store refuses must not keep the others from being on record. */
  const settleAll = async (): Promise<void> => {
    const results = [...held.values()];
    keptSince = null;
    if (results.length === 0) return;
    troubled = !(await attempt(results));
    if (!troubled || passes) return;
    for (const result of results) {
      const done = await settleOne(result);
      if (done) troubled = false;
      if (passes) return;
      if (!done) refused.add(result.key);
    }
    // One outcome that is refused alone says nothing about the store, nor does a call without any.
    if (troubled && results.length === 1) troubled = !(await attempt([]));
  };

  const share = createBatcher(async (_: readonly null[]) => {
    await settleAll();
    return () => undefined;
  });

  const hold = (settlements: readonly Settlement[]): void => {
    for (const result of settlements) held.set(result.key, result);
  };
  const waiting = (): number => held.size - refused.size;
  const flush = async (): Promise<void> => {
    if (held.size > 0) await share(null);
  };

  return {
    keep: (settlements, at) => {
      hold(settlements);
      keptSince ??= at;
    },
    record: (settlements) => {
      hold(settlements);
      return flush();
    },
    flush,
    flushOlder: async (at) => {
      if (keptSince !== null && keptSince < at) await flush();
    },
    waiting,
    opened: (handOver, keys) => {
      if (keys.length === 0) open.delete(handOver);
      else open.set(handOver, new Set(keys));
    },
    renew: async () => {
      if (waiting() > 0) await flush();
      await settle([], []);
    },
    inHands: () => [...open.values()].flatMap((keys) => [...keys]),
    held: () => [...held.keys()],
    trouble: () => (troubled ? fault : null),
  };
}

/** How an error is named where its message must not appear. */
export function errorCode(error: unknown): string {
  return WellsentError.isInstance(error) ? error.code : "UNEXPECTED";
}

/**
 * A ledger that cannot be extended refuses every report, even of a dead mailbox. The reports wait
 * until the ledger is repaired.
 */
function isLedgerFault(error: unknown): boolean {
  return (
    WellsentError.isInstance(error) &&
    (error.code.startsWith("STORE_LEDGER_") || error.path?.includes("ledger_head[") === true)
  );
}

/**
 * Errors that pass by themselves, such as a failing clock, and that say nothing about the outcomes
 * to be settled.
 */
const storeTroubles: ReadonlySet<string> = new Set([
  "STORE_LOCKED",
  "STORE_DISK_FULL",
  "STORE_IO",
  "STORE_READ_ONLY",
  "STORE_LOST",
  "STORE_CLOSED",
  "ADAPTER_CLOCK",
]);
