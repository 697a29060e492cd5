export { TemplateError, type TemplateErrorOptions } from "./template-error.js";
