export {
  type EmailAddressFault,
  type EmailAddressOptions,
  type EmailAddressResult,
  normalizeDomain,
  type ParsedEmailAddress,
  parseEmailAddress,
} from "./email-address.js";
export { emailMatchingKey } from "./email-matching-key.js";
export {
  type AttributesOf,
  defineSchema,
  type EventNameOf,
  type EventsOf,
  type PurposeDefinition,
  type PurposeOf,
  type Schema,
  type TopicOf,
} from "./schema.js";
export { type ParseResult, parseAttributes, parseEvent, type SchemaIssue } from "./schema-parse.js";
export type { OutputOf, StandardIssue, StandardResult, StandardSchema } from "./schema-standard.js";
