export { webhookDraft } from "./call-body.js";
export { type CallDependencies, runCalls } from "./run-calls.js";
