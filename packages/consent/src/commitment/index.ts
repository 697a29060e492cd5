export { newSalt, payloadDigest, payloadMatches } from "./payload-digest.js";
