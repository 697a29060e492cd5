export { digestProgram } from "./digest.js";
export type { Expression, LoopVariable, UrlRole } from "./expression.js";
export { type FieldUse, fieldTypes } from "./field-use.js";
export { type BuiltInFormatter, builtInFormatters } from "./formatter-names.js";
export { Escape, type LinkSpec, Op, opLength, type Part, programFormat, type TemplateProgram } from "./program.js";
