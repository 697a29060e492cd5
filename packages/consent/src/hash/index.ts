export { hmacSha256 } from "./hmac.js";
export { type Sha256, sha256 } from "./sha256.js";
