import type { TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { StoreCapabilities } from "../ports/store/capabilities.js";
import type { Damage } from "../ports/store/store.js";
import type { RawRow, RowRequest } from "./row-request.js";

/** The rows of one tenant inside one transaction. */
export interface RowTransaction<Sync extends boolean> {
  /** Answers each request of one trip, in order. `answers[i]` are the rows of `requests[i]`. */
  trip(requests: readonly RowRequest[]): Maybe<Sync, readonly (readonly RawRow[])[]>;
}

export type Maybe<Sync extends boolean, T> = Sync extends true ? T : Promise<T>;

/**
 * What an author of a store writes: transactions over rows, and nothing that knows a contact from a
 * message. The kit makes a {@link Store} of it.
 */
export interface RowStore<Sync extends boolean = boolean> {
  readonly id: string;
  readonly capabilities: StoreCapabilities;
  /** Whether `run` is answered at once (memory, SQLite) or awaited (a server). */
  readonly sync: Sync;
  /**
   * Whether write transactions come one after the other, so that nothing which one of them has read
   * changes before its end: a whole-store lock, taken before the first read. What is read to find
   * out whom to lock is then not read again. Absent: no.
   */
  readonly serial?: boolean;
  /**
   * Runs one transaction over one tenant's rows. Commits when `run` returns, undoes everything when
   * it throws. Throws StoreError as §6 of the store kit says: `STORE_LOCKED`, `STORE_DISK_FULL`,
   * `STORE_CORRUPT` and their like.
   */
  transaction<T>(
    mode: "read" | "write",
    tenant: TenantId,
    run: (rows: RowTransaction<Sync>) => Maybe<Sync, T>,
  ): Maybe<Sync, T>;
  /**
   * Asked before each transaction that is not the host's: a promise to wait for first. Rows that
   * answer at once give the event loop a turn with it where much has been done in this one; core
   * has no timers. `undefined`: nothing to wait for. Absent: never.
   */
  breathe?(): Promise<void> | undefined;
  /**
   * What only the store can see: damage of its file or pages. Absent: nothing of its own to check.
   */
  damage?(): Maybe<Sync, readonly Damage[]>;
  /** After an erasure has committed: whatever is needed so that no old copy of a page is left. */
  afterErasure?(): Maybe<Sync, void>;
  /** The same rows inside a transaction that the host opened. Absent: the store cannot join one. */
  join?(hostTransaction: unknown): RowStore<Sync> & { end(): void };
  close(options?: CallOptions): Maybe<Sync, void>;
}
