export { assertSeries, checkSeries, type SeriesFinding } from "./check-series.js";
export type { IssueDate, SeriesCampaign, SeriesDefinition } from "./definition.js";
export { issueCampaign } from "./issue-campaign.js";
export { type IssueStep, isOvertaken, nextIssueStep } from "./next-issue.js";
