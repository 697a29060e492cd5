export { describeSegment } from "./describe-segment.js";
export { type ExplainQuestion, explainContact } from "./explain-contact.js";
export { explainSegment, type SegmentExplanation, type SegmentTrace } from "./explain-segment.js";
export type { Explanation } from "./explanation.js";
export type { ReachedGoal } from "./read-detail.js";
export { reasonCodes } from "./reason-words.js";
export type { RunState } from "./run-state.js";
