export { isE164 } from "./e164.js";
export {
  beyondAscii,
  type Envelope,
  type EnvelopeReading,
  readEnvelope,
  smtpAddress,
} from "./envelope.js";
export { holdsLineBreak } from "./line-breaks.js";
export { smsSegments } from "./sms-segments.js";
