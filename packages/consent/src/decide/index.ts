export { type AsOf, type AsOfFacts, decideAsOf } from "./as-of.js";
export { decide } from "./decide.js";
export {
  type ConfirmationLimits,
  type DecisionFacts,
  type DecisionRules,
  defaultConfirmationLimits,
  type SubjectFlag,
} from "./decision-context.js";
export { explainDecision } from "./explain.js";
export { remedyFor } from "./remedies.js";
export { defineReviews, type ReviewPolicy, reviewsFor } from "./review-policy.js";
export { standingDenials } from "./standing-denials.js";
export { type SuppressionEffect, suppressionTable } from "./suppression-table.js";
