export { type JsonSchema, schemaToJsonSchema } from "./json-schema.js";
