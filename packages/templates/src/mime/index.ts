export { writeAttachment } from "./attachment.js";
export { writeHead } from "./head.js";
export type { Attachment, Envelope } from "./message.js";
export { type Boundary, closeMultipart, nextPart, openMultipart } from "./multipart.js";
