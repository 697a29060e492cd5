import type {
  ContactId,
  ContactPointId,
  EnrollmentId,
  ListId,
  SegmentId,
  SendKey,
  TenantId,
  WorkflowId,
} from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject, JsonValue } from "../../json.js";
import type { CallOptions } from "../call-options.js";
import type {
  AppendResult,
  AppendState,
  ConsentDraft,
  ContactPointConsent,
  LedgerEntry,
  LedgerHead,
  LedgerTile,
} from "../consent-gate.js";
import type { DeliveryEvent } from "../delivery-event.js";
import type { StoreCapabilities } from "./capabilities.js";
import type {
  ContactLookup,
  ContactMembership,
  ContactRecord,
  ContactWrite,
} from "./contact-record.js";
import type { EnrollmentRecord, StepLogEntry } from "./enrollment.js";
import type { ContactFacts, EventFact, FactsNeeded } from "./facts.js";
import type { OutboxDraft, OutboxRecord, OutboxStatus, Settlement, Verdict } from "./outbox.js";

/** Every call names its tenant; `now` is the caller's clock, never the store's. */
export interface StoreScope {
  readonly tenant: TenantId;
  readonly now: Instant;
}

export interface DueEnrollment {
  readonly enrollment: EnrollmentRecord;
  readonly facts: ContactFacts;
}

export interface StepResult {
  /** The enrolment as it shall be; its `revision` is the one that was read plus one, or unchanged if nothing happened. */
  readonly enrollment: EnrollmentRecord;
  readonly outbox: readonly OutboxDraft[];
  readonly log: readonly StepLogEntry[];
  /** Attribute and list changes; attributes merge by key, `null` unsets. */
  readonly contact?: {
    readonly attributes?: JsonObject;
    readonly addLists?: readonly ListId[];
    readonly removeLists?: readonly ListId[];
  };
}

export interface TickReport {
  readonly processed: number;
  /** The limit was reached: call again. */
  readonly more: boolean;
}

export type IngestInput =
  | { readonly kind: "event"; readonly contact: ContactId; readonly event: EventFact }
  | { readonly kind: "delivery"; readonly event: DeliveryEvent };

export interface IngestFacts {
  /** Inputs seen for the first time, in the order given; duplicates are already gone. The facts include them. */
  readonly inputs: readonly (IngestInput & {
    readonly contact: ContactId;
    readonly message?: OutboxRecord;
  })[];
  /** Every contact concerned, with active and ended enrolments. */
  readonly contacts: readonly {
    readonly facts: ContactFacts;
    readonly enrollments: readonly EnrollmentRecord[];
  }[];
}

export interface Routed {
  /** Appended to `pending`, and woken now. An ended enrolment is left alone. */
  readonly wake: readonly { readonly enrollment: EnrollmentId; readonly input: JsonValue }[];
  /** A taken `entryKey` is a no-op. */
  readonly start: readonly EnrollmentRecord[];
  /** Contacts whose segments are to be looked at again, now. */
  readonly dirty: readonly ContactId[];
}

export interface IngestReport {
  readonly accepted: number;
  readonly duplicate: number;
  /** Events whose contact, or delivery events whose message, this tenant does not have. Not recorded. */
  readonly orphaned: number;
  readonly started: number;
}

export interface MembershipResult {
  readonly contact: ContactId;
  readonly memberships: readonly ContactMembership[];
  /** The earliest instant at which time alone can change the answer; `null`: none. */
  readonly recheckAt: Instant | null;
  readonly start: readonly EnrollmentRecord[];
  readonly wake: readonly { readonly enrollment: EnrollmentId; readonly input: JsonValue }[];
}

export interface Candidate {
  readonly message: OutboxRecord;
  /** Its former worker's lease ran out: it may or may not have been sent. */
  readonly leaseExpired: boolean;
  readonly facts: ContactFacts;
}

export interface ClaimedMessage {
  readonly message: OutboxRecord;
  readonly facts: ContactFacts;
}

export interface ClaimQuery extends StoreScope {
  readonly lane: string;
  readonly limit: number;
  readonly leaseMs: Milliseconds;
  readonly needs: FactsNeeded;
}

export interface Definition {
  readonly kind: "segment" | "workflow" | "template" | "notice" | "rules";
  readonly id: string;
  readonly version: number;
  readonly body: JsonValue;
}

