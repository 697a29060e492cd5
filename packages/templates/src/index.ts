export {
  defineTemplate,
  type LocaleSource,
  type TemplateDefinition,
  type TemplateSource,
  type UtmRules,
} from "./define/index.js";
export { type FallbackText, type FieldDeclaration, type FieldType, field } from "./fields/field.js";
