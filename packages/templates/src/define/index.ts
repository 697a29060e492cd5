export {
  type FallbackText,
  type FieldDeclaration,
  type FieldType,
  field,
} from "../fields/field.js";
export { defineTemplate, type TemplateDefinition } from "./define-template.js";
export type { SendData } from "./send-data.js";
export type { LocaleSource, TemplateSource, UtmRules } from "./template-source.js";
