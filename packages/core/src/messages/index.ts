export { questionFor } from "./consent-question.js";
export { deliveryOfOutcome } from "./delivery-of-outcome.js";
export {
  checkDigest,
  type Digest,
  type DigestContent,
  digestContent,
  digestData,
} from "./digest.js";
export { filledCaps } from "./filled-caps.js";
export { claimNeeds, judgeAgain, judgeClaim, lookNeeds } from "./judge.js";
export type { JudgeContext } from "./judge-context.js";
export { chooseBestHour, hoursReach, ownHours, uncounted } from "./own-hours.js";
export { directLine, workflowLine, workflowQueue } from "./queue.js";
export { checkSample, type Sample } from "./sample.js";
export { decideFor, findPoint } from "./send-checks.js";
export {
  campaignSendKey,
  copySendKey,
  messageIdFor,
  messageRef,
  sendKeyFromRef,
  workflowSendKey,
} from "./send-key.js";
export { actionWhenUnknown, type SendPolicy } from "./send-policy.js";
export { type TemplateUse, templateMisuse } from "./template-use.js";
