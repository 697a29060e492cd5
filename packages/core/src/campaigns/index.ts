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
  CampaignAudience,
  CampaignContent,
  CampaignDefinition,
  CampaignPolicy,
  CampaignSchedule,
  CampaignSpread,
  CampaignVariant,
  StopRules,
} from "./definition.js";
export { audienceFault, cutOrder, shareFor, variantFor } from "./draw.js";
export {
  afterLocalHour,
  beforeLocalHour,
  dueFor,
  hourFor,
  localTime,
  spreadFor,
} from "./due.js";
export { latenessFor, startWithinFor } from "./lateness.js";
export { type StopCounts, type StopReason, stopReason } from "./stop-rules.js";
