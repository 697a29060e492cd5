export { applyRetention, type RetentionInput, type RetentionPlan } from "./apply-retention.js";
export { type LegalHold, legalHolds, releaseLegalHold, setLegalHold } from "./legal-holds.js";
export {
  defaultRetention,
  defineRetention,
  forgetUnconfirmed,
  type RetentionAction,
  type RetentionClass,
  type RetentionRule,
  retentionSchema,
  withoutRequests,
} from "./retention-rule.js";
export { type RetentionReport, type RetentionRun, runRetention } from "./run-retention.js";
