export { checkSegmentNames } from "./check-segment-names.js";
export { normalizeSegment } from "./normalize-segment.js";
export { parseSegment, segmentJsonSchema } from "./parse-segment.js";
export { parseWorkflow, workflowJsonSchema } from "./workflow-schema.js";
