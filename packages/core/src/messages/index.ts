export { isLaxer, isSolicited } from "../message-class.js";
export { questionFor } from "./consent-question.js";
export { deliveryOfOutcome } from "./delivery-of-outcome.js";
export { capReach, effectivePolicy } from "./effective-policy.js";
export {
  claimNeeds,
  decideFor,
  findPoint,
  type JudgeContext,
  judgeAgain,
  judgeClaim,
  lookNeeds,
} from "./judge.js";
export {
  campaignSendKey,
  messageIdFor,
  messageRef,
  sendKeyFromRef,
  workflowSendKey,
} from "./send-key.js";
export { actionWhenUnknown, type SendPolicy } from "./send-policy.js";
export { type TemplateUse, templateFault, templateMisuse } from "./template-use.js";
