export { defineTemplate, type TemplateDefinition } from "./define-template.js";
export type { LocaleSource, TemplateSource, UtmRules } from "./template-source.js";
