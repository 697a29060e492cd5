import { writeBase64 } from "../encode/base64.js";
import type { ByteWriter } from "../encode/utf8-writer.js";
import { writeAscii } from "../encode/utf8-writer.js";
import {
  type Attachment,
  type Boundary,
  closeMultipart,
  type Envelope,
  nextPart,
  openMultipart,
  writeAttachment,
} from "../mime/index.js";
import type { Frame } from "./frame.js";
import { interpretQuotedPrintable } from "./interpret-quoted-printable.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import type { MessageBuffer } from "./message-buffer.js";
import { setText } from "./part-text.js";
import { interpretUtf8 } from "./utf8-sink.js";

/** The message from its Content-Type on. */
export function writeContent(
  program: LoadedProgram,
  frame: Frame,
  envelope: Envelope,
  into: MessageBuffer,
): void {
  const { out } = into;
  const { messageId, attachments = [] } = envelope;
  const { text, html } = program.parts;
  const files = attachments.filter((file) => file.contentId === undefined);
  const images = attachments.filter((file) => file.contentId !== undefined);
  const mixed = files.length > 0 ? openMultipart(out, "mixed", messageId, 1) : null;
  const alternative = openMultipart(out, "alternative", messageId, 2);
  writeBody(program, text, "text/plain", frame, envelope, into);
  nextPart(out, alternative);
  const related =
    images.length > 0 ? openMultipart(out, 'related;\r\n type="text/html"', messageId, 3) : null;
  writeBody(program, html, "text/html", frame, envelope, into);
  if (related !== null) writeAttachments(out, images, related);
  closeMultipart(out, alternative);
  if (mixed !== null) writeAttachments(out, files, mixed);
}

function writeAttachments(
  out: ByteWriter,
  attachments: readonly Attachment[],
  boundary: Boundary,
): void {
  for (const attachment of attachments) {
    nextPart(out, boundary);
    writeAttachment(out, attachment);
  }
  closeMultipart(out, boundary);
}

function writeBody(
  program: LoadedProgram,
  part: LoadedPart,
  type: string,
  frame: Frame,
  envelope: Envelope,
  into: MessageBuffer,
): void {
  const { out, plain, quotedPrintableSink, utf8Sink } = into;
  const { encoding = "auto" } = envelope;
  const chosen = encoding === "auto" ? shorterFor(part) : encoding;
  writeAscii(out, "Content-Type: ");
  writeAscii(out, type);
  writeAscii(out, "; charset=utf-8\r\nContent-Transfer-Encoding: ");
  writeAscii(out, chosen);
  writeAscii(out, "\r\n\r\n");
  if (chosen === "quoted-printable") {
    const { state } = quotedPrintableSink;
    state.column = 0;
    if (part.layout) setText(program, part, frame, quotedPrintableSink.chunk);
    else interpretQuotedPrintable(program, part, frame, quotedPrintableSink);
  } else {
    plain.length = 0;
    if (part.layout) setText(program, part, frame, utf8Sink.chunk);
    else interpretUtf8(program, part, frame, utf8Sink);
    writeBase64(out, plain.bytes.subarray(0, plain.length));
  }
}

const shorter = new WeakMap<LoadedPart, "quoted-printable" | "base64">();

/**
 * Quoted-printable turns each byte beyond ASCII into three, base64 any three bytes into four. The
 * sizes are equal at about one in six. Decided once per template.
 */
function shorterFor(part: LoadedPart): "quoted-printable" | "base64" {
  const known = shorter.get(part);
  if (known !== undefined) return known;
  let all = 0;
  let beyond = 0;
  for (const segment of part.segments) {
    for (let index = 0; index < segment.length; index++) {
      const code = segment.charCodeAt(index);
      const bytes = code < 128 ? 1 : code < 0x800 ? 2 : 3;
      all += bytes;
      if (bytes > 1 || code === 61) beyond += bytes;
    }
  }
  const decided = beyond * 6 > all ? "base64" : "quoted-printable";
  shorter.set(part, decided);
  return decided;
}
