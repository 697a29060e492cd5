export { addressChannel } from "./address-channel.js";
export {
  type EmailAddressOptions,
  type EmailAddressResult,
  type ParsedEmailAddress,
  parseEmailAddress,
} from "./email-address.js";
export { emailMatchingKey } from "./email-matching-key.js";
export {
  type EmailAddressFault,
  type NormalizedEmailAddress,
  normalizeDomain,
  normalizeEmailAddress,
  type RefusedEmailAddress,
} from "./normalize-email-address.js";
