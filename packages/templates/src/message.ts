export type { Attachment, Envelope } from "./mime/index.js";
export { type MessageBuffer, messageBuffer } from "./render/message-buffer.js";
export { type JsonBytes, type JsonOptions, renderJson } from "./render/render-json.js";
export { type RenderedMessage, renderMessage } from "./render/render-message.js";
export { type MessageRenderer, withMessages } from "./with-messages.js";
