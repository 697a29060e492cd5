export { writeAttachment } from "./attachment.js";
export { boundary } from "./boundary.js";
export { messageHead } from "./head.js";
export type { Attachment, Envelope } from "./message.js";
