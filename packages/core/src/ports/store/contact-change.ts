import type { ContactId, EnrollmentId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonValue } from "../../json.js";
import type { CallOptions } from "../call-options.js";
import type { Page, Paged } from "./page.js";
import type { StoreScope } from "./scope.js";

/**
 * Where values come from: `form`, `survey`, `call`, `order`, `browsing`, `chat`, `crm`, `host`,
 * `import:<id>`, `workflow:<id>`, or a name of the host's own.
 */
export type ValueSource = string;

/** Where values of a contact came from, and when they became what they are. */
export interface ValueOrigin {
  readonly source: ValueSource;
  readonly at: Instant;
  /** `attributes.<name>`, `locale`, `timeZone`, `jurisdiction`. A path is in one origin only. */
  readonly paths: readonly string[];
}

/** Why a contact is written. */
export interface ChangeCause {
  readonly source: ValueSource;
  /** Who asked for it: the host's id of a colleague or a service. */
  readonly actor?: string;
  /** The run of a workflow that wrote it. */
  readonly run?: EnrollmentId;
}

/** A value as the history keeps it. A large one is known by its length and checksum only. */
export type RecordedValue =
  | { readonly value: JsonValue }
  | { readonly length: number; readonly checksum: string };

/**
 * One value that a write changed. An import's `from` is always kept whole. `from` is absent where there
 * was none, `to` where it went.
 */
export interface ValueChange {
  /** `attributes.<name>`, `key`, `points`, `lists`, `locale`, `timeZone` or `jurisdiction`. */
  readonly path: string;
  readonly from?: RecordedValue;
  readonly to?: RecordedValue;
}

/** One write of a contact. */
export interface ContactChangeRecord {
  readonly contact: ContactId;
  /** The revision that the write made. */
  readonly revision: number;
  readonly at: Instant;
  /** `null`: the writer did not say. */
  readonly cause: ChangeCause | null;
  /** The write made the contact. Its values are in the record, and in `from` of later changes. */
  readonly created: boolean;
  /** In the order of their paths; empty for the write that made the contact. */
  readonly values: readonly ValueChange[];
}

/** `held`: tables that keep the contact. Empty and not removed: there is no such contact. */
export interface RemovedContact {
  readonly removed: boolean;
  readonly held: readonly string[];
}

/** The history of contacts. Append-only; a person who is erased takes theirs along. */
export interface StoreChanges {
  /** What was written to one contact, the oldest first. */
  readContactChanges(
    call: { readonly tenant: TenantId; readonly contact: ContactId } & Page,
    options?: CallOptions,
  ): Promise<Paged<ContactChangeRecord>>;
  /** What one import wrote, `import:<importId>` being the cause, in the order of writing. */
  readImportChanges(
    call: { readonly tenant: TenantId; readonly importId: string } & Page,
    options?: CallOptions,
  ): Promise<Paged<ContactChangeRecord>>;
  /**
   * Removes a contact that nobody has dealt with, with its history, points and payloads of consent;
   * suppressions and leaves stay. It is kept if it has another revision, if a ledger entry of its
   * points is not among `entries`, or if it has messages, events, runs, tasks or anything else.
   * Unlike an erasure it suppresses nothing: the same address may come again.
   */
  removeContact(
    call: StoreScope & {
      readonly contact: ContactId;
      readonly revision: number;
      readonly entries: readonly string[];
    },
    options?: CallOptions,
  ): Promise<RemovedContact>;
  /**
   * Removes history that was written before an instant, the oldest first, and looks at `limit`
   * entries at most. `more`: there may be others; call again.
   */
  dropContactChanges(
    call: StoreScope & { readonly before: Instant; readonly limit: number },
    options?: CallOptions,
  ): Promise<{ readonly dropped: number; readonly more: boolean }>;
}
