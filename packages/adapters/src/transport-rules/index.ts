export { isE164 } from "./e164.js";
export { holdsLineBreak } from "./line-breaks.js";
export { smsSegments } from "./sms-segments.js";
