export { fromBase64, fromBase64Url, toBase64, toBase64Url } from "./base64.js";
export { fromHex, hexInto, isHex, toHex } from "./hex.js";
export { equalBytes, hasControls, isWellFormed, utf8 } from "./utf8.js";
