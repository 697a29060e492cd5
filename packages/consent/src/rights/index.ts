export { writeBundleCsv } from "./bundle-csv.js";
export {
  acknowledgeCase,
  answerCase,
  askIdentity,
  assignCase,
  confirmIdentity,
  extendCase,
  type OpenedCase,
  openCase,
  pauseCase,
  type RecordedAction,
  recordAction,
  refuseCase,
  resumeCase,
  tellRecipient,
} from "./case-drafts.js";
export { type CaseFault, incompleteActions, openActions } from "./case-rules.js";
export type { DataHolder, DataSubject, ObservedErasure } from "./data-holder.js";
export { type CaseDue, type DutyClock, due } from "./due.js";
export {
  type ErasureExemption,
  type ErasureOptions,
  type ErasurePlan,
  type ErasureStep,
  erasurePlan,
} from "./erasure-plan.js";
export { type ReadCase, rightsCase, rightsCases } from "./read-cases.js";
export type {
  ActionKind,
  CaseAction,
  CasePause,
  CaseStatus,
  ObservedOutcome,
  RefusalGround,
  RightsCase,
} from "./rights-case.js";
export { type ErasureReport, type ErasureRun, runErasure } from "./run-erasure.js";
export {
  appendAll,
  type ErasingEngine,
  type StoreHolderOptions,
  storeHolder,
} from "./store-holder.js";
export { type BundleRequest, type SubjectBundle, subjectBundle } from "./subject-bundle.js";
export {
  type PauseReason,
  type RightsDuty,
  type RightsTerm,
  rightsTerms,
  type TermPeriod,
  termsFor,
} from "./terms.js";
export type { WorkingCalendar } from "./working-days.js";
