export {
  type BisectQuestion,
  bisectMessage,
  bisectVersions,
  type MessageBisection,
} from "./bisect-run.js";
export type { ChangedPart, WorkflowBisection } from "./bisect-workflows.js";
export type { AskedCase, ComparedOperand, SendWay, WayPart } from "./send-way.js";
