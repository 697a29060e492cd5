export { canonicalize } from "./canonicalize.js";
export { isObject, jsonCopy, parseJsonObject } from "./json-copy.js";
