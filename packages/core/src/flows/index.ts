export type { FlowConversion } from "./convert.js";
export {
  defineFlow,
  type Flow,
  type FlowDenial,
  type FlowDirection,
  type FlowField,
  type FlowInput,
  type FlowPath,
} from "./definition.js";
export type { FlowConsent, FlowDenialIntent, FlowDependencies, FlowFault } from "./dependencies.js";
export { type Freshened, freshenBefore } from "./freshen.js";
export type { HostRow, HostTable, HostWrite, HostWriteResult } from "./host-table.js";
export { type FeedDependencies, type FeedOptions, readFeed } from "./read-feed.js";
export {
  createFlowRunner,
  type FlowReport,
  type FlowRunner,
  type FlowRunOptions,
} from "./run-flow.js";
