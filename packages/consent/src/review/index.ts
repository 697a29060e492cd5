export { askAgain, keepConsent, lapseConsent } from "./ask-again.js";
export {
  consentsToReview,
  type Reviewed,
  type ReviewState,
  type ReviewStatus,
  reviewState,
} from "./review-state.js";
