export type { AgeBucket, AgeCounts } from "./age-counts.js";
export type { AppliedProposal, QualityDependencies } from "./apply-proposal.js";
export type { ValueFault } from "./check-value.js";
export type { FieldKinds } from "./contact-fields.js";
export {
  type ContactActivity,
  type ContactFinding,
  type ContactFindings,
  contactFindings,
  type FindingCode,
  type FindingOptions,
} from "./contact-findings.js";
export type { FieldKind } from "./field-kind.js";
export {
  findPersonalData,
  type PersonalDataFinding,
  type PersonalDataKind,
  type PersonalDataOptions,
  type PersonalDataSearch,
} from "./find-personal-data.js";
export type { FrequentValue } from "./frequent-values.js";
export type { Grade, GradePart, GradePartCode } from "./grade.js";
export { healthWords } from "./health-words.js";
export { type QualityPageOptions, qualityPage } from "./page/quality-page.js";
export type {
  PartialField,
  PartialMonth,
  PartialProfile,
  PartialSource,
  Sighting,
} from "./partial-profile.js";
export { isPostalCode } from "./postal-code.js";
export { type ProfileOptions, ProfileTally } from "./profile-tally.js";
export {
  type ContactProposal,
  type ProposalOptions,
  type ProposedChange,
  proposeChanges,
} from "./propose-changes.js";
export {
  type FieldProfile,
  finishProfile,
  type MonthProfile,
  mergeProfiles,
  type QualityProfile,
  type SourceProfile,
} from "./quality-profile.js";
export { type NameOptions, standardName } from "./standard-name.js";
export { type QualityOptions, type TenantQuality, tenantQuality } from "./tenant-quality.js";
