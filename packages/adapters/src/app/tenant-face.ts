// Longer than other files: all verbs of a tenant, for hosts to read in one place.
import type { ConsentEvent } from "@wellsent/consent/ledger";
import type { RightsCase } from "@wellsent/consent/rights";
import type {
  Activity,
  AppendResult,
  CallOptions,
  Channel,
  ConsentChannel,
  ConsentDraft,
  Decision,
  DeliveryEvent,
  EventNameOf,
  EventsOf,
  IngestReport,
  Instant,
  JsonObject,
  KnownTopic,
  MessageClass,
  OneKnown,
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
  SentAgain,
  TenantId,
  WorkflowDefinition,
  WorkflowReference,
} from "@wellsent/core";
import type { WorkflowFigures } from "@wellsent/core/diagram";
import type {
  BackfillInput,
  EnrollResult,
  Publication,
  ReportResult,
  TickSummary,
} from "@wellsent/core/engine";
import type { CampaignActor } from "@wellsent/core/engine/campaigns";
import type { Explanation, MessageTrace, StepExplanation } from "@wellsent/core/explain";
import type { CommitReport, DryRunReport, ImportProgress } from "@wellsent/core/import";
import type { TenantQuality } from "@wellsent/core/quality";
import type { WorkflowForecast } from "@wellsent/core/simulation";
import type { HourCounts } from "@wellsent/core/timing";
import type { TenantBisecting } from "./bisecting.js";
import type { TenantCalls } from "./call-face.js";
import type { ReadsGiven } from "./campaign-data.js";
import type { AppCampaign, AppContent } from "./campaign-input.js";
import type { Campaign, TenantCampaigns } from "./campaigning.js";
import type { TenantCodes } from "./code-verbs.js";
import type { Collected, CollectResult } from "./collecting.js";
import type { TenantContacts } from "./contact-face.js";
import type { ContactReference } from "./contact-reference.js";
import type { TenantDuplicates } from "./duplicate-verbs.js";
import type { ContactIdentity, StoredContact } from "./finding.js";
import type { TenantFeed, TenantFlows } from "./flow-face.js";
import type { Form } from "./form.js";
import type { Granted, GrantRest } from "./granting.js";
import type { ChangeAddressOptions, NewAddress } from "./identity.js";
import type { ImportSettings, Rows } from "./importing.js";
import type { IncomingText, IncomingTextResult } from "./incoming-text.js";
import type { ManySend } from "./many-send.js";
import type { TenantMerges } from "./merge-face.js";
import type { TenantNotes } from "./note-face.js";
import type { TenantPoints } from "./point-face.js";
import type { Reminded, RemindOptions } from "./reminding.js";
import type { LiftOptions, ObjectOptions, RestrictOptions } from "./restricting.js";
import type {
  ErasedPerson,
  EraseOptions,
  ExportOptions,
  OpenCaseOptions,
  PersonBundle,
} from "./rights.js";
import type { TenantSegments } from "./segment-face.js";
import type { Sent } from "./sending.js";
import type { AppSeries, Series } from "./series.js";
import type { SimulateOptions } from "./simulating.js";
import type { TenantTasks } from "./task-face.js";
import type {
  AppTemplate,
  BroughtData,
  FitsSchema,
  Referred,
  SendableTemplate,
  SendRest,
  TemplateReference,
} from "./template-values.js";
import type { TenantUndo } from "./undo-verbs.js";
import type { IdentifiedPerson, PersonInput } from "./visitor.js";
import type { TenantWebhooks } from "./webhooks-face.js";
import type { Withdrawn, WithdrawOptions } from "./withdrawing.js";
import type { TenantWorkflows } from "./workflow-face.js";
import type { WorkflowFiguresOptions } from "./workflow-figures.js";

/**
 * Everything an app does for one tenant: the engine's verbs with the tenant said once, and typed by
 * the app's definitions. `S`: the schema; `T`: the templates, as one union.
 *
 * Every verb first puts the tenant's wordings and rules into its store, once a process.
 */
