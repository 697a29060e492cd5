import type {
  Activity,
  AppendResult,
  CallOptions,
  Channel,
  ConsentDraft,
  ContactRecord,
  Decision,
  DeliveryEvent,
  EventNameOf,
  EventsOf,
  IngestReport,
  Instant,
  JsonObject,
  Known,
  KnownTopic,
  MessageClass,
  OneOf,
  OutboxRecord,
  Page,
  Paged,
  PurposeOf,
  QuarantineEntry,
  QuarantineKind,
  Schema,
  Segment,
  SendKey,
  TenantId,
} from "@wellsent/core";
import type {
  BackfillInput,
  EnrollResult,
  IdentifiedContact,
  IdentifyInput,
  Publication,
  ReportResult,
  TickSummary,
} from "@wellsent/core/engine";
import type { Explanation } from "@wellsent/core/explain";
import type { CommitReport, ImportProgress, ImportReport } from "@wellsent/core/import";
import type { ContactReference } from "./contact-reference.js";
import type { Form } from "./form.js";
import type { Granted, GrantRest } from "./granting.js";
import type { ImportSettings, Rows } from "./importing.js";
import type { ErasedPerson, EraseOptions, ExportOptions, PersonBundle } from "./rights.js";
import type { ManySend, Sent } from "./sending.js";
import type {
  AppTemplate,
  FitsSchema,
  Referred,
  SendableTemplate,
  SendRest,
  TemplateReference,
} from "./template-values.js";
import type { Withdrawn, WithdrawOptions } from "./withdrawing.js";

/**
 * Everything an app does for one tenant: the engine's verbs with the tenant said once, and typed by
 * the app's definitions. `S`: the schema; `T`: the templates, as one union.
 *
 * Every verb first puts the tenant's wordings and rules into its store, once a process.
 */
export interface Tenant<S extends Schema = Schema, T extends AppTemplate = AppTemplate> {
  readonly id: TenantId;

  /**
   * Makes a contact, or adds to the one there is. Permits nothing.
   * @throws as `engine.identify`
   * @example
   * const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
   */
  identify(
    person: Omit<IdentifyInput<S>, "tenant">,
    options?: CallOptions,
  ): Promise<IdentifiedContact>;
  /** The record of a contact; `null`: there is none. */
  contact(contact: ContactReference, options?: CallOptions): Promise<ContactRecord | null>;
  /** All contacts, or those on a list, oldest first. */
  contacts(list?: string, options?: CallOptions): AsyncIterable<ContactRecord>;
  /** Who is in a segment, as of the last tick. */
  members(
    segment: string | Pick<Segment, "id">,
    options?: CallOptions,
  ): AsyncIterable<ContactRecord>;
  /** Messages of the tenant or of one contact, whatever became of them. */
  messages(contact?: ContactReference, options?: CallOptions): AsyncIterable<OutboxRecord>;

