export { newCampaign } from "./campaign-record.js";
export { type CampaignSummary, nothingDone, sumCampaigns } from "./campaign-summary.js";
export { campaignVerbs } from "./campaign-verbs.js";
export type {
  CampaignActor,
  CampaignInput,
  CampaignStart,
  CampaignStop,
  Campaigns,
  ResumeMode,
} from "./campaigns-face.js";
export type { CampaignPreview } from "./preview-campaign.js";
export {
  type CampaignDependencies,
  isConflict,
  runCampaigns,
} from "./run-campaigns.js";
export type { SendTests } from "./seed-sends.js";