export interface Tenant<S extends Schema = Schema, T extends AppTemplate = AppTemplate>
  extends TenantBisecting,
    TenantCalls<S>,
    TenantDuplicates,
    TenantContacts,
    TenantFeed,
    TenantMerges,
    TenantUndo {
  readonly id: TenantId;

  /**
   * Makes a contact, or adds to the one there is. Permits nothing. `dropped` names attributes that
   * the schema does not know, and that were not kept. `anonymous` joins a visitor to the person.
   * @throws as `engine.identify`; InputError `INPUT_IDENTITY` for what the tenant's `identity` asks
   * for or does not take
   * @example
   * const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
   * await acme.identify({ key: "k-1042", attributes: { firstName: "Ann" }, source: "survey" });
   * const visitor = await acme.identify({ anonymous: "v-77" });
   * await acme.identify({ anonymous: "v-77", email: "ann@mail.example" });
   */
  identify(person: PersonInput<S>, options?: CallOptions): Promise<IdentifiedPerson>;
  /**
   * Takes in what a source has of a person: a survey, a form, a call, an order, a visit, a chat.
   * One call identifies the contact, keeps the source as the origin of each value, and records the
   * events. `id` is the source's own of this occurrence: repeated, it writes nothing twice and
   * overwrites nothing that is newer, and finishes what a crash has left. Permits nothing: consent
   * is `grant`.
   * @throws InputError as {@link Tenant.identify} and {@link Tenant.track}, before anything is
   * written; `INPUT_SOURCE`, `INPUT_ID`
   * @example
   * await acme.collect({
   *   ...{ source: "survey", id: "nps-2026-1042" },
   *   contact: { email: "ann@mail.example" },
   *   values: { firstName: "Ann" },
   *   events: [{ event: "order.placed", data: { total: 12 } }],
   * });
   */
  collect(what: Collected<S>, options?: CallOptions): Promise<CollectResult>;
  /**
   * Gives a contact another mailbox or number in the place of the old one, in one write. Where the
   * address is what the contact is known by, the key changes with it: the contact stays the same,
   * and its history says what it was. The new address has no consent yet; the person's refusals
   * count there too.
   * @throws InputError `INPUT_ADDRESS`, `INPUT_CONTACT_UNKNOWN`; StoreError
   * `STORE_CONTACT_CONFLICT` where somebody else has the address
   * @example
   * await acme.changeAddress(ann, { email: "ann@new.example" }, { actor: "kim" });
   */
  changeAddress(
    contact: ContactReference,
    address: NewAddress,
    options?: ChangeAddressOptions,
  ): Promise<void>;
  /**
   * The record of a contact; `null`: there is none.
   * @example
   * const record = await acme.contact(ann);
   * console.log(record?.attributes.firstName);
   */
  contact(contact: ContactReference, options?: CallOptions): Promise<StoredContact<S> | null>;
  /**
   * The contact with this address, number or key; `null`: there is none. Addresses are read as
   * `identify` reads them, and a number may have spaces.
   * @throws InputError `INPUT_ADDRESS`, `INPUT_IDENTITY` for none of the three or several
   * @example
   * const ann = await acme.find({ email: "Ann@mail.example" });
   * if (ann !== null) await acme.send(news, ann);
   */
  find(identity: ContactIdentity, options?: CallOptions): Promise<StoredContact<S> | null>;
  /** All contacts in the order in which they came, or those on a list in the order of their ids. */
  contacts(list?: string, options?: CallOptions): AsyncIterable<StoredContact<S>>;
  /**
   * The members of a segment, as of the last tick.
   * @example
   * for await (const { id } of acme.members("lapsed")) console.log(id);
   */
  members(
    segment: string | Pick<Segment, "id">,
    options?: CallOptions,
  ): AsyncIterable<StoredContact<S>>;
  /**
   * Messages of the tenant or of one contact, in any state.
   * @example
   * for await (const { template, status } of acme.messages(ann)) console.log(template, status);
   */
  messages(contact?: ContactReference, options?: CallOptions): AsyncIterable<OutboxRecord>;

  /**
   * Sends one message to one contact, to the first of their addresses that may be written to. The
   * template decides purpose, topic, class and channel. Without `id` a contact gets a template
   * once.
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
   * Sends many messages, decided one by one and written in one commit. `results[i]` answers
   * `sends[i]`. Each takes the options of {@link Tenant.send}. If one of them is invalid, nothing
   * is written.
   * @example
   * const results = await acme.sendMany([
   *   { template: news, contact: ann },
   *   { template: news, contact: ben },
   * ]);
   * console.log(results.filter(({ queued }) => queued).length);
   */
  sendMany<const R extends readonly (SendableTemplate | OneOf<T["id"]>)[]>(
    sends: { readonly [Index in keyof R]: ManySend<S, T, R[Index]> },
    options?: CallOptions,
  ): Promise<readonly Sent[]>;
  /**
   * Saves a campaign as a draft: one message, in variants, to many people. What it gives back says
   * the rest: `check`, `preview`, `approve`, `start`, `pause`, `resume`, `cancel`, `progress`.
   * What its templates read of an event is in `content.data`: no event starts a campaign.
   * @example
   * const spring = await acme.campaign({
   *   channel: "email",
   *   audience: { in: [{ segment: subscribers }], when: "start" },
   *   content: { template: news },
   *   schedule: { local: "2026-12-01T09:00", passed: "nextDay" },
   * });
   * await spring.check();
   * await spring.approve();
   * await spring.schedule({ expect: 120_000 });
   * @throws InputError `INPUT_CAMPAIGN` for a part that is left out
   */
  campaign<const C extends AppContent>(
    input: AppCampaign & { readonly content: C & ReadsGiven<S, T, C> },
    actor?: CampaignActor,
  ): Promise<Campaign>;
  /** The campaigns there are. */
  readonly campaigns: TenantCampaigns;
  /**
   * Says what a series is, a campaign that comes again: makes it, or changes it where it differs.
   * Say it at every start. Each issue is a campaign of its own, `c-<series>-<date>`, made ahead of
   * its hour by whoever ticks, once.
   * @throws DefinitionError for what `checkSeries` finds; InputError `INPUT_SERIES_STATE` for a
   * change of one that was ended
   * @example
   * await acme.series({
   *   id: "weekly",
   *   recurrence: {
   *     ...{ v: 1, start: "2027-01-05", time: "09:00", zone: "contact" },
   *     ...{ every: "week", on: ["tue"] },
   *   },
   *   campaign: {
   *     channel: "email",
   *     audience: { in: [{ segment: subscribers }], when: "hour" },
   *     content: { template: news },
   *   },
   *   content: async ({ issue }) => ({ data: await editors.issueFor(issue) }),
   *   approval: "none",
   * });
   */
  series(series: AppSeries, actor?: CampaignActor): Promise<Series>;
  /**
   * Whether a message or tracking is allowed now, and why. Nothing is written.
   * @example
   * const { allowed, reasons } = await acme.decide(ann, { purpose: "marketing.news" });
   * if (!allowed) console.log(reasons.map(({ code }) => code));
   */
  decide<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    contact: ContactReference,
    question: {
      readonly purpose: OneKnown<"purpose", P, PurposeOf<S>>;
      readonly topic?: KnownTopic<S, P, Topic>;
      /** Default: `email`. */
      readonly channel?: ConsentChannel;
      readonly activity?: Activity;
      readonly messageClass?: MessageClass;
    },
    options?: CallOptions,
  ): Promise<Decision>;

  /**
   * Records what a person agreed to in a form, with the form's words as evidence. In `double` mode
   * a mail asks the mailbox to confirm, and nothing counts before it has.
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
   * Asks once more for the confirmation of a form that the contact has not answered, as often as
   * the form's `reminders` allow: by default never. The message has a link of its own. Both links
   * confirm, until the day on which the first one ends. Whoever has confirmed, withdrawn or been
   * asked by somebody else is not reminded.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`, `INPUT_CONTACT_POINT`,
   * `INPUT_CONFIRMATION_TEMPLATE`
   * @example
   * const { reminded, reasons } = await acme.remind(newsForm, ann);
   */
  remind(form: Form, contact: ContactReference, options?: RemindOptions): Promise<Reminded>;
  /**
   * Records a withdrawal: of a purpose, a topic, a channel, or, if nothing is named, of everything.
   * @example
   * await acme.withdraw(ann, { purpose: "marketing.news" });
   */
  withdraw<const P extends OneOf<PurposeOf<S>> = never, const Topic extends string = never>(
    contact: ContactReference,
    scope?: {
      readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>>;
      readonly topic?: KnownTopic<S, P, Topic>;
      readonly channel?: ConsentChannel;
      readonly activity?: Activity;
    },
    options?: WithdrawOptions,
  ): Promise<Withdrawn>;
  /**
   * Where somebody who is signed in at your own site sees and changes what they get: the preference
   * centre of their address. Whoever has the link can use it, so show it to nobody else.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`, `INPUT_CONTACT_POINT`
   * @example
   * response.redirect(await acme.preferencesLink(ann));
   */
  preferencesLink(
    contact: ContactReference,
    channel?: Channel,
    options?: CallOptions,
  ): Promise<string>;
  /**
   * Records an objection, at every address of the person: GDPR Art. 21. It ends advertising, for a
   * purpose or for all of them; receipts and service messages go on.
   * @example
   * await acme.object(ann);
   */
  object<const P extends OneOf<PurposeOf<S>> = never>(
    contact: ContactReference,
    scope?: { readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>> },
    options?: ObjectOptions,
  ): Promise<Withdrawn>;
  /**
   * Stops everything but legal notices, at every address of the person, until
   * {@link Tenant.liftRestriction}: GDPR Art. 18.
   * @example
   * await acme.restrict(ann, { ground: "accuracy" });
   */
  restrict(contact: ContactReference, options: RestrictOptions): Promise<Withdrawn>;
  /**
   * Ends what {@link Tenant.restrict} began. Tell the person before: GDPR Art. 18(3). `recorded` is
   * `false` where nothing was restricted.
   */
  liftRestriction(contact: ContactReference, options?: LiftOptions): Promise<Withdrawn>;

  /**
   * Records an event.
   * @throws as `engine.track`
   * @example
   * await acme.track("order.placed", ann, { total: 12 }, { id: "o-1" });
   */
  track<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    contact: ContactReference,
    data: [Name] extends [EventNameOf<S>] ? EventsOf<S>[Name] : unknown,
    options?: CallOptions & { readonly id?: string; readonly at?: Instant },
  ): Promise<IngestReport>;
  /**
   * Records past events. Segments see them, but no run is started or woken.
   * @example
   * await acme.backfill(
   *   orders.map(({ id, at, total, contact }) => ({
   *     ...{ contact, id, at },
   *     event: "order.placed" as const,
   *     data: { total },
   *   })),
   * );
   */
  backfill(events: readonly BackfillInput<S>[], options?: CallOptions): Promise<IngestReport>;
  /**
   * Starts a run of a workflow with a `manual` trigger. The same id twice is one run. A workflow
   * whose `onRequest` names an event's `data` asks for such data, where it is given as a value.
   * @example
   * await acme.enroll("onboarding", ann, { id: "signup-1042" });
   */
  enroll<Handed = unknown>(
    workflow: string | WorkflowReference<Handed>,
    contact: ContactReference,
    start: { readonly id: string } & BroughtData<JsonObject & NoInfer<Handed>>,
    options?: CallOptions,
  ): Promise<EnrollResult>;
  /**
   * Workflows that the tenant writes as data, and the app's: drafts, versions, pausing, retiring,
   * and moving runs to another version.
   */
  readonly workflows: TenantWorkflows;
  /** Addresses and numbers of contacts: what each is for, its rank and what verifies it. */
  readonly points: TenantPoints<S>;
  /** What colleagues wrote down about contacts. */
  readonly notes: TenantNotes;
  /** How receivers verify the webhooks of workflows. */
  readonly webhooks: TenantWebhooks;
  /** Previews and overlaps of segments. */
  readonly segments: TenantSegments;
  /** What workflows ask colleagues to do. */
  readonly tasks: TenantTasks;
  /** Data flows with your own tables. */
  readonly flows: TenantFlows;
  /** What is missing, wrong, old or badly written in the tenant's contacts. */
  readonly quality: TenantQuality;
  /**
   * Records what providers report.
   * @example
   * const { refused } = await acme.report(eventsOfProvider);
   * for (const { index, code } of refused) console.warn(index, code);
   */
  report(events: readonly DeliveryEvent[], options?: CallOptions): Promise<ReportResult>;
  /**
   * Takes a text message that came in: reads STOP, START and HELP, records what it means, and
   * answers with `sender.smsStopped` or `sender.smsHelp`. Verify the provider's signature first,
   * and take the tenant from the number that was written to. A STOP ends all texts; of a number
   * that nobody has, it is kept for whoever brings it. HELP is answered whoever asks: a number that
   * nobody has becomes a contact without any permission. START reopens what a STOP closed. A text
   * that may be a stop restricts the person until {@link Tenant.liftRestriction}. `answered`: the
   * purpose of the text that a STOP answers, where it is known (47 CFR 64.1200(a)(10)).
   * @throws InputError `INPUT_TEXT`, `INPUT_ADDRESS`, and as `engine.send` for a template that
   * cannot answer. What the text means is recorded before it is answered.
   * @example
   * const from = "+31 6 1234 5678";
   * const { takenAs, contact } = await acme.receiveText({ id: "SM1", from, body: "Stop please!" });
   * if (takenAs === "possible_opt_out") console.log("to be read by somebody:", contact);
   */
  receiveText<const P extends OneOf<PurposeOf<S>> = never>(
    text: IncomingText & { readonly answered?: OneKnown<"purpose", P, PurposeOf<S>> },
    options?: CallOptions,
  ): Promise<IncomingTextResult>;
  /**
   * Appends consent events that the host has drafted itself.
   * @example
   * await acme.record([recordDescription(by, { contactPoint, kind: "company" })]);
   */
  record(drafts: readonly ConsentDraft[], options?: CallOptions): Promise<AppendResult>;
  /**
   * Stores a notice or a set of rules under its digest, unchanged for ever.
   * @example
   * await acme.publish(publishNotice(newsletterWording, now));
   */
  publish(publication: Publication, options?: CallOptions): Promise<AppendResult>;

  /**
   * Imports a file, batch by batch. The last progress has the report. An import removes no denial
   * and subscribes nobody.
   * @throws InputError `INPUT_IMPORT_ID`, `INPUT_PURPOSE` for claims; as `commitImport`
   * @example
   * const { rows } = await csvRows("contacts.csv");
   * for await (const progress of acme.import(rows, { importId: "2026-11", mapping }))
   *   if (progress.phase === "done") console.log(formatImportReport(progress.report));
   */
  import(rows: Rows, settings: ImportSettings<S>): AsyncIterable<ImportProgress<CommitReport>>;
  /**
   * What {@link Tenant.import} would do with the current contacts. Writes nothing. The report's
   * `diff` says what would become of each field.
   * @example
   * const { rows } = await csvRows("contacts.csv");
   * for await (const progress of acme.dryRun(rows, { mapping }))
   *   if (progress.phase === "done") console.log(formatImportReport(progress.report));
   */
  dryRun(
    rows: Rows,
    settings: Omit<ImportSettings<S>, "importId">,
  ): AsyncIterable<ImportProgress<DryRunReport>>;

  /**
   * What a person agreed to, refused and withdrew, each with the digest of the words they saw and
   * the evidence kept beside it: oldest first, one address after the other.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`
   * @example
   * for await (const { type, notice, payload } of acme.history(ann)) console.log(type);
   */
  history(contact: ContactReference, options?: CallOptions): AsyncIterable<ConsentEvent>;
  /**
   * Why did, or didn't, this person get this? `null`: there is no such contact.
   * @example
   * const explanation = await acme.explain(ann, news);
   * console.log(explanation?.sentences.join("\n"));
   */
  explain(
    contact: ContactReference,
    template?: TemplateReference,
    options?: CallOptions,
  ): Promise<Explanation | null>;
  /**
   * What a workflow's runs did so far, by step and by way: counts, the first and the last time,
   * what was delivered, opened and clicked, by people and by anything, and where runs ended and
   * why. For reports, and for `workflowMermaid` and `workflowSvg`. Reads every contact that had a
   * run; erased people do not count.
   * @example
   * const figures = await acme.workflowFigures("welcome");
   * await writeFile("welcome.svg", workflowSvg(welcome, figures));
   */
  workflowFigures(
    workflow: string | { readonly id: string },
    options?: WorkflowFiguresOptions,
  ): Promise<WorkflowFigures>;
  /**
   * What was sent and clicked by people, by the local hour at which it was sent: what best hours go
   * by. Counted from the day on which a workflow first waits for the best hour; without what people
   * had asked for, such as receipts.
   * @example
   * const { sends, clicks } = await acme.hours();
   * console.log(sends.map((sent, hour) => `${hour}:00 ${clicks[hour]} of ${sent}`).join("\n"));
   */
  hours(options?: CallOptions): Promise<HourCounts>;
  /**
   * What a workflow would do with the tenant's own contacts, before it is active: who is let in,
   * what leaves when, what caps, quiet hours and missing permission hold back, and what it brings
   * if people behave as you say. Entry, steps and the judgement of each message are the engine's
   * own code. Nothing is written and nothing is sent. The same seed draws the same behavior, so
   * that `compareSimulations` tells what another version changes.
   * @throws InputError `INPUT_SIMULATION`, `INPUT_WORKFLOW`; DefinitionError for an unsound
   *   workflow
   * @example
   * const forecast = await acme.simulate(welcome, {
   *   audience: { list: "customers" },
   *   days: 30,
   *   behavior: { open: 0.4, click: 0.1, unsubscribe: 0.01 },
   * });
   * console.log(forecast.counts.refused, forecast.sendsPerDay, forecast.held);
   */
  simulate(
    workflow: string | WorkflowDefinition,
    options: SimulateOptions,
    call?: CallOptions,
  ): Promise<WorkflowForecast>;
  /**
   * What one message passed and where it stands, sent or not: queue, permission with the ledger
   * events it rests on, holdout, caps, hours and the rest. `null`: there is no such message.
   * @example
   * const trace = await acme.explainMessage(key);
   * console.log(trace?.stoppedAt, trace?.steps);
   */
  explainMessage(key: SendKey, options?: CallOptions): Promise<MessageTrace | null>;
  /**
   * Why did it stop here? What became of all runs of a workflow at one of its steps, and of the
   * messages it sent, counted by reason. Reads every run.
   * @example
   * const step = await acme.explainStep(welcome, "tips");
   * console.log(step.sentences.join("\n"));
   */
  explainStep(
    workflow: Pick<WorkflowDefinition, "id">,
    node: string,
    options?: CallOptions,
  ): Promise<StepExplanation>;
  /**
   * Erases a person in the store and in the other holders of data that you name, and records it as
   * a case: GDPR Art. 17. The addresses stay suppressed by their keyed fingerprints. Safe to repeat
   * with the same `case`, even if the process died in between.
   * @throws InputError `INPUT_CONTACT_UNKNOWN`, `INPUT_CASE`, `INPUT_ERASURE_HOLDER`
   * @example
   * await acme.erase(ann, { case: "ticket-1042", holders: [crm] });
   */
  erase(contact: ContactReference, options?: EraseOptions): Promise<ErasedPerson>;
  /**
   * All data about one person: GDPR Art. 15 and 20.
   * @example
   * const bundle = await acme.export(ann);
   * console.log(JSON.stringify(bundle, null, 2));
   */
  export(contact: ContactReference, options?: ExportOptions): Promise<PersonBundle>;
  /**
   * Puts a request of a person on record on the day it comes in, before it is answered: terms run
   * from then. An open request for erasure stops all but transactional messages. Resolves to the
   * case's id, which `erase` and `export` take.
   * @example
   * const id = await acme.openCase(ann, { kind: "erase", evidence: { mail: "…" } });
   * await acme.erase(ann, { case: id });
   */
  openCase(contact: ContactReference, options: OpenCaseOptions): Promise<string>;
  /** The requests of people, with what was done about each, as the ledger tells. */
  cases(options?: CallOptions): Promise<readonly RightsCase[]>;
  /** Discount codes that are given once each. */
  readonly codes: TenantCodes;
  /**
   * A signed checkpoint of the consent ledger, to be published; give the last one each time.
   * @example
   * const next = await acme.checkpoint(lastPublished);
   */
  checkpoint(previous?: string, options?: CallOptions): Promise<string>;
  /** The key that verifies checkpoints and proofs of this tenant. */
  verifierKey(): Promise<string>;

  /**
   * Does what is due now, up to one batch of each kind.
   * @example
   * const { faults } = await acme.tick();
   * for (const { code } of faults) console.warn(code);
   */
  tick(options?: CallOptions): Promise<TickSummary>;
  /**
   * Ticks until nothing is due any more.
   * @example
   * await acme.send(news, ann);
   * console.log((await acme.drain()).email?.accepted);
   */
  drain(options?: CallOptions): Promise<TickSummary>;
  /** When the next tick has something to do; `null`: nothing waits. */
  nextWork(options?: CallOptions): Promise<Instant | null>;
  /**
   * Messages of unknown fate that the policy does not send again.
   * @example
   * const { items } = await acme.held();
   * for (const { key } of items) await acme.resolveHeld(key, "release");
   */
  held(page?: Page, options?: CallOptions): Promise<Paged<OutboxRecord>>;
  resolveHeld(
    key: SendKey,
    how: "release" | "drop" | "sent",
    options?: CallOptions,
  ): Promise<boolean>;
  /** Messages that ended without being delivered, with their reasons. Oldest first. */
  deadLetters(
    page: Page & { readonly status: "failed" | "rejected" | "unknown" },
    options?: CallOptions,
  ): Promise<Paged<OutboxRecord>>;
  /**
   * Queues a dead letter again. Where it may have left, only with `confirm`: then as a copy whose
   * key ends in `~2`.
   * @example
   * const { items } = await acme.deadLetters({ status: "failed" });
   * for (const { key } of items) await acme.sendAgain(key);
   */
  sendAgain(
    key: SendKey,
    how?: { readonly confirm?: boolean },
    options?: CallOptions,
  ): Promise<SentAgain>;
  /**
   * Contacts, runs and messages that could not be judged or read. They are tried again
   * automatically.
   */
  quarantined(
    page?: Page & { readonly kind?: QuarantineKind },
    options?: CallOptions,
  ): Promise<Paged<QuarantineEntry>>;
  /**
   * Resolves one of them: `retry` now, or `drop` for good. A dropped run ends those that it waited
   * for, and the run that waits for it goes on. Resolves to whether it was there.
   */
  resolveQuarantine(
    entry: { readonly kind: QuarantineKind; readonly id: string },
    how: "retry" | "drop",
    options?: CallOptions,
  ): Promise<boolean>;
}
