export { defaultBlocking } from "./blocking-keys.js";
export { contactAsRecord, contactFields } from "./contact-records.js";
export { describeDuplicate } from "./describe-duplicate.js";
export type {
  BlockingKey,
  BlockingPart,
  DuplicateField,
  DuplicateFieldKind,
  DuplicateOptions,
  DuplicateRecord,
} from "./duplicate-options.js";
export type {
  AgreementLevel,
  DuplicateCluster,
  DuplicateItem,
  DuplicateModel,
  DuplicatePair,
  DuplicateProgress,
  DuplicateReport,
  FieldEvidence,
} from "./duplicate-report.js";
export { duplicateSteps, findDuplicates } from "./find-duplicates.js";