export interface Page {
  /** Opaque; from the last page's `next`. */
  readonly after?: string;
  readonly limit?: number;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface OutboxCount {
  readonly status: OutboxStatus;
  readonly template: string;
  /** The first reason's code, or `null`. */
  readonly reason: string | null;
  readonly count: number;
}

/**
 * Where everything lives. Coarse on purpose: whatever must be atomic is one call, and the logic inside is passed in as
 * a synchronous, pure function, so that the same call is one SQLite transaction, a few PostgreSQL round trips, or a
 * step in memory.
 *
 * All of it MUST hold for every method: one call is one transaction, all or nothing, also when the passed function
 * throws; nothing of another tenant is read or written; an aborted signal rejects with its reason and writes nothing;
 * a passed function is called at most once per attempt of the transaction and MUST see only committed data.
 * Calls on one contact (advance, ingest, refreshSegments, changeContacts) serialise on that contact; claimOutbox,
 * reviewClaims and appendConsent serialise on the contact point.
 */
export interface Store {
  readonly specVersion: 1;
  readonly id: string;
  readonly capabilities: StoreCapabilities;

  /**
   * Finds contacts, lets `change` say what they shall be, and writes that. `found[i]` answers `lookups[i]`.
   * With `once`, a second call of the same name in the tenant does nothing and resolves to `applied: false`: how an
   * import resumes. A changed contact is marked for {@link Store.refreshSegments}.
   * @throws StoreError `STORE_CONTACT_CONFLICT` when a key or an address would belong to two contacts,
   * `STORE_REVISION_CONFLICT` when a contact has been written since.
   */
  changeContacts(
    call: StoreScope & { readonly lookups: readonly ContactLookup[]; readonly once?: string },
    change: (found: readonly (ContactRecord | null)[]) => readonly ContactWrite[],
    options?: CallOptions,
  ): Promise<{ readonly applied: boolean; readonly written: number }>;

  /** Takes due active enrolments (`wakeAt <= now`), earliest first, at most `limit`, and applies what `reduce` returns for each, in order. Nothing due: `reduce` is not called. */
  advance(
    call: StoreScope & { readonly limit: number; readonly needs: FactsNeeded },
    reduce: (due: readonly DueEnrollment[]) => readonly StepResult[],
    options?: CallOptions,
  ): Promise<TickReport>;

  /** Records events and delivery events once each, and wakes or starts what they concern. */
  ingest(
    call: StoreScope & { readonly needs: FactsNeeded; readonly inputs: readonly IngestInput[] },
    route: (facts: IngestFacts) => Routed,
    options?: CallOptions,
  ): Promise<IngestReport>;

  /** Takes contacts that changed, or whose `recheckAt` has come, and replaces their memberships, one result for each in order. */
  refreshSegments(
    call: StoreScope & { readonly limit: number; readonly needs: FactsNeeded },
    evaluate: (
      contacts: readonly {
        readonly facts: ContactFacts;
        readonly enrollments: readonly EnrollmentRecord[];
      }[],
    ) => readonly MembershipResult[],
    options?: CallOptions,
  ): Promise<TickReport>;

  /**
   * Puts messages in the outbox outside a workflow. A taken key is a no-op: `queued` counts the new ones.
   * @throws StoreError `STORE_CONTACT_UNKNOWN`
   */
  enqueue(
    call: StoreScope & { readonly drafts: readonly OutboxDraft[] },
    options?: CallOptions,
  ): Promise<{ readonly queued: number }>;

  /**
   * Takes due messages of a lane, queued or with an expired lease, earliest first, and asks `judge` about each. Those
   * to send come back with a lease and a raised `attempt`; every other verdict is recorded at once. No two callers
   * ever hold the same attempt of a message.
   * @throws StoreError `STORE_DECISION_REFUSED` when a verdict sends on a decision that does not allow it.
   */
  claimOutbox(
    call: ClaimQuery,
    judge: (candidates: readonly Candidate[]) => readonly Verdict[],
    options?: CallOptions,
  ): Promise<{
    readonly claimed: readonly ClaimedMessage[];
    readonly refused: number;
    readonly more: boolean;
  }>;

  /**
   * The second look, right before the hand-off: judges messages already claimed. Those no longer to be sent are
   * settled as `skipped` or put back; the keys of those that still are come back. A claim that is no longer held,
   * because its lease ran out or somebody else took it, is not judged and not confirmed. What a verdict says about
   * links is on record before the mail can leave: a click finds its target whenever the process dies.
   */
  reviewClaims(
    call: StoreScope & {
      readonly needs: FactsNeeded;
      readonly claims: readonly { readonly key: SendKey; readonly attempt: number }[];
    },
    judge: (candidates: readonly Candidate[]) => readonly Verdict[],
    options?: CallOptions,
  ): Promise<{ readonly confirmed: readonly SendKey[] }>;

