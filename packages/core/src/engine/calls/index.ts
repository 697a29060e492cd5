export { webhookDraft } from "./call-body.js";
export { type CallDependencies, type CallReport, runCalls } from "./run-calls.js";
