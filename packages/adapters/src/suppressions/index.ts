export { type SuppressionFile, suppressionRows } from "./suppression-rows.js";
