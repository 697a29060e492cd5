export { type JsonLinesOptions, jsonLinesRows } from "./json-lines-rows.js";
