export { closedNames } from "../contacts/schema-issue.js";
export {
  defaultWarmUpLimits,
  type RateText,
  type WarmUpDay,
  type WarmUpLimits,
  type WarmUpPlan,
  type WarmUpStep,
  warmUpDays,
  warmUpStep,
} from "../pacing/index.js";
export {
  type CompiledSegment,
  compileSegment,
  segmentDependencies,
  segmentNeeds,
} from "../segments/index.js";
export {
  type DeferEffect,
  type ExitedEffect,
  enrollmentFor,
  type Happened,
  type ListEffect,
  type SendEffect,
  type SkipEffect,
  type Transition,
  type TransitionContext,
  transition,
  type UpdateEffect,
  type WorkflowEffect,
  type WorkflowInput,
  type WorkflowStart,
  wakes,
} from "../workflows/index.js";
export type { CampaignSummary } from "./campaigns/campaign-summary.js";
export { checkSender } from "./check-sender.js";
export { createEngine } from "./create-engine.js";
export type {
  BreakerPolicy,
  DeliveryOptions,
  DeliveryReport,
  Freshen,
  HeldResolution,
  Pause,
  RateOptions,
  RetryPolicy,
  SweepSummary,
} from "./delivery/index.js";
export type {
  BackfillInput,
  DecideInput,
  DecideSubject,
  Engine,
  Occurrence,
  Publication,
  ReportResult,
  RequestEvidence,
  SendInput,
  SendSubject,
  TrackInput,
} from "./engine.js";
export type { EngineOptions } from "./engine-options.js";
export type { EnginePart, PartFaces } from "./engine-part.js";
export type { EnrollInput, EnrollResult } from "./enroll-contact.js";
export type { IdentifiedContact, IdentifyInput } from "./identify-contact.js";
export { sortableIds } from "./ids.js";
export type { ListNews } from "./list-news.js";
export type { MigrationReport } from "./migrate-workflow.js";
export type { Cost, MessagePrice, PricedMessage, PriceList } from "./prices.js";
export type { SendResult } from "./send-result.js";
export type { SenderFor, SenderSettings } from "./sender-settings.js";
export type { LeftMessages, StopOptions, StopReport } from "./stopping.js";
export type { TickFault, TickSummary } from "./tick-summary.js";
export type { Pace, RunCount } from "./walk-runs.js";
export { type WarmUp, warmUpKey, warmUpToday } from "./warm-up.js";
export type {
  ChangedBy,
  PauseOptions,
  ResumeOptions,
  WorkflowState,
  WorkflowVerbs,
} from "./workflow-verbs.js";
