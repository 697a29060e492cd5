export type {
  App,
  AppDefinitions,
  AppOptions,
  AppStopOptions,
  JoinedApp,
  StartOptions,
  TickedTenants,
} from "./app.js";
export type { AppEngine } from "./app-engine.js";
export type { TenantBisecting, TenantBisectQuestion } from "./bisecting.js";
export type { CallPermission, ScreenedNumbers, TenantCalls } from "./call-face.js";
export type { CampaignExplaining, ExplainOptions } from "./campaign-explaining.js";
export type {
  AppAudience,
  AppAudiencePart,
  AppCampaign,
  AppContent,
  AppSeriesCampaign,
} from "./campaign-input.js";
export type {
  Campaign,
  CampaignMoment,
  ProgressOptions,
  TenantCampaigns,
} from "./campaigning.js";
export type { TenantCodes } from "./code-verbs.js";
export type { Collected, CollectedEvent, CollectResult } from "./collecting.js";
export type { TenantContacts } from "./contact-face.js";
export type { ContactReference } from "./contact-reference.js";
export type {
  DuplicateSearch,
  DuplicatesVerb,
  PairOptions,
  PairResult,
  PairVerdict,
  TenantDuplicates,
} from "./duplicate-verbs.js";
export type { ContactIdentity, StoredContact } from "./finding.js";
export type { TenantFeed, TenantFlows } from "./flow-face.js";
export { defineForm, type Form, type FormAsk, type FormDefinition } from "./form.js";
export type { Granted, GrantOptions } from "./granting.js";
export type { ChangeAddressOptions, NewAddress } from "./identity.js";
export type { ImportEvidence, ImportSettings } from "./importing.js";
export type { IncomingText, IncomingTextResult } from "./incoming-text.js";
export type { IssueWriter } from "./issue-writers.js";
export type { ManySend } from "./many-send.js";
export type {
  MergeContradiction,
  MergedConsent,
  MergeOptions,
  MergePreview,
  MergeResult,
  MergeVerb,
  TenantMerges,
} from "./merge-face.js";
export type { TenantNotes } from "./note-face.js";
export type {
  KnownPoint,
  NewPoint,
  PointEvidence,
  PointNotes,
  TenantPoints,
} from "./point-face.js";
export type { Reminded, RemindOptions } from "./reminding.js";
export type { LiftOptions, ObjectOptions, RestrictOptions } from "./restricting.js";
export type {
  ErasedPerson,
  EraseOptions,
  ExportOptions,
  OpenCaseOptions,
  PersonBundle,
} from "./rights.js";
export { deriveKeys, type NamedSecret, type Secret } from "./secret.js";
export type { OverlapOptions, PreviewOptions, TenantSegments } from "./segment-face.js";
export type { Sent } from "./sending.js";
export type { AppSeries, Series } from "./series.js";
export type { SimulateOptions } from "./simulating.js";
export type { TaskListing, TenantTasks } from "./task-face.js";
export type { AppTemplate, SendOptions, TemplateReference } from "./template-values.js";
export type { Tenant } from "./tenant-face.js";
export type {
  Brand,
  ContactIdentityKind,
  Sender,
  TenantSettings,
  Words,
} from "./tenant-settings.js";
export type { TenantUndo } from "./undo-verbs.js";
export type { IdentifiedPerson, PersonInput } from "./visitor.js";
export type { AppWebhooks, TenantWebhooks } from "./webhooks-face.js";
export { wellsent } from "./wellsent.js";
export type { Withdrawn, WithdrawOptions } from "./withdrawing.js";
export type { TenantAuthoring, WorkflowReference } from "./workflow-authoring.js";
export type { TenantMigration, TenantWorkflows } from "./workflow-face.js";
export type { WorkflowFiguresOptions } from "./workflow-figures.js";
