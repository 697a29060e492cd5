export { newCampaign } from "./campaign-record.js";
export { campaignVerbs, type TestSend } from "./campaign-verbs.js";
export type {
  CampaignActor,
  CampaignInput,
  CampaignStart,
  CampaignStop,
  Campaigns,
  RecipientExplanation,
  ResumeMode,
} from "./campaigns-face.js";
export type { CampaignPreview } from "./preview-campaign.js";
export {
  type CampaignDependencies,
  type CampaignSummary,
  nothingDone,
  runCampaigns,
  sumCampaigns,
} from "./run-campaigns.js";
