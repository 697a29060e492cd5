export { canonicalize } from "./canonicalize.js";
export { jsonCopy, parseJsonObject } from "./json-copy.js";
