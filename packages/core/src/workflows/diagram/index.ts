export {
  countSteps,
  type GoalCount,
  type StepCounter,
  stepCounter,
  type WorkflowCounts,
} from "./count-steps.js";
export { workflowMermaid } from "./mermaid.js";
export { workflowSvg } from "./svg.js";
