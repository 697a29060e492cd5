export { asksPermission, refusedAtEntry, refusedEntry, refusedRun } from "./admission.js";
export type {
  BranchPaths,
  DeliveryOption,
  EntryOptions,
  Happened,
  PathBuilder,
  Reentry,
  SegmentReference,
  SendOptions,
  StepOptions,
  TemplateReference,
  WaitForOptions,
  When,
  Where,
  WorkflowBuilder,
  WorkflowPath,
  WorkflowStart,
  WorkflowSteps,
} from "./builder/workflow-steps.js";
export { assertWorkflow, checkWorkflow } from "./check-workflow.js";
export { defineWorkflow } from "./define-workflow.js";
export type {
  BranchCondition,
  BranchNode,
  DeliveryCondition,
  DeliverySignal,
  EntryTrigger,
  EventCondition,
  ExitNode,
  ExitRule,
  HappenedCondition,
  ListChangeNode,
  NodeId,
  ReentryPolicy,
  SendNode,
  SplitNode,
  TriggerCondition,
  UpdateNode,
  WaitForNode,
  WaitNode,
  WaitUntilNode,
  WorkflowDefinition,
  WorkflowNode,
  WorkflowPolicy,
} from "./definition.js";
export { enrollmentFor, reentryAllowed, startsWith, type WorkflowTrigger } from "./enrollment.js";
export { readState as readRunState } from "./enrollment-state.js";
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
export { workflowNeeds } from "./needs.js";
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
export type { SendQuestion, TransitionContext } from "./transition-context.js";
export { zoneChanged } from "./wait.js";
export type {
  DeferEffect,
  ExitedEffect,
  ListEffect,
  SendEffect,
  SkipEffect,
  UpdateEffect,
  WorkflowEffect,
} from "./workflow-effect.js";
export { parseWorkflowInput, pendingInputs, type WorkflowInput, wakes } from "./workflow-input.js";
