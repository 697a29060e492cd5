export { hmacSha256, hmacSha256Under } from "./hmac.js";
export { type Sha256, sha256 } from "./sha256.js";