  /** Records outcomes. One whose `attempt` is not the record's, or whose record is terminal, is counted as stale and changes nothing. */
  settle(
    call: StoreScope & { readonly results: readonly Settlement[] },
    options?: CallOptions,
  ): Promise<{ readonly applied: number; readonly stale: number }>;

  /**
   * Extends the tenant's ledger, its payloads, projections and suppressions in one step. Contacts whose projection is
   * written are marked for {@link Store.refreshSegments}.
   * @throws StoreError `STORE_LEDGER_MISMATCH` when the entries leave a gap or repeat an id.
   */
  appendConsent(
    call: StoreScope & { readonly drafts: readonly ConsentDraft[] },
    append: (state: AppendState, drafts: readonly ConsentDraft[]) => AppendResult,
    options?: CallOptions,
  ): Promise<AppendResult>;

  /** Consent facts by contact point, or by fingerprint where the contact may be gone. */
  readConsent(
    call: { readonly tenant: TenantId } & (
      | { readonly contactPoint: ContactPointId }
      | { readonly fingerprint: string }
    ),
    options?: CallOptions,
  ): Promise<ContactPointConsent | null>;

  readLedgerHead(tenant: TenantId, options?: CallOptions): Promise<LedgerHead>;
  readLedger(
    call: { readonly tenant: TenantId; readonly contactPoint?: ContactPointId } & Page,
    options?: CallOptions,
  ): Promise<Paged<LedgerEntry>>;
  readTiles(
    call: {
      readonly tenant: TenantId;
      readonly tiles: readonly { readonly level: number; readonly index: number }[];
    },
    options?: CallOptions,
  ): Promise<readonly (LedgerTile | null)[]>;
  /** Destroys payloads and salts; leaves and hashes stay. Resolves to how many there were. */
  destroyPayloads(
    call: { readonly tenant: TenantId; readonly ids: readonly string[] },
    options?: CallOptions,
  ): Promise<number>;

  readContact(
    call: { readonly tenant: TenantId; readonly lookup: ContactLookup },
    options?: CallOptions,
  ): Promise<ContactRecord | null>;
  readContacts(
    call: {
      readonly tenant: TenantId;
      readonly segment?: SegmentId;
      readonly list?: ListId;
    } & Page,
    options?: CallOptions,
  ): Promise<Paged<ContactRecord>>;
  readFacts(
    call: StoreScope & { readonly contact: ContactId; readonly needs: FactsNeeded },
    options?: CallOptions,
  ): Promise<ContactFacts | null>;
  readEnrollments(
    call: {
      readonly tenant: TenantId;
      readonly contact?: ContactId;
      readonly workflow?: WorkflowId;
    } & Page,
    options?: CallOptions,
  ): Promise<Paged<EnrollmentRecord>>;
  readStepLog(
    call: { readonly tenant: TenantId; readonly contact: ContactId } & Page,
    options?: CallOptions,
  ): Promise<Paged<StepLogEntry>>;
  readOutbox(
    call: {
      readonly tenant: TenantId;
      readonly contact?: ContactId;
      readonly status?: OutboxStatus;
    } & Page,
    options?: CallOptions,
  ): Promise<Paged<OutboxRecord>>;
  readMessage(
    call: { readonly tenant: TenantId; readonly key: SendKey },
    options?: CallOptions,
  ): Promise<OutboxRecord | null>;
  countOutbox(tenant: TenantId, options?: CallOptions): Promise<readonly OutboxCount[]>;
  /** The earliest instant at which any tick has something to do; `null`: nothing waits. */
  nextWork(tenant: TenantId, options?: CallOptions): Promise<Instant | null>;

  /** Publishes a version; the same again is a no-op. @throws StoreError `STORE_DEFINITION_CONFLICT` for other content. */
  putDefinition(
    call: StoreScope & { readonly definition: Definition },
    options?: CallOptions,
  ): Promise<void>;
  /** Without `version`: the highest. */
  readDefinition(
    call: {
      readonly tenant: TenantId;
      readonly kind: Definition["kind"];
      readonly id: string;
      readonly version?: number;
    },
    options?: CallOptions,
  ): Promise<Definition | null>;

  /**
   * Removes the contact, its points, events, messages, enrolments, logs and consent payloads. Leaves, hashes,
   * projections by fingerprint and suppressions stay. Afterwards no byte of the person is in any file of the store.
   */
  eraseContact(
    call: StoreScope & { readonly contact: ContactId },
    options?: CallOptions,
  ): Promise<{ readonly removed: Readonly<Record<string, number>> }>;

  /** The same store, inside a transaction the host opened. @throws AdapterError `ADAPTER_CAPABILITY_MISSING` */
  transaction<T>(hostTransaction: unknown, run: (store: Store) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
