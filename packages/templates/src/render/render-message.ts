import type { TrackedLink } from "@wellsent/core";
import { writeAscii } from "../encode/ascii-writer.js";
import { writeBase64 } from "../encode/base64.js";
import { type ByteWriter, byteWriter } from "../encode/utf8-writer.js";
import { headerText } from "../escape/index.js";
import {
  type Attachment,
  type Boundary,
  closeMultipart,
  type Envelope,
  nextPart,
  openMultipart,
  writeAttachment,
  writeHead,
} from "../mime/index.js";
import { type Frame, giveFrame, takeFrame } from "./frame.js";
import { interpret } from "./interpret.js";
import { interpretQuotedPrintable } from "./interpret-quoted-printable.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { linksOfMail, noLinks } from "./own-links.js";
import { type QuotedPrintableSink, quotedPrintableSink } from "./quoted-printable-sink.js";
import type { RenderInput, RenderReason } from "./request.js";
import { tracksClicks } from "./streamline.js";
import { type StringSink, stringSink } from "./string-sink.js";
import { interpretUtf8, type Utf8Sink, utf8Sink } from "./utf8-sink.js";

export type RenderedMessage =
  | {
      readonly rendered: true;
      readonly subject: string;
      readonly fallbacks: readonly string[];
      /** Where the click links lead, see `RenderResult` of the `Renderer` port: keep it with the message. */
      readonly links: readonly TrackedLink[];
      /** RFC 5322, CRLF, no line over 998 octets. Valid until the next render into the same buffer; whole if none was given. */
      readonly raw: Uint8Array<ArrayBuffer>;
    }
  | { readonly rendered: false; readonly reasons: readonly RenderReason[] };

/** Memory for messages, used again and again; one per worker. */
export interface MessageBuffer {
  /** @internal */
  readonly out: ByteWriter;
  /** @internal */
  readonly plain: ByteWriter;
  /** @internal */
  readonly subjectSink: StringSink;
  /** @internal */
  readonly quotedPrintableSink: QuotedPrintableSink;
  /** @internal */
  readonly utf8Sink: Utf8Sink;
}

export function messageBuffer(capacity = 262_144): MessageBuffer {
  const out = byteWriter(capacity);
  const plain = byteWriter(capacity >> 1);
  return {
    out,
    plain,
    subjectSink: stringSink(),
    quotedPrintableSink: quotedPrintableSink({ out, column: 0 }),
    utf8Sink: utf8Sink(plain),
  };
}

/**
 * A whole message that SMTP can carry as it is and DKIM can sign as it is: headers that a 7-bit relay survives,
 * multipart/alternative, with inline images multipart/related, with attachments multipart/mixed.
 * Deterministic: the same input gives the same bytes.
 *
 * @param into Without it, `raw` is memory of its own.
 * @throws InputError for a fault of the envelope, such as `INPUT_HEADER_VALUE` where a value could break out of its header.
 */
export function renderMessage(
  program: LoadedProgram,
  input: RenderInput,
  envelope: Envelope,
  into: MessageBuffer = messageBuffer(),
): RenderedMessage {
  const { out } = into;
  out.length = 0;
  const frame = takeFrame(input, program.locale);
  let whole = false;
  try {
    const subject = subjectOf(program, frame, into.subjectSink);
    writeHead(out, envelope, subject);
    writeContent(program, frame, envelope, into);
    whole = frame.reasons.length === 0;
    if (!whole) return { rendered: false, reasons: [...frame.reasons] };
    return {
      rendered: true,
      subject,
      fallbacks: [...frame.fallbacks],
      links: tracksClicks(frame) ? linksOfMail(program, frame.own) : noLinks,
      raw: out.bytes.subarray(0, out.length),
    };
  } finally {
    // No partial output: neither where the recipient is not written to, nor where the envelope is at fault.
    if (!whole) out.length = 0;
    giveFrame(frame);
  }
}

function subjectOf(program: LoadedProgram, frame: Frame, sink: StringSink): string {
  sink.text = "";
  interpret(program, program.parts.subject, frame, sink);
  const subject = headerText(sink.text).trim();
  sink.text = "";
  return subject;
}

function writeContent(program: LoadedProgram, frame: Frame, envelope: Envelope, into: MessageBuffer): void {
  const { out } = into;
  const { messageId, attachments = [] } = envelope;
  const { text, html } = program.parts;
  const files = attachments.filter((file) => file.contentId === undefined);
  const images = attachments.filter((file) => file.contentId !== undefined);
  const mixed = files.length > 0 ? openMultipart(out, "mixed", messageId, 1) : null;
  const alternative = openMultipart(out, "alternative", messageId, 2);
  writeBody(program, text, "text/plain", frame, envelope, into);
  nextPart(out, alternative);
  const related = images.length > 0 ? openMultipart(out, 'related;\r\n type="text/html"', messageId, 3) : null;
  writeBody(program, html, "text/html", frame, envelope, into);
  if (related !== null) writeAttachments(out, images, related);
  closeMultipart(out, alternative);
  if (mixed !== null) writeAttachments(out, files, mixed);
}

function writeAttachments(out: ByteWriter, attachments: readonly Attachment[], boundary: Boundary): void {
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
  const { out, plain, quotedPrintableSink } = into;
  const { encoding = "auto" } = envelope;
  const chosen = encoding === "auto" ? shorterFor(part) : encoding;
  writeAscii(out, "Content-Type: ");
  writeAscii(out, type);
  writeAscii(out, "; charset=utf-8\r\nContent-Transfer-Encoding: ");
  writeAscii(out, chosen);
  writeAscii(out, "\r\n\r\n");
  if (chosen === "quoted-printable") {
    quotedPrintableSink.state.column = 0;
    interpretQuotedPrintable(program, part, frame, quotedPrintableSink);
  } else {
    plain.length = 0;
    interpretUtf8(program, part, frame, into.utf8Sink);
    writeBase64(out, plain.bytes.subarray(0, plain.length));
  }
}

const shorter = new WeakMap<LoadedPart, "quoted-printable" | "base64">();

/** Quoted-printable makes three of each byte beyond ASCII, base64 four of any three: the line is at one in six. Decided once per template. */
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
