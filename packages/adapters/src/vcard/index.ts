export { type VCardOptions, vCardRows } from "./vcard-rows.js";
