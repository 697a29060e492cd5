import { StoreError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import type { WorkerLease } from "../ports/store/store.js";
import { parsedList } from "./decode-row.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { handOverTable, leaseTable } from "./tables.js";
import { tried } from "./units.js";

/**
 * Reads a worker's lease. Locked, so that the calls of a worker, and a call that takes over from
 * it, run one after the other.
 */
export function leaseRead(worker: string): RowRequest {
  return { op: "get", table: leaseTable, path: "key", keys: [[worker]], lock: true };
}

export function leaseRenewal({ worker, leaseMs }: WorkerLease, now: Instant): RowRequest {
  return { op: "put", table: leaseTable, rows: [{ worker, until: now + leaseMs }] };
}

export function leaseEnd(workers: readonly string[]): RowRequest {
  return { op: "drop", table: leaseTable, path: "key", keys: workers.map((worker) => [worker]) };
}

/** What workers are handing over: one row a review. */
export function handOversRead(workers: readonly string[]): RowRequest {
  return {
    op: "get",
    table: handOverTable,
    path: "worker",
    keys: workers.map((worker) => [worker]),
  };
}

export function handOverRow(
  id: string,
  worker: string,
  at: Instant,
  messages: readonly (readonly [key: string, attempt: number])[],
): RawRow {
  return { id, worker, at, messages: JSON.stringify(messages) };
}

/**
 * Whether a message of a worker is in its hands, by the worker's hand-overs. Where one of them
 * cannot be read, any of the worker's messages may have been in it.
 */
export function inHands(handOvers: readonly RawRow[]): (message: RawRow) => boolean {
  const held = new Set<string>();
  const unreadable = new Set<RawRow[string]>();
  for (const row of handOvers) {
    const messages = tried(() => parsedList(handOverTable, row, "messages", Array.isArray));
    if (messages instanceof StoreError) {
      unreadable.add(row["worker"] ?? null);
    } else for (const message of messages) held.add(JSON.stringify(message));
  }
  return ({ key, attempt, worker }) =>
    unreadable.has(worker ?? null) || held.has(JSON.stringify([key, attempt]));
}
