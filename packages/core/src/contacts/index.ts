export type { AttributeNote, AttributeNotes } from "./attribute-note.js";
export { changedValues, withOrigins } from "./changed-values.js";
export { readableContact } from "./readable-contact.js";
export { isRecorded, recorded } from "./recorded-value.js";
export {
  type AttributesOf,
  defineSchema,
  type EventDataOf,
  type EventNameOf,
  type EventsOf,
  type KnownTopic,
  type PurposeDefinition,
  type PurposeOf,
  type Schema,
  type TopicOf,
} from "./schema.js";
export { describeIssues, type SchemaIssue } from "./schema-issue.js";
export {
  attributeNames,
  droppedNames,
  notJson,
  type ParseResult,
  parseAttributes,
  parseEvent,
} from "./schema-parse.js";
export type { OutputOf, StandardIssue, StandardResult, StandardSchema } from "./schema-standard.js";
export { originOf } from "./value-origins.js";
