export type { Attachment, Envelope } from "./mime/index.js";
export { type JsonBytes, type JsonOptions, renderJson } from "./render/render-json.js";
export { type MessageBuffer, messageBuffer, type RenderedMessage, renderMessage } from "./render/render-message.js";
