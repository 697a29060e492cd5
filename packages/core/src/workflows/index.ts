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
export type { WorkflowCatalog, WorkflowFinding, WorkflowFindingCode } from "./finding.js";
export { workflowNeeds } from "./needs.js";

export { readStoredWorkflow } from "./stored-workflow.js";
export { chooseTarget, refusedDecision } from "./target.js";
export { type Transition, transition } from "./transition.js";
export type { SendQuestion, TransitionContext } from "./transition-context.js";
export { zoneChanged } from "./wait-zone.js";
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
