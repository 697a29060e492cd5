export { webhookDraft } from "./call-body.js";
export { noticeDraft } from "./notice.js";
export {
  type CallDependencies,
  callKinds,
  everyCall,
  runCalls,
} from "./run-calls.js";
