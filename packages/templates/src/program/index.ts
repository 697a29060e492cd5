export { digestProgram } from "./digest.js";
export * as Escape from "./escape.js";
export type { Expression, LoopVariable, UrlRole } from "./expression.js";
export type { FieldUse } from "./field-use.js";
export { builtInFormatters } from "./formatter-names.js";
export * as Op from "./op.js";
export {
  type EscapeCode,
  type LinkSpec,
  opLength,
  type Part,
  programFormat,
  type TemplateProgram,
} from "./program.js";
