export { codeSegment, codeSegmentAllowed } from "./code-segment.js";
