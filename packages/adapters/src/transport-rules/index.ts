export { isE164 } from "./e164.js";
export {
  beyondAscii,
  type Envelope,
  type EnvelopeReading,
  holdsLineBreak,
  readEnvelope,
  smtpAddress,
} from "./envelope.js";
export { smsSegments } from "./sms-segments.js";
