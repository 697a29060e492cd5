export { TemplateError, type TemplateErrorOptions } from "./errors/index.js";
export type { FormatContext, Formatter } from "./format/index.js";
export type { FieldUse, LinkSpec, TemplateProgram } from "./program/index.js";
export { type LoadOptions, loadProgram } from "./program/load.js";
export {
  bytesOf,
  type LoadedProgram,
  type OwnedBytes,
  type PartName,
  type RenderBuffer,
  type RenderInput,
  type RenderReason,
  render,
  renderBuffer,
  renderBytes,
  renderOwned,
} from "./render/index.js";
export {
  type TemplateRenderer,
  type TemplateRendererOptions,
  type TextMessages,
  templateRenderer,
} from "./renderer.js";
export { type Salutation, type SalutationRequest, salutation } from "./salutation/index.js";
