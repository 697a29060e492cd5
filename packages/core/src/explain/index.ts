export { describeSegment } from "./describe-segment.js";
export { type ExplainQuestion, type Explanation, explainContact } from "./explain-contact.js";
export { explainSegment, type SegmentExplanation, type SegmentTrace } from "./explain-segment.js";
