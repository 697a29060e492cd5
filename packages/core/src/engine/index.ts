export { createEngine } from "./create-engine.js";
export type {
  BreakerPolicy,
  DeliveryOptions,
  DeliveryReport,
  HeldResolution,
  RetryPolicy,
  SweepSummary,
} from "./delivery/index.js";
export type {
  BackfillInput,
  DecideInput,
  Engine,
  Publication,
  ReportResult,
  RequestEvidence,
  SendInput,
  SendResult,
  TrackInput,
} from "./engine.js";
export type { EngineOptions } from "./engine-options.js";
export type { EnrollInput, EnrollResult } from "./enroll-contact.js";
export type { IdentifiedContact, IdentifyInput } from "./identify-contact.js";
export { sortableIds } from "./ids.js";
export type { SenderOf, SenderSettings } from "./sender-settings.js";
export type { TickFault, TickSummary } from "./tick-summary.js";
