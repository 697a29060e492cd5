export { type DescribeOptions, describeSegment, type Language } from "./describe-segment.js";
export {
  type CampaignExplanation,
  type CampaignQuestion,
  explainCampaign,
  explainRecipient,
  traceCampaign,
} from "./explain-campaign.js";
export { type ExplainQuestion, explainContact } from "./explain-contact.js";
export { explainMessage } from "./explain-message.js";
export { explainSegment, type SegmentExplanation, type SegmentTrace } from "./explain-segment.js";
export {
  explainStep,
  type ReasonCount,
  type StepExplanation,
  type StepQuestion,
} from "./explain-step.js";
export type { Explanation } from "./explanation.js";
export { interpretSegment } from "./interpret-segment.js";
export type { MessageTrace, Passage, TraceStep } from "./message-trace.js";
export type { AskedCall } from "./open-calls.js";
export {
  type OverlapRegion,
  overlapSegments,
  type SegmentOverlap,
  type SegmentOverlapQuestion,
} from "./overlap-segments.js";
export {
  type PreviewedContact,
  type PreviewReason,
  previewSegment,
  type SegmentPreview,
  type SegmentPreviewQuestion,
} from "./preview-segment.js";
export type { FailedCall, ReachedGoal } from "./read-detail.js";
export { reasonCodes } from "./reason-words.js";
export type { CampaignPassage, RecipientStep, RecipientTrace } from "./recipient-trace.js";
export type { RunState } from "./run-state.js";
export type { SampledContact } from "./stable-sample.js";
export type { RecipientGroup } from "./tally-recipients.js";
