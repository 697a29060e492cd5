export {
  defineTemplate,
  type LocaleSource,
  type TemplateDefinition,
  type TemplateSource,
  type UtmRules,
} from "./define/index.js";
export { TemplateError, type TemplateErrorOptions } from "./errors/index.js";
export { type FallbackCounts, fallbackCounts } from "./fields/fallback-counts.js";
export { type FallbackText, type FieldDeclaration, type FieldType, field } from "./fields/field.js";
export type { FormatContext, Formatter } from "./format/index.js";
export type { Attachment, Envelope } from "./mime/index.js";
export {
  type NameAttributes,
  type PreviewOptions,
  type PreviewPerson,
  renderPreview,
  samplePeople,
} from "./preview/index.js";
export type { FieldUse, LinkSpec, TemplateProgram } from "./program/index.js";
export { type LoadOptions, loadProgram } from "./program/load.js";
export {
  bytesOf,
  type JsonBytes,
  type JsonOptions,
  type LoadedProgram,
  type MessageBuffer,
  messageBuffer,
  type OwnedBytes,
  type PartName,
  type RenderBuffer,
  type RenderedMessage,
  type RenderInput,
  type RenderReason,
  render,
  renderBuffer,
  renderBytes,
  renderJson,
  renderMessage,
  renderOwned,
} from "./render/index.js";
export { type TemplateRenderer, type TemplateRendererOptions, templateRenderer } from "./renderer.js";
export { type Salutation, type SalutationRequest, salutation } from "./salutation/index.js";
export {
  countSegments,
  defineSms,
  type LoadedSms,
  loadSms,
  type RenderedSms,
  renderSms,
  type SmsDefinition,
  type SmsLength,
  type SmsOptions,
  type SmsProgram,
  type SmsSource,
} from "./sms/index.js";
