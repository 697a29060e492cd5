export { asksPermission, refusedAtEntry, refusedEntry, refusedRun } from "./admission.js";
export type {
  BranchPaths,
  DatePaths,
  DeliveryOption,
  EntryOptions,
  GoalOptions,
  Happened,
  PathBuilder,
  Reentry,
  SegmentReference,
  SendOptions,
  StepOptions,
  TemplateReference,
  WaitForOptions,
  WaitSinceOptions,
  WaitUntilDateOptions,
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
  DeliverySignal,
  EntryTrigger,
  ExitRule,
  GoalRule,
  ReentryPolicy,
  WorkflowDefinition,
  WorkflowPolicy,
} from "./definition.js";
export { enrollmentFor, reentryAllowed, startsWith, type WorkflowTrigger } from "./enrollment.js";
export type { WorkflowCatalog, WorkflowFinding, WorkflowFindingCode } from "./finding.js";
export { workflowNeeds } from "./needs.js";
export type {
  BranchNode,
  DateSource,
  ExitNode,
  ExperimentNode,
  GoalNode,
  GoalValue,
  JoinNode,
  ListChangeNode,
  NodeId,
  ParallelNode,
  SendFallback,
  SendNode,
  SinceReport,
  SplitNode,
  UpdateNode,
  WaitForNode,
  WaitNode,
  WaitSinceNode,
  WaitUntilDateNode,
  WaitUntilNode,
  WorkflowNode,
} from "./node.js";
export type {
  BranchCondition,
  DeliveryCondition,
  EventCondition,
  HappenedCondition,
  TriggerCondition,
} from "./node-condition.js";

export { readStoredWorkflow } from "./stored-workflow.js";
export { chooseTarget, refusedDecision } from "./target.js";
export { type Transition, transition } from "./transition.js";
export type { SendQuestion, TransitionContext } from "./transition-context.js";
export { waitOutdated } from "./wait-zone.js";
export type {
  DeferEffect,
  ExitedEffect,
  ExposureEffect,
  GoalEffect,
  ListEffect,
  RefusedSend,
  SendEffect,
  SkipEffect,
  UpdateEffect,
  WorkflowEffect,
} from "./workflow-effect.js";
export { parseWorkflowInput, pendingInputs, type WorkflowInput, wakes } from "./workflow-input.js";
