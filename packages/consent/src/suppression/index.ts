export { normalizeAddress } from "./normalize-address.js";
export {
  mayRelease,
  type SuppressionEffect,
  type SuppressionRule,
  suppressionRule,
  suppressionRules,
} from "./reason-table.js";
export {
  assertRetirable,
  fingerprintKeyId,
  type SuppressionKeyOptions,
  type SuppressionKeys,
  suppressionKeys,
} from "./suppression-keys.js";
