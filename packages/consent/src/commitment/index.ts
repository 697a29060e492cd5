export { isBlankPayload, newSalt, payloadDigest, payloadMatches } from "./payload-digest.js";
