export {
  type EmailAddressFault,
  type EmailAddressOptions,
  type EmailAddressResult,
  normalizeDomain,
  type ParsedEmailAddress,
  parseEmailAddress,
} from "./email-address.js";
export { emailMatchingKey } from "./email-matching-key.js";
