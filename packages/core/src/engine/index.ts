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
  DecideSubject,
  Engine,
  Occurrence,
  Publication,
  ReportResult,
  RequestEvidence,
  SendInput,
  SendResult,
  SendSubject,
  TrackInput,
} from "./engine.js";
export type { EngineOptions } from "./engine-options.js";
export type { EnrollInput, EnrollResult } from "./enroll-contact.js";
export type { IdentifiedContact, IdentifyInput } from "./identify-contact.js";
export { sortableIds } from "./ids.js";
export type { SenderFor, SenderSettings } from "./sender-settings.js";
export type { TickFault, TickSummary } from "./tick-summary.js";
