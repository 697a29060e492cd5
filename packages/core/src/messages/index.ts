export { questionFor } from "./consent-question.js";
export { deliveryOfOutcome } from "./delivery-of-outcome.js";

export {
  claimNeeds,
  decideFor,
  findPoint,
  type JudgeContext,
  judgeAgain,
  judgeClaim,
  lookNeeds,
} from "./judge.js";
export { directLine, type Line, workflowLine } from "./queue.js";
export {
  campaignSendKey,
  messageIdFor,
  messageRef,
  sendKeyFromRef,
  workflowSendKey,
} from "./send-key.js";
export { actionWhenUnknown, type SendPolicy } from "./send-policy.js";
export { type TemplateUse, templateMisuse } from "./template-use.js";
