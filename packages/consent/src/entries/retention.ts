/** How long what is kept, legal holds, and asking again before consent grows stale. */
export { defineReviews, type ReviewPolicy } from "../decide/index.js";
export {
  applyRetention,
  defaultRetention,
  defineRetention,
  forgetUnconfirmed,
  type LegalHold,
  legalHolds,
  type RetentionAction,
  type RetentionClass,
  type RetentionInput,
  type RetentionPlan,
  type RetentionReport,
  type RetentionRule,
  type RetentionRun,
  releaseLegalHold,
  retentionSchema,
  runRetention,
  setLegalHold,
  withoutRequests,
} from "../retention/index.js";
export {
  askAgain,
  consentsToReview,
  keepConsent,
  lapseConsent,
  type Reviewed,
  type ReviewState,
  type ReviewStatus,
  reviewState,
} from "../review/index.js";