  /**
   * One message to one contact, to the first of their addresses that may be written to. Purpose,
   * topic, class and channel are the template's. Without `id` a contact gets a template once.
   * @throws as `engine.send`
   * @example
   * await acme.send(news, ann);
   * await acme.send(receipt, ann, { id: "order-1042", data: { total: 12 } });
   */
  send<const R extends SendableTemplate | OneOf<T["id"]>>(
    template: R & FitsSchema<S, Referred<R, T>>,
    contact: ContactReference,
    ...options: SendRest<S, Referred<R, T>>
  ): Promise<Sent>;
  /**
   * Many at once, decided one by one and written in one commit. `results[i]` answers `sends[i]`.
   * Where one is refused by name, nothing of any is written.
   */
  sendMany(sends: readonly ManySend[], options?: CallOptions): Promise<readonly Sent[]>;
  /** Whether something may be sent or watched now, and why. Nothing is written. */
  decide<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    contact: ContactReference,
    question: {
      readonly purpose: P & Known<"purpose", P, PurposeOf<S>>;
      readonly topic?: Topic & KnownTopic<S, P, Topic>;
      /** Default: `email`. */
      readonly channel?: Channel;
      readonly activity?: Activity;
      readonly messageClass?: MessageClass;
    },
    options?: CallOptions,
  ): Promise<Decision>;

  /**
   * Records what a person agreed to by a form, with its very words as evidence. In `double` mode
   * the mail that asks the mailbox is sent, and nothing counts before it has answered.
   * @throws InputError `INPUT_CHOICE`, `INPUT_CONTACT_UNKNOWN`, `INPUT_FORM_LOCALE`,
   * `INPUT_CONFIRMATION_TEMPLATE`
   * @example
   * await acme.grant(newsForm, ann, { evidence: { ip: "192.0.2.7" } });
   */
  grant<Choice extends string>(
    form: Form<Choice>,
    contact: ContactReference,
    ...options: GrantRest<Choice>
  ): Promise<Granted>;
  /**
   * Records that a person wants something no more: a purpose, a topic, a channel, or, with nothing
   * named, everything.
   * @example
   * await acme.withdraw(ann, { purpose: "marketing.news" });
   */
  withdraw<const P extends OneOf<PurposeOf<S>> = never, const Topic extends string = never>(
    contact: ContactReference,
    scope?: {
      readonly purpose?: P & Known<"purpose", P, PurposeOf<S>>;
      readonly topic?: Topic & KnownTopic<S, P, Topic>;
      readonly channel?: Channel;
      readonly activity?: Activity;
    },
    options?: WithdrawOptions,
  ): Promise<Withdrawn>;

  /**
   * Records that something has happened.
   * @throws as `engine.track`
   * @example
   * await acme.track("order.placed", ann, { total: 12 }, { id: "o-1" });
   */
  track<const Name extends OneOf<EventNameOf<S>>>(
    event: Name & Known<"event", Name, EventNameOf<S>>,
    contact: ContactReference,
    data: [Name] extends [EventNameOf<S>] ? EventsOf<S>[Name] : unknown,
    options?: CallOptions & { readonly id?: string; readonly at?: Instant },
  ): Promise<IngestReport>;
  /** Records history: segments see it, and no run is started or woken by it. */
  backfill(events: readonly BackfillInput<S>[], options?: CallOptions): Promise<IngestReport>;
  /** Begins a run of a workflow with a `manual` trigger. The same id twice is one run. */
  enroll(
    workflow: string | { readonly id: string },
    contact: ContactReference,
    start: { readonly id: string; readonly data?: JsonObject },
    options?: CallOptions,
  ): Promise<EnrollResult>;
  /** Takes in what providers report. */
  report(events: readonly DeliveryEvent[], options?: CallOptions): Promise<ReportResult>;
  /** Appends consent events that you have drafted yourself. */
  record(drafts: readonly ConsentDraft[], options?: CallOptions): Promise<AppendResult>;
  /** Keeps a wording or a set of rules under its digest, for ever as it is. */
  publish(publication: Publication, options?: CallOptions): Promise<AppendResult>;

  /**
   * Takes a file in, batch by batch; the last progress has the report. It lifts no denial and
   * subscribes nobody.
   * @throws as `commitImport`
   */
  import(rows: Rows, settings: ImportSettings<S>): AsyncIterable<ImportProgress<CommitReport>>;
  /** What {@link Tenant.import} would do, against what is known. Writes nothing. */
  dryRun(
    rows: Rows,
    settings: Omit<ImportSettings<S>, "importId">,
  ): AsyncIterable<ImportProgress<ImportReport>>;

  /** Why did, or didn't, this person get this? `null`: there is no such contact. */
  explain(
    contact: ContactReference,
    template?: TemplateReference,
    options?: CallOptions,
  ): Promise<Explanation | null>;
  /**
   * Erases a person, in the store and in the other holders of data that you name, as a case on
   * record: GDPR Art. 17. Addresses stay suppressed by their keyed fingerprints. Safe to repeat
   * under the same `case`, also where the process died in between.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`, `INPUT_CASE`, `INPUT_ERASURE_HOLDER`
   * @example
   * await acme.erase(ann, { case: "ticket-1042", holders: [crm] });
   */
  erase(contact: ContactReference, options?: EraseOptions): Promise<ErasedPerson>;
  /** Everything there is about one person: GDPR Art. 15 and 20. */
  export(contact: ContactReference, options?: ExportOptions): Promise<PersonBundle>;
  /** A signed checkpoint of the consent ledger, to be published; give the last one each time. */
  checkpoint(previous?: string, options?: CallOptions): Promise<string>;
  /** What checkpoints and proofs of this tenant are verified with. */
  verifierKey(): Promise<string>;

  /** Does what is due now, up to one batch of each kind. */
  tick(options?: CallOptions): Promise<TickSummary>;
  /** Ticks until nothing is due any more. */
  drain(options?: CallOptions): Promise<TickSummary>;
  /** When the next tick has something to do; `null`: nothing waits. */
  nextWork(options?: CallOptions): Promise<Instant | null>;
  /** Messages nobody knows the fate of, and that the policy does not send again. */
  held(page?: Page, options?: CallOptions): Promise<Paged<OutboxRecord>>;
  resolveHeld(
    key: SendKey,
    how: "release" | "drop" | "sent",
    options?: CallOptions,
  ): Promise<boolean>;
  /** What could not be judged or read, and is tried again by itself. */
  quarantined(
    page?: Page & { readonly kind?: QuarantineKind },
    options?: CallOptions,
  ): Promise<Paged<QuarantineEntry>>;
  resolveQuarantine(
    entry: { readonly kind: QuarantineKind; readonly id: string },
    how: "retry" | "drop",
    options?: CallOptions,
  ): Promise<boolean>;
}
