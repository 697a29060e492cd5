export type { BestHours, HourQuestion } from "./best-hours.js";
export type { CallOptions } from "./call-options.js";
export type {
  Availability,
  Catalog,
  Price,
  Product,
  ProductUse,
  Recommendation,
  RecommendationCall,
  RecommendationKind,
  ShownProduct,
} from "./catalog.js";
export type {
  CodeCount,
  CodeHold,
  CodeLoad,
  CodeOutcome,
  CodePool,
  CodeRedemption,
  CodeSource,
  CodeUse,
  HeldCode,
} from "./codes.js";
export type { ColleagueAddress } from "./colleagues.js";
export type {
  Activity,
  AppendResult,
  AppendState,
  BounceHistory,
  Channel,
  ConsentChannel,
  ConsentDraft,
  ConsentGate,
  ConsentNews,
  ConsentQuestion,
  ConsentState,
  ContactPointConsent,
  Decision,
  DecisionReason,
  FingerprintKeys,
  GateFinding,
  HeadCheck,
  KeyCheck,
  LedgerEntry,
  LedgerHead,
  LedgerTile,
  MessageClass,
  StandingDenial,
  SuppressionEntry,
} from "./consent-gate.js";
export type {
  ConsentPages,
  DueConfirmation,
  MessageLinkContext,
  MessageLinks,
  PublicRequest,
  PublicResponse,
  RefusedRequest,
  RespondContext,
  ShownCell,
  TokenSubject,
  WordingRef,
} from "./consent-pages.js";
export type { DeliveryEvent, DeliveryEventType } from "./delivery-event.js";
export type { Dispatcher } from "./dispatcher.js";
export type {
  EmailAddress,
  EmailCapabilities,
  EmailTransport,
  HeaderField,
  OutboundEmail,
  SendSlot,
} from "./email-transport.js";
export type { DayState, Holidays } from "./holidays.js";
export type { MailDomainAnswer, MailDomains } from "./mail-domains.js";
export type { NearPlace, OpeningHours, Place, PlacesCall, Position } from "./places.js";
export type {
  ComposedMail,
  MailEnvelope,
  Renderer,
  RenderRequest,
  RenderResult,
  TemplateInfo,
  TrackedLink,
} from "./renderer.js";
export type { RejectionReason, SendOutcome } from "./send-outcome.js";
export type { OutboundSms, SmsCapabilities, SmsTransport } from "./sms-transport.js";
export type { Clock, IdSource, Random } from "./sources.js";
export type {
  CallDraft,
  CallEnd,
  CallKind,
  DueCall,
  StoreCalls,
  TurnDraft,
} from "./store/calls.js";
export type {
  CampaignApproval,
  CampaignFigures,
  CampaignMove,
  CampaignPause,
  CampaignPlan,
  CampaignProgress,
  CampaignRecord,
  CampaignSaid,
  CampaignTask,
  DueRecipient,
  ExpandReport,
  OpenRecipient,
  Placement,
  PrepareReport,
  RecipientChange,
  RecipientDecider,
  RecipientDecision,
  RecipientHour,
  RecipientRecord,
  RecipientState,
  TaskReport,
  TaskRunner,
} from "./store/campaign.js";
export type { StoreCapabilities } from "./store/capabilities.js";
export type { CodeWant, StoreCodes } from "./store/codes.js";
export type {
  ChangeCause,
  ContactChangeRecord,
  RecordedValue,
  StoreChanges,
  ValueChange,
  ValueOrigin,
  ValueSource,
} from "./store/contact-change.js";
export type {
  MergeOutcome,
  MergePlan,
  MergeRecord,
  MergeScene,
  StoreMerges,
  UndoOutcome,
  UndoPlan,
  UndoScene,
} from "./store/contact-merge.js";
export type { PairDecision, StorePairs } from "./store/contact-pair.js";
export type {
  ContactLookup,
  ContactMembership,
  ContactPointRecord,
  ContactRecord,
  ContactWrite,
  FoundContact,
  UnreadableContact,
} from "./store/contact-record.js";
export type { EnrollmentRecord, StepLogEntry } from "./store/enrollment.js";
export type {
  ContactFacts,
  EventFact,
  FactsNeeded,
  MessageFact,
  OutboxStatus,
} from "./store/facts.js";
export type { FeedEntry, FeedPage, StoreFeed } from "./store/feed.js";
export type {
  FlowConflict,
  FlowLink,
  FlowRead,
  FlowState,
  FlowWrites,
  StoreFlows,
} from "./store/flows.js";
export type { NoteRecord, StoreNotes } from "./store/notes.js";
export type {
  DigestItemEnd,
  DigestJoin,
  OutboxDraft,
  OutboxOrigin,
  OutboxRecord,
  SentAgain,
  Settlement,
  Verdict,
} from "./store/outbox.js";
export type { GateMove, QueueGate } from "./store/queue-gate.js";
export type {
  BudgetDay,
  BudgetReports,
  BudgetWant,
  DayBudget,
  RateLimit,
  SharedRate,
  SlotLease,
  SlotQuery,
} from "./store/rates.js";
export type {
  Advancer,
  Candidate,
  ClaimedMessage,
  ClaimQuery,
  ClaimReport,
  Damage,
  Definition,
  DroppedDefinitions,
  DroppedRun,
  DueEnrollment,
  IngestInput,
  IngestReport,
  Judge,
  LaneReach,
  ListInput,
  ListReactions,
  MembershipResult,
  Migrator,
  MovedRuns,
  OutboxCount,
  Page,
  Paged,
  QuarantineEntry,
  QuarantineKind,
  Reactions,
  Routed,
  RoutedInput,
  RouteUnit,
  SegmentUnit,
  SentInput,
  StepResult,
  Store,
  StoreScope,
  SweepReport,
  TellOthers,
  TickReport,
  Wake,
  WakeUnit,
  WorkerLease,
  WorkflowVersion,
  WorkReach,
} from "./store/store.js";
export type {
  StoreTasks,
  TaskChange,
  TaskDraft,
  TaskQuery,
  TaskRecord,
  TaskState,
} from "./store/tasks.js";
export type { Counter, Histogram, Logger, Meter, MetricAttributes, Tracer } from "./telemetry.js";
export type { WebhookAdapter, WebhookReading, WebhookRequest } from "./webhook-adapter.js";
export type { WebhookCall, WebhookCaller, WebhookOutcome } from "./webhook-caller.js";
