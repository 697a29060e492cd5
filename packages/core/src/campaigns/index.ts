export { bestHoursIn, bestInstant, bestWindow } from "./best-day.js";
export { campaignDigest, contentDigest } from "./campaign-digest.js";
export {
  type CampaignState,
  type CampaignVerb,
  mayMove,
  unknownCampaign,
} from "./campaign-state.js";
export {
  assertCampaign,
  type CampaignCatalog,
  type CampaignFinding,
  type CampaignFindingCode,
  checkCampaign,
} from "./check-campaign.js";
export type {
  AudiencePart,
  BestHourOfDay,
  CampaignAudience,
  CampaignContent,
  CampaignDefinition,
  CampaignPolicy,
  CampaignSchedule,
  CampaignSpread,
  CampaignVariant,
  LocalHour,
  StopRules,
} from "./definition.js";
export { audienceFault, cutOrder, shareFor, variantFor } from "./draw.js";
export {
  afterLocalHour,
  beforeLocalHour,
  type CampaignDue,
  type DueContext,
  dueFor,
  hourFor,
  localTime,
  spreadFor,
  zoneIn,
} from "./due.js";
export { latenessFor, startWithinFor } from "./lateness.js";
export { type StopCounts, type StopReason, stopReason } from "./stop-rules.js";
