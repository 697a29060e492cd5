export {
  asksPermission,
  isLateRun,
  isRefusal,
  lateRun,
  refusedAtEntry,
  refusedEntry,
  refusedRun,
} from "./admission.js";
export type {
  AnswerCondition,
  NotifyStep,
  RunStep,
  ThrottleStep,
  WebhookStep,
  WorkflowReference,
} from "./builder/call-step.js";
export { type KeptEvent, keptEvent } from "./builder/kept-event.js";
export { type RunEnd, runEnd } from "./builder/run-end.js";
export type { SendOptions } from "./builder/send-options.js";
export type {
  SegmentReference,
  StepOptions,
  TemplateReference,
  Where,
} from "./builder/step-parts.js";
export type {
  DeliveryOption,
  WaitForOptions,
  WaitSinceOptions,
  WaitUntilDateOptions,
} from "./builder/wait-options.js";
export { type WebhookAnswer, webhookAnswer } from "./builder/webhook-answer.js";
export type { Happened, When } from "./builder/when.js";
export type {
  EntryOptions,
  GoalOptions,
  Reentry,
  WorkflowBuilder,
} from "./builder/workflow-builder.js";
export type {
  ConsentData,
  DeliveryData,
  WorkflowEntry,
  WorkflowStart,
} from "./builder/workflow-start.js";
export type {
  BranchPaths,
  DatePaths,
  PathBuilder,
  RunPaths,
  WorkflowPath,
  WorkflowSteps,
} from "./builder/workflow-steps.js";
export { startedBy } from "./check-circles.js";
export { assertWorkflow, checkWorkflow } from "./check-workflow.js";
export { enterChild } from "./child-entry.js";
export { wakesBy } from "./child-runs.js";
export { type DefinedWorkflow, defineWorkflow } from "./define-workflow.js";
export type {
  AnswerMember,
  AnswerShape,
  BranchCondition,
  BranchNode,
  DateSource,
  DeliveryCondition,
  DeliverySignal,
  EventCondition,
  ExitNode,
  ExitRule,
  ExperimentNode,
  GoalNode,
  GoalRule,
  GoalValue,
  HappenedCondition,
  JoinNode,
  ListChangeNode,
  NodeId,
  NotifyNode,
  OnCap,
  ParallelNode,
  ReentryPolicy,
  RunNode,
  RunWait,
  SendFallback,
  SendNode,
  SinceReport,
  SplitNode,
  TaskOwner,
  ThrottleNode,
  TriggerCondition,
  UpdateNode,
  WaitForNode,
  WaitNode,
  WaitSinceNode,
  WaitUntilDateNode,
  WaitUntilNode,
  WebhookNode,
  WorkflowDefinition,
  WorkflowNode,
  WorkflowPolicy,
} from "./definition.js";
export { wakesByDrop } from "./dropped-run.js";
export {
  enrollmentFor,
  happenedAt,
  reentryAllowed,
  startsWith,
  type WorkflowTrigger,
} from "./enrollment.js";
export { readState as readRunState } from "./enrollment-state.js";
export type {
  ConsentTrigger,
  DateTrigger,
  DeliveryTrigger,
  EntryTrigger,
  EventTrigger,
  ListTrigger,
  ManualTrigger,
  ScheduleTrigger,
  SegmentTrigger,
} from "./entry-trigger.js";
export { isTimed } from "./entry-trigger.js";
export type {
  WorkflowAdviceCode,
  WorkflowCatalog,
  WorkflowFinding,
  WorkflowFindingCode,
} from "./finding.js";
export {
  checkMigration,
  type MigratedRun,
  type MigrationFinding,
  type MigrationRules,
  migrateRun,
  type NextMessage,
  type NodeMove,
  type NodeRuns,
  nextMessage,
  type WaitRule,
} from "./migration/index.js";
export { workflowNeeds } from "./nodes/index.js";
export {
  endPendingStart,
  type LeftTrigger,
  mayStart,
  pendingStart,
  pendingTrigger,
} from "./pending-start.js";
export { type PlanContext, type PlannedEntries, plannedEntries } from "./planned-entries.js";
export {
  isDiscarded,
  type Publication,
  type Publications,
  readDraft,
  readPublications,
  type WorkflowDraft,
  writeDiscarded,
  writeDraft,
  writePublications,
} from "./publishing/index.js";
export { sentTemplates } from "./send-variants.js";
export {
  closedBy,
  keptGoing,
  type OnResume,
  type PausedEntries,
  readChange,
  readStandings,
  resumeRun,
  type StandingChange,
  type Standings,
  standStill,
  type WorkflowStanding,
  writeStandings,
} from "./standing/index.js";
export { readStoredWorkflow } from "./stored-workflow.js";
export { chooseTarget, refusedDecision } from "./target.js";
export { type Transition, transition } from "./transition.js";
export type {
  ChildQuestion,
  ChildStart,
  SendQuestion,
  TransitionContext,
} from "./transition-context.js";
export { waitOutdated, waitZone } from "./wait.js";
export { readAnswer } from "./webhook-answer.js";
export type {
  DeferEffect,
  ExitedEffect,
  ListEffect,
  NotifyEffect,
  SendEffect,
  SkipEffect,
  UpdateEffect,
  WebhookEffect,
  WorkflowEffect,
} from "./workflow-effect.js";
export { parseWorkflowInput, pendingInputs, type WorkflowInput, wakes } from "./workflow-input.js";
