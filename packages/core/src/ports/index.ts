export type { CallOptions } from "./call-options.js";
export type { Clock } from "./clock.js";
export type {
  Activity,
  AppendResult,
  AppendState,
  Channel,
  ConsentDraft,
  ConsentGate,
  ConsentQuestion,
  ConsentState,
  ContactPointConsent,
  Decision,
  DecisionReason,
  LedgerEntry,
  LedgerHead,
  LedgerTile,
  MessageClass,
  SuppressionEntry,
} from "./consent-gate.js";
export type {
  ConsentPages,
  MessageLinkContext,
  MessageLinks,
  PublicRequest,
  PublicResponse,
  TokenSubject,
} from "./consent-pages.js";
export type { DeliveryEvent, DeliveryEventType } from "./delivery-event.js";
export type { Dispatcher } from "./dispatcher.js";
export type {
  EmailAddress,
  EmailCapabilities,
  EmailTransport,
  HeaderField,
  OutboundEmail,
} from "./email-transport.js";
export type { IdSource } from "./id-source.js";
export type { Logger } from "./logger.js";
export type { Random } from "./random.js";
export type {
  Renderer,
  RenderRequest,
  RenderResult,
  TemplateInfo,
  TrackedLink,
} from "./renderer.js";
export type { SendOutcome } from "./send-outcome.js";
export type { OutboundSms, SmsCapabilities, SmsTransport } from "./sms-transport.js";
export type { StoreCapabilities } from "./store/capabilities.js";
export type {
  ContactLookup,
  ContactMembership,
  ContactPointRecord,
  ContactRecord,
  ContactWrite,
} from "./store/contact-record.js";
export type { EnrollmentRecord, StepLogEntry } from "./store/enrollment.js";
export type { ContactFacts, EventFact, FactsNeeded, MessageFact } from "./store/facts.js";
export type {
  OutboxDraft,
  OutboxOrigin,
  OutboxRecord,
  OutboxStatus,
  Settlement,
  Verdict,
} from "./store/outbox.js";
export type {
  Candidate,
  ClaimedMessage,
  ClaimQuery,
  Definition,
  DueEnrollment,
  IngestFacts,
  IngestInput,
  IngestReport,
  MembershipResult,
  OutboxCount,
  Page,
  Paged,
  Routed,
  StepResult,
  Store,
  StoreScope,
  TickReport,
} from "./store/store.js";
export type { Tracer } from "./tracer.js";
export type { WebhookAdapter, WebhookReading, WebhookRequest } from "./webhook-adapter.js";
