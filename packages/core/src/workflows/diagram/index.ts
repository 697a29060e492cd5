export {
  type Activity,
  countSteps,
  type GoalCount,
  type StepCounter,
  stepCounter,
  type WorkflowCounts,
} from "./count-steps.js";
export {
  type DrawnCounts,
  type FigureCounter,
  type FigureParts,
  figureCounter,
  type SendFigures,
  type WorkflowFigures,
} from "./figures.js";
export { workflowMermaid } from "./mermaid.js";
export { workflowScxml } from "./scxml.js";
export { workflowSvg } from "./svg.js";
