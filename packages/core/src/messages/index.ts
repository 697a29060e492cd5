export { isLaxer, isSolicited } from "../message-class.js";
export { questionFor } from "./consent-question.js";
export { deliveryOfOutcome } from "./delivery-of-outcome.js";
export { capReach, effectivePolicy } from "./effective-policy.js";
export {
  claimNeeds,
  decideFor,
  type JudgeContext,
  judgeAgain,
  judgeClaim,
  lookNeeds,
  pointOf,
} from "./judge.js";
export {
  campaignSendKey,
  keyOfRef,
  messageIdFor,
  messageRef,
  workflowSendKey,
} from "./send-key.js";
export { fateOf, type SendPolicy } from "./send-policy.js";
export { misuseOf, type TemplateUse, templateFault } from "./template-use.js";
