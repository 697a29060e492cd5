export type { Brand } from "./brand.js";
export {
  type AttributesOf,
  defineSchema,
  type EmailAddressFault,
  type EmailAddressOptions,
  type EmailAddressResult,
  type EventNameOf,
  type EventsOf,
  emailMatchingKey,
  normalizeDomain,
  type OutputOf,
  type ParsedEmailAddress,
  type ParseResult,
  type PurposeDefinition,
  type PurposeOf,
  parseAttributes,
  parseEmailAddress,
  parseEvent,
  type Schema,
  type SchemaIssue,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
  type TopicOf,
} from "./contacts/index.js";
export * from "./errors/index.js";
export {
  type ContactId,
  type ContactPointId,
  contactId,
  contactPointId,
  type EnrollmentId,
  enrollmentId,
  type ListId,
  listId,
  type SegmentId,
  type SendKey,
  segmentId,
  sendKey,
  type TenantId,
  tenantId,
  type WorkflowId,
  workflowId,
} from "./identifiers.js";
export type { Instant, Milliseconds } from "./instant.js";
export type { JsonObject, JsonValue } from "./json.js";
export type * from "./ports/index.js";
