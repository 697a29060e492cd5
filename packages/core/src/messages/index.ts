export { questionFor } from "./consent-question.js";
export { deliveryOfOutcome } from "./delivery-of-outcome.js";
export { decideFor, type JudgeContext, judgeMessages, pointOf } from "./judge.js";
export {
  campaignSendKey,
  keyOfRef,
  messageIdFor,
  messageRef,
  workflowSendKey,
} from "./send-key.js";
export type { SendPolicy } from "./send-policy.js";
