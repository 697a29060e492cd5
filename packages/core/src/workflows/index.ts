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
  BranchCondition,
  BranchNode,
  DateSource,
  DeliveryCondition,
  DeliverySignal,
  EntryTrigger,
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
  ParallelNode,
  ReentryPolicy,
  SendFallback,
  SendNode,
  SinceReport,
  SplitNode,
  TriggerCondition,
  UpdateNode,
  WaitForNode,
  WaitNode,
  WaitSinceNode,
  WaitUntilDateNode,
  WaitUntilNode,
  WorkflowDefinition,
  WorkflowNode,
  WorkflowPolicy,
} from "./definition.js";
export { enrollmentFor, reentryAllowed, startsWith, type WorkflowTrigger } from "./enrollment.js";
export type { WorkflowCatalog, WorkflowFinding, WorkflowFindingCode } from "./finding.js";
export { workflowNeeds } from "./needs.js";

export { readStoredWorkflow } from "./stored-workflow.js";
export { chooseTarget, refusedDecision } from "./target.js";
export { type Transition, transition } from "./transition.js";
export type { SendQuestion, TransitionContext } from "./transition-context.js";
export { waitOutdated } from "./wait.js";
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
