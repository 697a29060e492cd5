export { normalizeAddress } from "./normalize-address.js";
export {
  assertRetirable,
  fingerprintKeyId,
  type SuppressionKeyOptions,
  type SuppressionKeys,
  suppressionKeys,
} from "./suppression-keys.js";
