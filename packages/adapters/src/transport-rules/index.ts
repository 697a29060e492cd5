export {
  beyondAscii,
  type Envelope,
  type EnvelopeReading,
  holdsLineBreak,
  readEnvelope,
  smtpAddress,
} from "./envelope.js";
export { isE164, smsSegments } from "./text-messages.js";
