export { TemplateError, type TemplateErrorOptions } from "./errors/index.js";
export type { FormatContext, Formatter } from "./format/index.js";
export type { FieldUse, LinkSpec, TemplateProgram } from "./program/index.js";
export { type LoadOptions, loadProgram } from "./program/load.js";
export {
  type LoadedProgram,
  type PartName,
  type RenderInput,
  type RenderReason,
  render,
} from "./render/index.js";
export {
  type TemplateRenderer,
  type TemplateRendererOptions,
  type TextMessages,
  templateRenderer,
} from "./renderer.js";
