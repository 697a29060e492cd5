import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";

/** A row of the host's table. */
export interface HostRow {
  /** Unique in the table: the customer number, or the address. Never empty. */
  readonly key: string;
  /** Changes with every write of the row, as `write` compares it. `null`: the table has none. */
  readonly version: string | null;
  /** When the row was last changed. `null`: the table does not say; then it counts as old. */
  readonly changedAt: Instant | null;
  /** By column. A column that is absent is one that the table does not have: nothing is said. */
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** What is to be written to one row. */
export interface HostWrite {
  readonly key: string;
  /** Only these columns are touched. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** Written only if the row is still of this version. `null`: it has none, or is new. */
  readonly ifVersion: string | null;
  /** There was no such row. One that came meanwhile is a `conflict`. */
  readonly isNew: boolean;
}

/**
 * `conflict`: the row is of another version by now, or came or went; it is read again and tried
 * again. `refused`: the table will not have it; `code` says why, without personal data.
 */
export type HostWriteResult =
  | { readonly result: "written" }
  | { readonly result: "conflict" }
  | { readonly result: "refused"; readonly code: string };

/**
 * A table of the host: in its own database, or behind the API of its CRM. Two functions suffice
 * for data that comes in, a third one for data that goes out.
 */
export interface HostTable {
  /**
   * Rows that changed behind a cursor, each at least once, in the order of their changes. `next`
   * goes on behind them, and is a cursor even where there are no rows. `null` for the first call:
   * the whole table. A cursor MUST NOT pass a row that becomes visible later.
   */
  changed(
    call: { readonly after: string | null; readonly limit: number },
    options?: CallOptions,
  ): Promise<{ readonly rows: readonly HostRow[]; readonly next: string; readonly more: boolean }>;
  /** The rows of these keys that there are, in any order. */
  read(keys: readonly string[], options?: CallOptions): Promise<readonly HostRow[]>;
  /** One result for each write, in order. A write that fails MUST NOT keep the others from it. */
  write?(writes: readonly HostWrite[], options?: CallOptions): Promise<readonly HostWriteResult[]>;
}
