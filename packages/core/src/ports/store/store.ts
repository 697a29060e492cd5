// Longer than other files: whoever writes a store reads one contract, in one place.

import type { CampaignAudience } from "../../campaigns/definition.js";
import type {
  CampaignId,
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
import type { HeldCode } from "../codes.js";
import type {
  AppendResult,
  AppendState,
  BounceHistory,
  ConsentDraft,
  ConsentNews,
  ContactPointConsent,
  FingerprintKeys,
  HeadCheck,
  LedgerEntry,
  LedgerHead,
  LedgerTile,
  SuppressionEntry,
} from "../consent-gate.js";
import type { DeliveryEvent } from "../delivery-event.js";
import type { CallDraft, CallKind, StoreCalls, TurnDraft } from "./calls.js";
import type {
  CampaignFigures,
  CampaignMove,
  CampaignPlan,
  CampaignProgress,
  CampaignRecord,
  CampaignSaid,
  ExpandReport,
  PrepareReport,
  RecipientDecider,
  RecipientRecord,
  TaskReport,
  TaskRunner,
} from "./campaign.js";
import type { StoreCapabilities } from "./capabilities.js";
import type { CodeWant, StoreCodes } from "./codes.js";
import type { ChangeCause, StoreChanges } from "./contact-change.js";
import type { StoreMerges } from "./contact-merge.js";
import type { StorePairs } from "./contact-pair.js";
import type {
  ContactLookup,
  ContactMembership,
  ContactRecord,
  ContactWrite,
  FoundContact,
} from "./contact-record.js";
import type { EnrollmentRecord, StepLogEntry } from "./enrollment.js";
import type { ContactFacts, EventFact, FactsNeeded, OutboxStatus } from "./facts.js";
import type { StoreFeed } from "./feed.js";
import type { FlowWrites, StoreFlows } from "./flows.js";
import type { HourCounts } from "./hour-counts.js";
import type { StoreNotes } from "./notes.js";
import type { OutboxDraft, OutboxRecord, SentAgain, Settlement, Verdict } from "./outbox.js";
import type { Page, Paged } from "./page.js";
import type { GateMove, QueueGate } from "./queue-gate.js";
import type { BudgetDay, BudgetWant, DayBudget, RateLimit, SlotLease, SlotQuery } from "./rates.js";
import type { StoreScope } from "./scope.js";
import type { IssueRecord, SeriesRecord } from "./series.js";
import type { StoreTasks, TaskDraft } from "./tasks.js";

export type { Page, Paged } from "./page.js";
export type { StoreScope };

export interface DueEnrollment {
  readonly enrollment: EnrollmentRecord;
  readonly facts: ContactFacts;
  /**
   * The version the run is on, as this tenant published it; `null` if the store does not have it.
   */
  readonly definition: Definition | null;
  /** The contact's runs, oldest first, as the steps of this call before this one have left them. */
  readonly runs: () => readonly EnrollmentRecord[];
  /**
   * The latest version of one of the workflows that {@link Advancer.starts} names; `null`: the
   * tenant has none. One that is damaged is not absent: the run that asks for it goes to
   * quarantine. @throws StoreError `STORE_CORRUPT`
   */
  readonly latest: (workflow: string) => Definition | null;
  /** The tenant's latest definition of the kind `standing`; `null`: nothing was ever paused. */
  readonly standing: Definition | null;
}

export interface StepResult {
  /**
   * The new enrollment. Its `revision` is the one that was read plus one, or unchanged if nothing
   * happened.
   */
  readonly enrollment: EnrollmentRecord;
  readonly outbox: readonly OutboxDraft[];
  readonly log: readonly StepLogEntry[];
  /** Calls to the outside that the run waits for. */
  readonly calls?: readonly CallDraft[];
  /** Turns that the run asks for. */
  readonly turns?: readonly TurnDraft[];
  /** Tasks for colleagues. */
  readonly tasks?: readonly TaskDraft[];
  /**
   * Runs of the contact that begin with the step. A used `entryKey` does nothing. A draft that has
   * already ended records why a run did not start.
   */
  readonly start?: readonly EnrollmentRecord[];
  /** For enrolments in `start` that are new by this step. */
  readonly startLog?: readonly StepLogEntry[];
  /** Inputs for other runs of the contact. One that has ended or is gone is left alone. */
  readonly wake?: readonly Wake[];
  /** Attribute and list changes; attributes merge by key, `null` unsets. */
  readonly contact?: {
    readonly attributes?: JsonObject;
    readonly addLists?: readonly ListId[];
    readonly removeLists?: readonly ListId[];
  };
}

export interface TickReport {
  readonly processed: number;
  /**
   * Units whose function threw or whose rows could not be read. They are put into quarantine with a
   * reason and tried again later.
   */
  readonly quarantined: number;
  /** The limit was reached: call again. */
  readonly more: boolean;
}

/** One version of a workflow. */
export interface WorkflowVersion {
  readonly workflow: string;
  readonly version: number;
}

/** How {@link Store.advance} moves runs. Both functions are pure; `step` judges one run. */
export interface Advancer {
  /** The facts that the definitions of the due runs may need. */
  needs(definitions: readonly Definition[]): FactsNeeded;
  /** The workflows of which a step may want the latest version that the tenant has. */
  starts?(definitions: readonly Definition[]): readonly string[];
  /**
   * `null`: this engine cannot run it. The run does not change, and the report names its version.
   */
  step(due: DueEnrollment): StepResult | null;
  /** What begins by the changes of lists that the steps make. Absent: nothing does. */
  readonly lists?: ListReactions;
}

/** How {@link Store.migrateRuns} moves runs. `move` is pure and judges one run. */
export interface Migrator {
  readonly needs: FactsNeeded;
  /** The version that runs move to: it is put beside them where the store lacks it by then. */
  readonly to?: Definition;
  /** The run with its next revision, on whichever version; `null`: it stays as it is. */
  move(
    run: Pick<DueEnrollment, "enrollment" | "facts">,
  ): Pick<StepResult, "enrollment" | "log" | "wake"> | null;
}

export interface MovedRuns {
  readonly moved: number;
  /** Runs that could not be read or moved. They stay as they are. */
  readonly failed: readonly { readonly enrollment: string; readonly code: string }[];
  /** Where the next call goes on; `null`: every run of the version was looked at. */
  readonly next: string | null;
}

export type IngestInput =
  | { readonly kind: "event"; readonly contact: ContactId; readonly event: EventFact }
  | { readonly kind: "delivery"; readonly event: DeliveryEvent };

/** A contact joined or left a list, by the write that made this revision of it. */
export interface ListInput {
  readonly kind: "list";
  readonly contact: ContactId;
  readonly list: ListId;
  readonly joined: boolean;
  readonly at: Instant;
  readonly revision: number;
}

/** Something new about a contact. */
export type RoutedInput =
  | (IngestInput & { readonly contact: ContactId; readonly message?: OutboxRecord })
  | ListInput;

/** A message that a run made has left. Told to that run alone, and never recorded as a report. */
export interface SentInput {
  readonly kind: "sent";
  readonly message: SendKey;
  readonly template: string;
  readonly at: Instant;
}

/** One contact's runs and everything new about it, in the order it came. */
export interface WakeUnit {
  readonly inputs: readonly (RoutedInput | SentInput)[];
  /** Active and ended runs, oldest first. For waking, runs that cannot be read may be missing. */
  readonly enrollments: readonly EnrollmentRecord[];
}

/** The same with the contact's facts, which include the inputs. All of its runs can be read. */
export interface RouteUnit extends WakeUnit {
  readonly inputs: readonly RoutedInput[];
  readonly facts: ContactFacts;
}

/** Appended to the run's `pending`. The run is due now. An ended enrollment is not changed. */
export interface Wake {
  readonly enrollment: EnrollmentId;
  readonly input: JsonValue;
}

/** A run that is dropped, beside the other runs of its contact. */
export interface DroppedRun {
  readonly id: EnrollmentId;
  /** `null`: it cannot be read. */
  readonly run: EnrollmentRecord | null;
  /** Active ones, oldest first. Runs that cannot be read are missing. */
  readonly others: readonly EnrollmentRecord[];
}

/** Says what the other runs of a contact are told when one of its runs is dropped. */
export type TellOthers = (dropped: DroppedRun) => readonly Wake[];

export interface Routed {
  /**
   * A used `entryKey` does nothing. A draft that has already ended records why a run did not start.
   */
  readonly start: readonly EnrollmentRecord[];
  /** For enrolments in `start` that are new by this call. */
  readonly log: readonly StepLogEntry[];
  /** Whether the contact's segments have to be evaluated again now. */
  readonly dirty: boolean;
}

/**
 * What a store calls while it records input. Every function is pure, synchronous, and free of I/O.
 */
export interface Reactions {
  readonly needs: FactsNeeded;
  /** As in {@link Judge}: asked before anything is appended. */
  readonly headFits?: HeadCheck | undefined;
  /** The denials that follow from a delivery event. Appended in the same transaction. */
  draftsFor(
    event: DeliveryEvent,
    contactPoint: ContactPointId,
    history?: BounceHistory,
  ): readonly ConsentDraft[];
  /**
   * The budget that a complaint, a bounce for good or a deferral is counted for, in the same
   * transaction. `null`, or an error: for none.
   */
  budgetFor?(event: DeliveryEvent, message: OutboxRecord, contact: ContactRecord): BudgetDay | null;
  /**
   * The local hour of a contact at an instant: mail that nobody has asked for is counted by it,
   * where it was sent and where a person clicked it, in the same transaction. Absent: nothing is
   * counted.
   */
  hourIn?(contact: ContactRecord, at: Instant): number;
  /** Further points that a draft is about. They are read together with the others. */
  listPoints?(draft: ConsentDraft): readonly ContactPointId[];
  /** As in {@link ConsentGate.claimIn}. */
  claimIn?(draft: ConsentDraft): string | undefined;
  /** Extends the ledger. Its news become events of the contacts concerned. */
  append(state: AppendState, drafts: readonly ConsentDraft[]): AppendResult;
  /** The event that informs a contact's workflows and segments of a piece of news. */
  createEvent(news: ConsentNews): Omit<EventFact, "id">;
  /**
   * The runs that one contact's inputs wake. It does not get the contact's facts, so that a
   * withdrawal ends runs even if the contact itself cannot be read.
   */
  wake(unit: WakeUnit): readonly Wake[];
  /** The runs that one contact's inputs start. */
  route(unit: RouteUnit): Routed;
}

/** What a store calls while it changes who is in which list. */
export interface ListReactions extends Pick<Reactions, "needs" | "route"> {
  /** The lists whose changes are told. */
  readonly lists: ReadonlySet<ListId>;
}

export interface IngestReport {
  readonly accepted: number;
  readonly duplicate: number;
  /**
   * Events whose contact, or delivery events whose message, this tenant does not have. Not
   * recorded.
   */
  readonly orphaned: number;
  /** Runs that started. Runs that were refused at their entry are recorded and not counted. */
  readonly started: number;
  /**
   * Contacts whose inputs could not be routed. Nothing of theirs was recorded, or everything but
   * soft bounces if only their count cannot be read. Repeating the call completes it.
   */
  readonly quarantined: readonly { readonly contact: ContactId; readonly code: string }[];
}

/** A contact whose segments have to be evaluated. */
export interface SegmentUnit {
  /**
   * Since when: the `recheckAt` of the last look, or when the contact changed if that was earlier.
   * Whatever was planned since then has not been looked at. A contact that moved to another zone
   * counts as changed 26 hours before, the most that two zones are apart: an hour that lay ahead
   * where it was may lie behind where it is.
   */
  readonly dueAt: Instant;
  readonly facts: ContactFacts;
  readonly enrollments: readonly EnrollmentRecord[];
}

export interface MembershipResult {
  readonly contact: ContactId;
  readonly memberships: readonly ContactMembership[];
  /** The earliest instant at which time alone can change the answer; `null`: none. */
  readonly recheckAt: Instant | null;
  readonly start: readonly EnrollmentRecord[];
  readonly wake: readonly Wake[];
  readonly log: readonly StepLogEntry[];
}

/**
 * A message and its contact. Units of one contact come in order, each with facts that include the
 * verdicts before it: an admitted message is among `facts.messages` as `claimed`.
 */
export interface Candidate {
  readonly message: OutboxRecord;
  readonly facts: ContactFacts;
  /** As it stands in this transaction, of a message that a campaign made. */
  readonly campaign?: CampaignRecord;
  /**
   * Takes the code that {@link Judge.code} wants for the message. It is held in the same
   * transaction if the verdict is to send, and otherwise left to the next one. Absent: none is
   * wanted.
   */
  readonly takeCode?: () => HeldCode;
  /**
   * Takes a place of the budget that {@link Judge.budget} wants; `false`: none is left. A message
   * that is not sent gives it back. Absent: none is wanted.
   */
  readonly takePlace?: () => boolean;
}

export interface ClaimedMessage {
  readonly message: OutboxRecord;
  readonly facts: ContactFacts;
}

/** A worker's hold on its claims: one row for each worker, renewed by each of its calls. */
export interface WorkerLease {
  /** Unique for the life of one process: made from randomness when the engine is made. */
  readonly worker: string;
  readonly leaseMs: Milliseconds;
}

export interface ClaimQuery extends StoreScope, WorkerLease {
  readonly lane: string;
  readonly limit: number;
  /**
   * The keys that the worker still holds. Everything else that it had reserved on this lane goes
   * back to the queue first, without cost, so a claim whose answer was lost can be repeated.
   */
  readonly holding: readonly SendKey[];
  /** Templates that this engine lacks. Their messages are left to other engines. */
  readonly exceptTemplates: readonly string[];
}

/** The part of the work in a store that one caller can do. See {@link Store.nextWork}. */
export interface WorkReach {
  /** The messages it can hand over. Those of other lanes do not count. */
  readonly lanes: readonly LaneReach[];
  /** Versions of workflows whose runs do not count. */
  readonly exceptVersions: readonly WorkflowVersion[];
  /** How long after its end a lease is taken over. */
  readonly graceMs: Milliseconds;
  /** Campaigns and series do not count. */
  readonly exceptCampaigns?: true;
  /** Calls to the outside that do not count. */
  readonly exceptCalls?: readonly CallKind[];
}

export interface LaneReach {
  readonly lane: string;
  /** Work on the lane that is due earlier counts from this instant. */
  readonly notBefore: Instant;
  /** Templates whose messages do not count. */
  readonly exceptTemplates: readonly string[];
}

/**
 * How {@link Store.claimOutbox} and {@link Store.reviewClaims} judge. Both functions are pure;
 * `verdict` judges one message.
 */
export interface Judge {
  /** The gate's: a head of the ledger that it refuses is `STORE_CORRUPT`, and ends the call. */
  readonly headFits?: HeadCheck | undefined;
  needs(messages: readonly OutboxRecord[]): FactsNeeded;
  /** The code that a message needs; `null`: none. Absent: none is held in this call. */
  code?(message: OutboxRecord, facts: ContactFacts): CodeWant | null;
  /**
   * The day's budget that a message takes a place of. A claim only looks whether there is one; the
   * second look takes it for good. `null`: none. Absent: none is asked in this call.
   */
  budget?(message: OutboxRecord, facts: ContactFacts): BudgetWant | null;
  verdict(candidate: Candidate): Verdict;
}

export interface ClaimReport {
  readonly claimed: readonly ClaimedMessage[];
  readonly refused: number;
  readonly quarantined: number;
  /** Templates of messages that were left to others. */
  readonly left: readonly string[];
  readonly more: boolean;
}

export interface SweepReport {
  /** Reserved by lost workers, back in the queue at no cost. */
  readonly requeued: number;
  /** A lost worker was handing them over. They are held as `unknown`. */
  readonly held: number;
  /** A lost worker was handing them over. They are queued once more, so each may arrive twice. */
  readonly doubled: number;
  readonly more: boolean;
  /** Of the requested lanes, those with due messages before the sweep. */
  readonly waiting: readonly string[];
}

export interface DroppedDefinitions {
  /** The versions that are gone. */
  readonly dropped: readonly number[];
  /** There are others that the same call would remove. */
  readonly more: boolean;
}

export interface Definition {
  /**
   * `standing`: which workflows of the tenant are paused or retired; each change is a version.
   * `draft`: a workflow as its author last saved or checked it. `publication`: which workflows the
   * tenant has as data, and their versions.
   */
  readonly kind:
    | "segment"
    | "workflow"
    | "template"
    | "notice"
    | "rules"
    | "standing"
    | "draft"
    | "publication";
  readonly id: string;
  readonly version: number;
  readonly body: JsonValue;
}

export interface OutboxCount {
  readonly status: OutboxStatus;
  readonly template: string;
  /** The first reason's code, or `null`. */
  readonly reason: string | null;
  readonly count: number;
}

/** `recipient`: of a campaign, by the key of its message. */
export type QuarantineKind = "message" | "run" | "contact" | "recipient";

/** An item that could not be judged or read. Code and place only: no error message and no value. */
export interface QuarantineEntry {
  readonly kind: QuarantineKind;
  readonly id: string;
  /** The error's own code; `UNEXPECTED` for anything else. */
  readonly code: string;
  readonly at: Instant;
  readonly tries: number;
  /** When it is tried again by itself. */
  readonly nextAt: Instant;
}

/** Something {@link Store.integrity} found. */
export interface Damage {
  readonly table: string;
  /** The row's key, as far as it can be read; `null` for damage of the file itself. */
  readonly key: string | null;
  readonly code: string;
}

/**
 * Where everything lives. Coarse on purpose: whatever must be atomic is one call, and the logic
 * inside is passed in as synchronous, pure functions, so that the same call is one SQLite
 * transaction, a few PostgreSQL round trips, or a step in memory.
 *
 * All of it MUST hold for every method: one call is one transaction, all or nothing; nothing of
 * another tenant is read or written; an aborted signal rejects with its reason and writes nothing;
 * passed functions MUST see only committed data, and are called at most once a unit and attempt of
 * the transaction.
 *
 * A function that judges one unit (`step`, `verdict`, `evaluate`, `wake`, `route`) and throws, or a
 * row that cannot be read, costs that unit only: it is put into quarantine with its code and tried
 * again later, at growing distances. Where more than half of at least ten units throw the same
 * code, the code is at fault and not the data: the call is refused with `STORE_FUNCTION_FAILED`,
 * and nothing is written.
 *
 * Calls on one contact serialise on that contact; a claim and a withdrawal of its address serialise
 * there as well.
 */
export interface Store
  extends StoreCodes,
    StoreCalls,
    StoreTasks,
    StoreNotes,
    StoreChanges,
    StoreFeed,
    StoreFlows,
    StoreMerges<Reactions>,
    StorePairs {
  readonly specVersion: 1;
  readonly id: string;
  readonly capabilities: StoreCapabilities;

  /**
   * Finds contacts, lets `change` say what they shall be, and writes that. `found[i]` answers
   * `lookups[i]`; one that cannot be read is found as such, and is no obstacle to writing the
   * others. With `once`, a second call of the same name in the tenant does nothing and resolves to
   * `applied: false`: how an import resumes. A changed contact is marked for {@link
   * Store.refreshSegments}, and runs begin in the same transaction by lists it joined or left: a
   * contact for which that fails is written all the same, and put into quarantine. What differs goes
   * into the contact's history in the same transaction.
   * @throws StoreError `STORE_CONTACT_CONFLICT` when a key or an address would belong to two
   * contacts, `STORE_REVISION_CONFLICT` when a contact has been written since, `STORE_CORRUPT` when
   * one cannot be read that is to be written, `STORE_KEY_CHANGED` where one of
   * `keys` is not the one that the tenant knows by its name, or that made fingerprints which stand,
   * `STORE_KEY_MISSING` where fingerprints stand under a key that is not among them. Those that the
   * tenant does not know it knows from then on.
   */
  changeContacts(
    call: StoreScope & {
      readonly lookups: readonly ContactLookup[];
      readonly once?: string;
      /** Does nothing, and resolves to `barred`, once a call with this name as `once` was made. */
      readonly unless?: string;
      /** What the history says of the writes, and the origin of the values that differ. */
      readonly cause?: ChangeCause;
      /** Those that fingerprints in the writes are made with. */
      readonly keys?: FingerprintKeys;
      /** What begins by the lists that change. Absent: nothing does. */
      readonly lists?: ListReactions;
      /**
       * Keeps what is new about these lists under a name, in the same transaction, until
       * {@link Store.releaseLists} tells it: what may begin by it has to know first what comes
       * behind the write.
       */
      readonly hold?: { readonly name: string; readonly lists: ReadonlySet<ListId> };
      /**
       * What a data flow writes in the same transaction. Asked after `change`. Somebody else having
       * carried the flow on is `STORE_REVISION_CONFLICT`.
       */
      readonly flow?: () => FlowWrites;
    },
    change: (found: readonly FoundContact[]) => readonly ContactWrite[],
    options?: CallOptions,
  ): Promise<{ readonly applied: boolean; readonly barred?: true; readonly written: number }>;

  /** Starts what begins by lists that were held under this name, the oldest first, each once. */
  releaseLists(
    call: StoreScope & {
      readonly held: string;
      readonly limit: number;
      readonly lists: ListReactions;
    },
    options?: CallOptions,
  ): Promise<{ readonly more: boolean }>;

  /**
   * Takes due active enrolments (`wakeAt <= now`), earliest first, at most `limit`, and applies
   * what `step` returns. Runs of a version in `except` are not looked at: an engine names those it
   * cannot run.
   */
  advance(
    call: StoreScope & { readonly limit: number; readonly except: readonly WorkflowVersion[] },
    run: Advancer,
    options?: CallOptions,
  ): Promise<TickReport & { readonly left: readonly WorkflowVersion[] }>;

  /**
   * Takes active runs of one version, due or not, and applies what `move` returns: one page of the
   * workflow's runs a call. Runs may be stepped between two calls, on either version; a repeated
   * walk finds those that are left. A run that cannot be moved is named and left alone.
   */
  migrateRuns(
    call: StoreScope & WorkflowVersion & Page,
    migrator: Migrator,
    options?: CallOptions,
  ): Promise<MovedRuns>;

  /**
   * Records events and delivery events once each, appends the denials that follow from them, and
   * wakes or starts runs. It is one transaction, so none of the three can be lost. If a contact
   * cannot be read or routed, nothing of it is recorded, its runs are not woken, and the report
   * names it. The caller has to bring its input again.
   */
  ingest(
    call: StoreScope & { readonly inputs: readonly IngestInput[] },
    reactions: Reactions,
    options?: CallOptions,
  ): Promise<IngestReport>;

  /**
   * Takes contacts that changed or whose `recheckAt` has come, and replaces their memberships.
   * `plans`: the names of {@link Store.markContacts} that `evaluate` plans by. Where it takes
   * contacts and lacks one, that name has to mark everybody again.
   */
  refreshSegments(
    call: StoreScope & {
      readonly limit: number;
      readonly needs: FactsNeeded;
      readonly plans?: readonly string[];
    },
    evaluate: (unit: SegmentUnit) => MembershipResult,
    options?: CallOptions,
  ): Promise<TickReport>;

  /**
   * Marks contacts for {@link Store.refreshSegments}, at most `limit`, those after the cursor
   * `after`. `next` continues; where it is `null` all were marked, and the name is remembered: then
   * and from then on the call marks nobody, until somebody has looked at contacts who does not know
   * the name. They are then marked as of that moment, at most a day ago, so that what was planned
   * since is not lost.
   */
  markContacts(
    call: StoreScope & { readonly name: string } & Required<Pick<Page, "limit">> &
      Pick<Page, "after">,
    options?: CallOptions,
  ): Promise<{ readonly marked: number; readonly next: string | null }>;

  /**
   * Puts messages in the outbox outside a workflow. `draft` is asked once for each of `contacts`,
   * in order, with facts read in this transaction; `null` for a contact this tenant does not have.
   * `results[i]` says what became of it: `queued` by this very call; `refused`, recorded as
   * `skipped` with the decision's reasons; `known` where the key is taken; `null` where there was
   * no draft. A key that a refusal took is free for a draft that is allowed.
   */
  enqueue(
    call: StoreScope & { readonly contacts: readonly ContactId[]; readonly needs: FactsNeeded },
    draft: (facts: ContactFacts | null, index: number) => OutboxDraft | null,
    options?: CallOptions,
  ): Promise<{ readonly results: readonly ("queued" | "refused" | "known" | null)[] }>;

  /**
   * Opens, shuts or weighs a queue; see {@link QueueGate}. A queue that is shut is not claimed, and
   * what is claimed of it already goes back to the queue at the second look: after this resolves,
   * no further message of it comes into anybody's hands.
   * @throws StoreError `STORE_REVISION_CONFLICT` when the gate was moved since it was read,
   * `STORE_GATE_INVALID`
   */
  moveGate(call: GateMove, options?: CallOptions): Promise<QueueGate>;

  /**
   * Leases the next free slots of shared rates, the slowest of them saying how far apart they are.
   * No slot is ever given twice; one that is not used is lost.
   * @throws StoreError `STORE_RATE_INVALID`
   */
  leaseSlots(call: SlotQuery, options?: CallOptions): Promise<SlotLease>;
  /** @throws StoreError `STORE_RATE_INVALID` */
  limitRate(call: RateLimit, options?: CallOptions): Promise<void>;
  /**
   * Takes due queued messages of a lane and asks `judge` about each: those of open queues, the
   * queue of the highest priority first, those of equal priority by their shares, and within a
   * queue the earliest first. Those to send come back reserved for the worker, with a raised
   * `attempt`; every other verdict is recorded at once. No two callers ever hold the same attempt
   * of a message.
   * @throws StoreError `STORE_DECISION_REFUSED` when a verdict sends on a decision that does not
   * allow it.
   */
  claimOutbox(call: ClaimQuery, judge: Judge, options?: CallOptions): Promise<ClaimReport>;

  /**
   * The second look, right before the first byte: judges messages the worker has claimed. Those no
   * longer to be sent are settled as `skipped` or put back; the keys of those that still are come
   * back, and are on record as being in hands, under `handOver`, before this resolves. A claim that
   * is no longer held is not judged and not confirmed. One whose queue was shut meanwhile is put
   * back as it was (`QUEUE_PAUSED`), without cost. What a verdict says about links is on record
   * before the mail can leave.
   */
  reviewClaims(
    call: StoreScope &
      WorkerLease & {
        /** The name of this hand-over. Unique in the tenant. */
        readonly handOver: string;
        readonly claims: readonly { readonly key: SendKey; readonly attempt: number }[];
      },
    judge: Judge,
    options?: CallOptions,
  ): Promise<{ readonly confirmed: readonly SendKey[] }>;

  /**
   * Records outcomes, and what they report about addresses; a message that was accepted is told to
   * the run that made it. A settlement that is stale or meets a terminal record changes nothing and
   * is counted. `closes` names hand-overs all of whose messages are on record with this call. With
   * a worker, renews its lease.
   */
  settle(
    call: StoreScope & {
      readonly results: readonly Settlement[];
      readonly closes?: readonly string[];
      readonly lease?: WorkerLease;
    },
    reactions: Reactions,
    options?: CallOptions,
  ): Promise<{ readonly applied: number; readonly stale: number }>;

  /**
   * Queues a message again that ended as `failed`, `rejected` or `unknown`. Under its own key where
   * it certainly did not leave. Else it may arrive twice, and somebody has to say so with
   * `confirm`: then a copy is queued whose key ends in `~2`, and so on. Whether it may be sent is
   * decided anew when it is claimed. Nothing of a campaign that was cancelled is.
   */
  sendAgain(
    call: StoreScope & { readonly key: SendKey; readonly confirm: boolean },
    options?: CallOptions,
  ): Promise<SentAgain>;

  /**
   * Takes over from workers whose lease ended more than `graceMs` ago. Messages that they had only
   * reserved go back to the queue. For a message that they were handing over it is unknown whether
   * it left: `fate` decides whether it is held as `unknown` or queued once more. The report says
   * on which of the given `lanes` messages are due.
   */
  sweepWorkers(
    call: StoreScope & {
      readonly graceMs: Milliseconds;
      readonly limit: number;
      readonly lanes?: readonly string[];
    },
    fate: (message: OutboxRecord) => "hold" | "retry",
    options?: CallOptions,
  ): Promise<SweepReport>;

  /**
   * Extends the tenant's ledger, its payloads, projections and suppressions, and routes the news:
   * all in one transaction. Where a contact cannot be read or routed, the entries stay, its runs
   * are woken all the same, and it is put into quarantine for what might have begun; so it is in
   * `settle` and `eraseContact`. Contacts concerned are marked for {@link Store.refreshSegments}. A
   * draft whose id the ledger holds is done, and gives no second news. A name that a draft claims
   * belongs to the call that appended the first such draft, and in it to one contact: later drafts
   * are refused as `NAME_TAKEN`.
   *
   * `inputs` are recorded in the same transaction, once each, and what `draftsFor` makes of them is
   * appended after the drafts. One whose contact or message cannot be found or read is left out.
   * @throws StoreError `STORE_LEDGER_MISMATCH` when the entries leave a gap or repeat an id.
   */
  appendConsent(
    call: StoreScope & {
      readonly drafts: readonly ConsentDraft[];
      readonly inputs?: readonly IngestInput[];
    },
    reactions: Reactions,
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

  /** The same for many fingerprints at once. Those the store does not know are absent. */
  readConsents(
    call: { readonly tenant: TenantId; readonly fingerprints: readonly string[] },
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, ContactPointConsent>>;

  /**
   * What is suppressed of these fingerprints, whether or not anybody ever had their address: a file
   * may have denied one that nobody has. Those without are absent.
   */
  readSuppressions(
    call: { readonly tenant: TenantId; readonly fingerprints: readonly string[] },
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, readonly SuppressionEntry[]>>;

  /**
   * The contacts that have, or had until it was replaced, a point of this address. Newest owner
   * first. Empty after erasure.
   */
  readOwners(
    call: { readonly tenant: TenantId; readonly fingerprint: string },
    options?: CallOptions,
  ): Promise<readonly ContactRecord[]>;

  /**
   * Every point that a contact has or had, oldest first. A person's evidence and denials refer to
   * these.
   */
  readPoints(
    call: { readonly tenant: TenantId; readonly contact: ContactId },
    options?: CallOptions,
  ): Promise<readonly { readonly id: ContactPointId; readonly fingerprints: readonly string[] }[]>;

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
  /**
   * Destroys payloads and salts. Leaves and hashes stay. Resolves to the number of destroyed
   * payloads.
   */
  destroyPayloads(
    call: { readonly tenant: TenantId; readonly ids: readonly string[] },
    options?: CallOptions,
  ): Promise<number>;

  /**
   * Writes a campaign: a new one, or a move of one that stands at the epoch given, which rises by
   * one. Its queue's gate is open while it is `running` and shut in every other state but
   * `finished`, from this very commit on. The content of its revision is kept. `progress`: what of
   * it changes; the store keeps the rest up to date itself. Its log gets an entry in the same
   * transaction, with what is `said` about it; moves that the store makes by itself do as well.
   * @throws StoreError `STORE_REVISION_CONFLICT` when it was moved since it was read
   */
  putCampaign(
    call: StoreScope & {
      readonly campaign: CampaignRecord;
      readonly said?: CampaignSaid;
      readonly progress?: Partial<CampaignProgress>;
    },
    options?: CallOptions,
  ): Promise<CampaignRecord>;
  /**
   * Takes some more of the audience in: of a snapshot while the campaign is `preparing`, or of the
   * next wave while it is `running` and that hour has come. At most `limit` people are looked at. A
   * contact is taken in once, whatever is repeated; who joined a segment or came into being after
   * it began is not in a snapshot. With the last page, `ready` says what becomes of it.
   */
  prepareCampaign(
    call: StoreScope & { readonly id: CampaignId; readonly limit: number },
    plan: CampaignPlan,
    options?: CallOptions,
  ): Promise<PrepareReport>;
  /**
   * Turns recipients of a running campaign whose time has come into messages of the outbox, each
   * decided on facts of this transaction. A recipient is in the outbox once: the send key of
   * campaign and contact stands in the way of a second message. `notBefore`: when a tick has to
   * look at the rest, at the earliest.
   */
  expandCampaign(
    call: StoreScope & {
      readonly id: CampaignId;
      readonly limit: number;
      readonly notBefore?: Instant;
    },
    decider: RecipientDecider,
    options?: CallOptions,
  ): Promise<ExpandReport>;
  /**
   * Carries a campaign's task on, in the order of its recipients' ids: each is reached once, and
   * the last page ends it. Messages in somebody's hands are not touched.
   */
  runCampaignTask(
    call: StoreScope & { readonly id: CampaignId; readonly limit: number },
    runner: TaskRunner,
    options?: CallOptions,
  ): Promise<TaskReport>;
  /**
   * Ends a running campaign of which nothing waits and nothing is in anybody's hands; of a
   * cancelled one, what has not left, at most `limit` at a time. Then its figures stand for good.
   */
  closeCampaign(
    call: StoreScope & { readonly id: CampaignId; readonly limit: number },
    options?: CallOptions,
  ): Promise<TaskReport>;
  readCampaign(
    call: { readonly tenant: TenantId; readonly id: CampaignId },
    options?: CallOptions,
  ): Promise<CampaignRecord | null>;
  /** The log of a campaign, oldest first. */
  readMoves(
    call: { readonly tenant: TenantId; readonly campaign: CampaignId } & Page,
    options?: CallOptions,
  ): Promise<Paged<CampaignMove>>;
  /** All, oldest first; or those that a tick has to look at by then, the longest due first. */
  readCampaigns(
    call: { readonly tenant: TenantId; readonly dueBy?: Instant } & Page,
    options?: CallOptions,
  ): Promise<Paged<CampaignRecord>>;
  /** Who a campaign is for, in the order of their ids; or those of these contacts, in one page. */
  readRecipients(
    call: {
      readonly tenant: TenantId;
      readonly campaign: CampaignId;
      readonly contacts?: readonly ContactId[];
    } & Page,
    options?: CallOptions,
  ): Promise<Paged<RecipientRecord>>;
  /**
   * Kept with every change of a recipient or message, so that asking costs the same for any size;
   * those of its end once it is over. `null`: no such campaign.
   */
  readFigures(
    call: { readonly tenant: TenantId; readonly id: CampaignId },
    options?: CallOptions,
  ): Promise<CampaignFigures | null>;
  /**
   * Writes a series: a new one, or one that stands at the epoch given, which rises by one. With it,
   * in the same transaction, what became of some of its occurrences, and the campaign of an issue.
   * @throws StoreError `STORE_REVISION_CONFLICT` when it was written since it was read, or one of
   * the issues or the campaign is there already: nothing is written then
   */
  putSeries(
    call: StoreScope & {
      readonly series: SeriesRecord;
      readonly issues?: readonly IssueRecord[];
      readonly campaign?: CampaignRecord;
    },
    options?: CallOptions,
  ): Promise<SeriesRecord>;
  /** All, oldest first; those that a tick has to look at by then; or one of them. */
  readSeries(
    call: { readonly tenant: TenantId; readonly id?: string; readonly dueBy?: Instant } & Page,
    options?: CallOptions,
  ): Promise<Paged<SeriesRecord>>;
  /** What became of the occurrences of a series, by date; or of one of them. */
  readIssues(
    call: { readonly tenant: TenantId; readonly series: string; readonly issue?: string } & Page,
    options?: CallOptions,
  ): Promise<Paged<IssueRecord>>;
  /**
   * Whom an audience would have now, with their facts, once each. Contacts that cannot be read are
   * left out: `integrity()` names them.
   */
  readAudience(
    call: StoreScope & {
      readonly audience: Pick<CampaignAudience, "in" | "except">;
      readonly needs: FactsNeeded;
    } & Page,
    options?: CallOptions,
  ): Promise<Paged<ContactFacts>>;

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
  /** Messages, oldest first; or those of these keys that there are, in one page. */
  readOutbox(
    call: {
      readonly tenant: TenantId;
      readonly contact?: ContactId;
      readonly status?: OutboxStatus;
      readonly keys?: readonly SendKey[];
    } & Page,
    options?: CallOptions,
  ): Promise<Paged<OutboxRecord>>;
  readMessage(
    call: { readonly tenant: TenantId; readonly key: SendKey },
    options?: CallOptions,
  ): Promise<OutboxRecord | null>;
  countOutbox(tenant: TenantId, options?: CallOptions): Promise<readonly OutboxCount[]>;
  /** The budgets of a key, the latest day first, at most `limit` of them. */
  readBudgets(
    call: { readonly tenant: TenantId; readonly key: string; readonly limit: number },
    options?: CallOptions,
  ): Promise<readonly DayBudget[]>;
  /**
   * What was sent and clicked by people, by the local hour at which it was sent: of the whole
   * tenant, since `Reactions.hourIn` says hours. Zeros before.
   */
  readHours(tenant: TenantId, options?: CallOptions): Promise<HourCounts>;
  /** The gates of these queues, or all there are. Queues without one are absent. */
  readGates(
    call: { readonly tenant: TenantId; readonly queues?: readonly string[] },
    options?: CallOptions,
  ): Promise<readonly QueueGate[]>;
  /**
   * The earliest instant at which any tick has something to do, including the ends of leases with
   * messages; `null`: nothing waits. Messages of shut queues do not count. With `reach`: a tick of
   * a caller that can do this much.
   */
  nextWork(
    tenant: TenantId,
    options?: CallOptions & { readonly reach?: WorkReach },
  ): Promise<Instant | null>;

  /**
   * Publishes a version; the same again is a no-op. @throws StoreError `STORE_DEFINITION_CONFLICT`
   * for other content.
   */
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
   * Removes versions of a definition that are lower than `below`, but for those in `keep`, the
   * lowest first and at most `limit` of them. The highest stays whatever is asked, so that no number
   * is given twice, and so does a version of a workflow that active runs are on by then.
   */
  dropDefinitions(
    call: StoreScope & {
      readonly kind: Definition["kind"];
      readonly id: string;
      readonly below: number;
      readonly keep: readonly number[];
      readonly limit: number;
    },
    options?: CallOptions,
  ): Promise<DroppedDefinitions>;

  /** Items that could not be judged or read, oldest first. */
  readQuarantine(
    call: { readonly tenant: TenantId; readonly kind?: QuarantineKind } & Page,
    options?: CallOptions,
  ): Promise<Paged<QuarantineEntry>>;
  /**
   * Resolves one entry: `retry` makes it due now, `drop` ends it for good (a run or message is
   * skipped). Where an active run is dropped, `tell` is asked once, and the runs that it names are
   * woken in the same transaction. One that has ended, or cannot be read, is left alone.
   */
  resolveQuarantine(
    call: StoreScope & {
      readonly kind: QuarantineKind;
      readonly id: string;
      readonly how: "retry" | "drop";
    },
    tell: TellOthers,
    options?: CallOptions,
  ): Promise<boolean>;

  /**
   * Lists damage: of the file, rows that cannot be read, references without a target, a ledger that
   * does not match its head. With the gate's `headFits`, a forged frontier is found too. Empty:
   * nothing found.
   */
  integrity(
    tenant: TenantId,
    options?: CallOptions & { readonly headFits?: HeadCheck | undefined },
  ): Promise<readonly Damage[]>;

  /**
   * Removes the contact, its points (earlier ones as well), events, messages, enrolments, logs and
   * consent payloads. Leaves, hashes, projections by fingerprint and suppressions stay. `suppress`
   * is appended first, in the same transaction: a person cannot be removed without the denial that
   * keeps them from being written to. Afterwards no byte of the person is in any file of the store.
   * @throws StoreError `STORE_ERASURE_UNSUPPRESSED` when a point of the contact is not suppressed
   * as `erased` by then.
   */
  eraseContact(
    call: StoreScope & { readonly contact: ContactId; readonly suppress: readonly ConsentDraft[] },
    reactions: Reactions,
    options?: CallOptions,
  ): Promise<{ readonly removed: Readonly<Record<string, number>> }>;

  /**
   * The same store, inside a transaction the host opened. @throws AdapterError
   * `ADAPTER_CAPABILITY_MISSING`
   */
  transaction<T>(hostTransaction: unknown, run: (store: Store) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
