// Longer than other files: the whole face of an engine, for hosts to read in one place.
import type {
  AttributesOf,
  EventNameOf,
  EventsOf,
  KnownTopic,
  PurposeOf,
  Schema,
  TopicOf,
} from "../contacts/index.js";
import type { ContactId, ContactPointId, SendKey, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { OneKnown, OneOf } from "../known.js";
import type { CallOptions } from "../ports/call-options.js";
import type {
  Activity,
  AppendResult,
  Channel,
  ConsentChannel,
  ConsentDraft,
  Decision,
  GateFinding,
  MessageClass,
} from "../ports/consent-gate.js";
import type { PublicRequest, PublicResponse } from "../ports/consent-pages.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { Dispatcher } from "../ports/dispatcher.js";
import type { ChangeCause } from "../ports/store/contact-change.js";
import type { UndoOutcome, UndoPlan, UndoScene } from "../ports/store/contact-merge.js";
import type { OutboxRecord, SentAgain } from "../ports/store/outbox.js";
import type {
  Definition,
  IngestReport,
  Page,
  Paged,
  QuarantineEntry,
  QuarantineKind,
  Store,
} from "../ports/store/store.js";
import type { Segment } from "../segments/index.js";
import type { DurationText } from "../timing/index.js";
import type { WorkflowDefinition } from "../workflows/index.js";
import type { EngineOptions } from "./engine-options.js";
import type { EnrollInput, EnrollResult } from "./enroll-contact.js";
import type { IdentifiedContact, IdentifyInput } from "./identify-contact.js";
import type { ListNews } from "./list-news.js";
import type { SendResult } from "./send-result.js";
import type { StopOptions, StopReport } from "./stopping.js";
import type { TickSummary } from "./tick-summary.js";
import type { WorkflowVerbs } from "./workflow-verbs.js";

/** What {@link Engine.track} takes, without the event's name and data. */
export interface Occurrence {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** The host's own id of this occurrence: the same one twice is one event. Absent: made. */
  readonly id?: string;
  /** Milliseconds since 1970, at most five minutes ahead of the engine's clock. Absent: now. */
  readonly at?: Instant;
}

export interface TrackInput<S extends Schema, Name extends EventNameOf<S>> extends Occurrence {
  readonly event: Name;
  readonly data: EventsOf<S>[Name];
}

/** A past event of the schema. */
export type BackfillInput<S extends Schema> = {
  readonly [Name in EventNameOf<S>]: Omit<TrackInput<S, Name>, "tenant"> & {
    readonly id: string;
    readonly at: Instant;
  };
}[EventNameOf<S>];

/** What {@link Engine.decide} takes, without purpose and topic. */
export interface DecideSubject {
  readonly tenant: TenantId;
  readonly contactPoint: ContactPointId;
  /** Default: the point's own. `call`: whether the number of texts may be called. */
  readonly channel?: ConsentChannel;
  /** Default `send`. */
  readonly activity?: Activity;
  /** Default `marketing`. */
  readonly messageClass?: MessageClass;
  /** Points of another contact, as if it were the same person: what a merge would come to. */
  readonly together?: readonly ContactPointId[];
}

export interface DecideInput<S extends Schema> extends DecideSubject {
  readonly purpose: PurposeOf<S>;
  readonly topic?: TopicOf<S>;
}

/** What {@link Engine.send} takes, without purpose and topic. */
export interface SendSubject {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /**
   * Names this send: the same id to the same contact twice is one message. Letters, digits and
   * hyphens, at most 30.
   */
  readonly id: string;
  readonly template: string | { readonly id: string };
  /** The one address it may go to. Default: the first of the contact's that is permitted. */
  readonly contactPoint?: ContactPointId;
  /** Default: the template's. A stricter class may be named; a laxer one is refused. */
  readonly messageClass?: MessageClass;
  /** The template's channel; another one is refused. */
  readonly channel?: Channel;
  readonly data?: JsonObject;
  /** From a day ago to ten years ahead. Default: now. */
  readonly dueAt?: Instant;
  /**
   * For example `5m`: the message is dropped (`TOO_LATE`) if it would leave later than this after
   * it was due or written.
   */
  readonly lateAfter?: DurationText;
}

export interface SendInput<S extends Schema> extends SendSubject {
  /** Required if the template names no purpose; otherwise it must be the template's. */
  readonly purpose?: PurposeOf<S>;
  readonly topic?: TopicOf<S>;
}

/** Content to be kept, with the events that announce it. Made by the consent package. */
export interface Publication {
  readonly definition: Definition & { readonly kind: "notice" | "rules" };
  readonly drafts: readonly ConsentDraft[];
}

/** The result of a batch of reports. */
export interface ReportResult extends IngestReport {
  /**
   * Reports that are no delivery events, by their position in the batch. Nothing of them is
   * recorded. The code is `INPUT_EVENT_TIME` for an invalid instant, and `INPUT_EVENT` for
   * everything else.
   */
  readonly refused: readonly { readonly index: number; readonly code: string }[];
}

/** Properties of the request that distinguish people from machines. */
export interface RequestEvidence {
  readonly method: string;
  readonly userAgent: string | null;
  readonly acceptLanguage: string | null;
}

/**
 * Carries out through the ports what the pure parts decide. An engine keeps nothing between calls
 * that its store does not have, so any number of engines may work on one store.
 */
export interface Engine<S extends Schema = Schema> {
  /**
   * The options that the engine was made with. Functions of other entries, such as
   * `explainContact`, work on these.
   */
  readonly options: EngineOptions<S>;
  readonly store: Store;
  /**
   * Adds segments and workflows to a running engine, all or nothing. A definition replaces an
   * earlier one of the same id. Runs continue on the version they began with. A segment's members
   * appear as its contacts are evaluated.
   * @throws DefinitionError as `createEngine` does; nothing is taken in then.
   * @example
   * engine.add({ workflows: [summerSeries] });
   */
  add(definitions: {
    readonly segments?: readonly Segment[];
    readonly workflows?: readonly WorkflowDefinition[];
  }): void;
  /**
   * Does what is due now, up to one batch of each kind. A part that fails stops none of the others
   * and is named in `faults`; where every part fails, the call rejects with the first error.
   * Where this engine's version of a workflow has another content in the tenant's store
   * (`DEFINITION_VERSION_REUSED` among the faults), runs go on by the store's, and none begins.
   * None begins either where the store's copy cannot be read (`STORE_CORRUPT` of `definitions`).
   * @example
   * const { faults } = await engine.tick(tenant);
   * for (const { code } of faults) console.warn(code);
   */
  tick(tenant: TenantId, options?: CallOptions): Promise<TickSummary>;
  /**
   * Ticks until nothing is due any more.
   * @example
   * const { email } = await engine.drain(tenant);
   * console.log(email?.accepted);
   */
  drain(tenant: TenantId, options?: CallOptions): Promise<TickSummary>;
  /**
   * The instant from which the next tick of this engine has something to do. In the past: now.
   * `null`: nothing waits. A provider's pause counts, and so do messages whose template or version
   * this engine lacks. A loop may sleep until then if new input wakes it. The end of a lease counts
   * too, even of this engine's own, because no other worker may be left to end it.
   * @example
   * const next = await engine.nextWork(tenant);
   * await sleep(Math.min(60_000, Math.max(1_000, (next ?? Infinity) - Date.now())));
   */
  nextWork(tenant: TenantId, options?: CallOptions): Promise<Instant | null>;
  /**
   * Ticks for these tenants from now on, as often as the dispatcher calls. Each tenant has its own
   * loop, so one that hangs or fails delays no other. Tenants that are no longer listed are not
   * ticked. If nothing is due, a tick costs one read of the store.
   * @example
   * engine.start(inProcessDispatcher(), async () => [tenant]);
   */
  start(
    dispatcher: Dispatcher,
    tenants: () => Promise<readonly TenantId[]>,
    everyMs?: number,
  ): void;
  /**
   * Ends the ticks and drains under way: nothing more is claimed, what is claimed and in nobody's
   * hands goes back to the queue, and what was handed over has until `hangUp` to be answered.
   * Resolves once all of that is on record, at the latest at `deadline`, with what is not. What
   * begins after that works as ever: stop the dispatcher first.
   * @example
   * const { left } = await engine.stop({ deadline: AbortSignal.timeout(5_000) });
   */
  stop(options?: StopOptions): Promise<StopReport>;
  /**
   * Makes a contact, or adds to the one there is.
   * @throws InputError `INPUT_IDENTITY`, `INPUT_ADDRESS`, `INPUT_ATTRIBUTES`, `INPUT_TIME_ZONE`,
   * `INPUT_LOCALE`, `INPUT_JURISDICTION`, `INPUT_LIST`, `INPUT_DATA_DEPTH`; StoreError
   * `STORE_CONTACT_CONFLICT` where key and address are two people's, `STORE_KEY_CHANGED` where a
   * suppression key has another secret than before, `STORE_KEY_MISSING` where one is left out.
   * @example
   * const { contact } = await engine.identify({
   *   tenant,
   *   email: "ann@mail.example",
   *   jurisdiction: "FR",
   * });
   */
  identify(input: IdentifyInput<S>, options?: CallOptions): Promise<IdentifiedContact>;
  /**
   * Records an event. An event older than a workflow's `lateAfter`, or than a day, starts no run of
   * it.
   * @throws InputError `INPUT_EVENT` where it is not what the schema says, `INPUT_EVENT_TIME`,
   * `INPUT_ID` for an id that is none, `INPUT_DATA_DEPTH`.
   * @example
   * await engine.track({ tenant, contact, event: "order.placed", data: { total: 12 }, id: "o-1" })
   */
  track<const Name extends OneOf<EventNameOf<S>>>(
    input: Occurrence & {
      readonly event: OneKnown<"event", Name, EventNameOf<S>>;
      readonly data: [Name] extends [EventNameOf<S>] ? EventsOf<S>[Name] : unknown;
    },
    options?: CallOptions,
  ): Promise<IngestReport>;
  /**
   * Records past events in one commit. Segments see them, but no run is started or woken.
   * @throws InputError as {@link Engine.track} does.
   * @example
   * await engine.backfill(tenant, orders.map(({ id, at, total, contact }) =>
   *   ({ contact, event: "order.placed", data: { total }, id, at })))
   */
  backfill(
    tenant: TenantId,
    events: readonly BackfillInput<S>[],
    options?: CallOptions,
  ): Promise<IngestReport>;
  /**
   * Records what providers report, and the denials that follow from it, in one commit. An invalid
   * report is named in `refused`; the others are recorded.
   * @example
   * const { refused } = await engine.report(tenant, eventsOfProvider);
   */
  report(
    tenant: TenantId,
    events: readonly DeliveryEvent[],
    options?: CallOptions,
  ): Promise<ReportResult>;
  /** Lists that imports hold back until their consent is on record. */
  readonly listNews: ListNews;
  /**
   * Appends consent events and informs workflows and segments, in one commit. A draft whose id is
   * in the ledger already is skipped. One that cannot be appended is named in `refused`.
   * @throws InputError `INPUT_CONSENT` for a draft without an id, a type, an instant or fields
   * @example
   * await engine.record(tenant, [withdrawConsent(by, { contactPoint, scope: {} })]);
   */
  record(
    tenant: TenantId,
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ): Promise<AppendResult>;
  /**
   * Stores a notice or a set of rules under its digest, unchanged for ever, and records in the
   * ledger since when it applies. Publishing the same content again, as at every start of a
   * program, changes nothing.
   * @throws StoreError `STORE_DEFINITION_CONFLICT` for other content under that name; InputError
   * `INPUT_CONSENT` as {@link Engine.record} does.
   * @example
   * await engine.publish(tenant, publishNotice(newsletterWording, now))
   */
  publish(tenant: TenantId, publication: Publication, options?: CallOptions): Promise<AppendResult>;
  /**
   * Removes a contact for good, and appends the denials that keep the contact from being written
   * to, in one commit.
   * @throws StoreError `STORE_ERASURE_UNSUPPRESSED` where the drafts do not cover every point.
   * @example
   * await engine.forget(tenant, contact, suppressionDrafts);
   */
  forget(
    tenant: TenantId,
    contact: ContactId,
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ): Promise<{ readonly removed: Readonly<Record<string, number>> }>;
  /**
   * Takes two contacts apart that a merge made one: see `StoreMerges.undoMerge`. Denials that the
   * plan hands over are appended, with their news, in the same commit.
   * @example
   * await engine.undoMerge(tenant, { id: "m-1" }, (scene) => ({ ...splitRecords(scene), drafts: [] }));
   */
  undoMerge(
    tenant: TenantId,
    merge: { readonly id: string; readonly cause?: ChangeCause },
    plan: (scene: UndoScene) => UndoPlan,
    options?: CallOptions,
  ): Promise<UndoOutcome>;
  /**
   * The consent gate's current findings about itself, such as rules that nobody has verified for
   * long. The first tick of a day logs their number.
   */
  findings(): readonly GateFinding[];
  /**
   * Whether something may be sent or watched now, and why. Nothing is written.
   * @example
   * const { allowed } = await engine.decide({ tenant, contactPoint, purpose: "marketing.news" });
   */
  decide<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    input: DecideSubject & {
      readonly purpose: OneKnown<"purpose", P, PurposeOf<S>>;
      readonly topic?: KnownTopic<S, P, Topic>;
    },
    options?: CallOptions,
  ): Promise<Decision>;
  /**
   * Sends one message to one contact outside any workflow, to the first of the contact's addresses
   * that may be written to. Like every message it needs permission; a refusal is recorded.
   * @throws InputError `INPUT_SEND_ID`, `INPUT_DUE_AT`, `INPUT_LATE_AFTER`, `INPUT_DATA`,
   * `INPUT_DATA_DEPTH`, `INPUT_TEMPLATE_UNKNOWN`, `INPUT_CLASS_LAXER`, `INPUT_CHANNEL`,
   * `INPUT_PURPOSE`, `INPUT_TEMPLATE_WAY_OUT`.
   * @example
   * await engine.send({ tenant, contact, id: "order-1042", template: "receipt", purpose: "orders" })
   */
  send<const P extends OneOf<PurposeOf<S>> = never, const Topic extends string = never>(
    input: SendSubject & {
      readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>>;
      readonly topic?: KnownTopic<S, P, Topic>;
    },
    options?: CallOptions,
  ): Promise<SendResult>;
  /**
   * Sends many messages, decided one by one and written in one commit per tenant. `results[i]`
   * answers `inputs[i]`. If one input is invalid, nothing is written. A contact that cannot be read
   * is answered with `unreadable`, or with its error if it is the only one of its tenant.
   * @example
   * await engine.sendMany([
   *   { tenant, contact, id: "news-48", template: "news" },
   *   { tenant, contact: other, id: "news-48", template: "news" },
   * ]);
   */
  sendMany(inputs: readonly SendInput<S>[], options?: CallOptions): Promise<readonly SendResult[]>;
  /**
   * Begins a run of a workflow with a `manual` trigger. The same id twice is one run.
   * @throws InputError `INPUT_WORKFLOW`, `INPUT_ID`, `INPUT_DATA`, `INPUT_DATA_DEPTH`;
   * DefinitionError `DEFINITION_VERSION_REUSED`; StoreError `STORE_CORRUPT` where the store's copy
   * of the workflow cannot be read.
   * @example
   * await engine.enroll({ tenant, contact, workflow: "onboarding", id: "signup-1042" });
   */
  enroll(input: EnrollInput, options?: CallOptions): Promise<EnrollResult>;
  /**
   * Pauses, resumes and retires workflows, and moves their runs to another version.
   * @example
   * await engine.workflows.pause(tenant, "welcome", { onResume: "shift", by: "ann", why: "typo" });
   */
  readonly workflows: WorkflowVerbs;
  /** Answers a link from a mail. See `webHandler` of `@wellsent/adapters/web`. */
  respond(
    request: PublicRequest,
    evidence: RequestEvidence,
    options?: CallOptions,
  ): Promise<PublicResponse>;
  /** Messages of unknown fate that the policy does not send again. */
  held(tenant: TenantId, page?: Page, options?: CallOptions): Promise<Paged<OutboxRecord>>;
  /**
   * Resolves one held message: `release` sends it once more, `drop` never sends it, `sent` says
   * that it has left. `sent` also takes a queued message, as after a restored backup. Resolves to
   * whether the message was there.
   */
  resolveHeld(
    tenant: TenantId,
    key: SendKey,
    how: "release" | "drop" | "sent",
    options?: CallOptions,
  ): Promise<boolean>;
  /**
   * Messages that ended without being delivered, with their reasons: `failed`, `rejected`, or
   * `unknown` as {@link Engine.held} has them. Oldest first.
   */
  deadLetters(
    tenant: TenantId,
    page: Page & { readonly status: "failed" | "rejected" | "unknown" },
    options?: CallOptions,
  ): Promise<Paged<OutboxRecord>>;
  /**
   * Queues a dead letter again; see {@link SentAgain}. Without `confirm` only where it certainly
   * did not leave.
   * @example
   * const { items } = await engine.deadLetters(tenant, { status: "failed" });
   * for (const { key } of items) await engine.sendAgain(tenant, key);
   */
  sendAgain(
    tenant: TenantId,
    key: SendKey,
    how?: { readonly confirm?: boolean },
    options?: CallOptions,
  ): Promise<SentAgain>;
  /**
   * Contacts, runs and messages that could not be judged or read. They are tried again at growing
   * intervals.
   */
  quarantined(
    tenant: TenantId,
    page?: Page & { readonly kind?: QuarantineKind },
    options?: CallOptions,
  ): Promise<Paged<QuarantineEntry>>;
  /**
   * Resolves one of them: `retry` now, or `drop` for good. A dropped run ends those that it waited
   * for, and the run that waits for it goes on, in the same commit. Resolves to whether it was
   * there.
   */
  resolveQuarantine(
    tenant: TenantId,
    entry: { readonly kind: QuarantineKind; readonly id: string },
    how: "retry" | "drop",
    options?: CallOptions,
  ): Promise<boolean>;
  /**
   * The same engine inside a transaction that the host opened: one commit together with the host's
   * own writes. `tick`, `drain` and `start` are refused inside it, because mail would leave before
   * the commit.
   * @throws AdapterError `ADAPTER_TRANSACTION_TICK` from those, `ADAPTER_CAPABILITY_MISSING` for a
   * store that cannot join a transaction
   * @example
   * await engine.transaction(database, (joined) =>
   *   joined.track({ tenant, contact, event: "order.placed", data: { total: 12 }, id: "o-1" }),
   * );
   */
  transaction<T>(hostTransaction: unknown, run: (engine: this) => Promise<T>): Promise<T>;
  /** Types only: what attributes this engine's contacts have. */
  readonly attributes?: AttributesOf<S>;
}
