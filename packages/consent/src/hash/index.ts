export { hashParts } from "./hash-parts.js";
export { hmacSha256, hmacSha256Under, type Sha256, sha256 } from "./sha256.js";
