import { writeBase64 } from "../encode/base64.js";
import type { QuotedPrintable } from "../encode/quoted-printable.js";
import { type ByteWriter, byteWriter, writeUtf8 } from "../encode/utf8-writer.js";
import { headerText } from "../escape/index.js";
import { type Attachment, boundary, type Envelope, messageHead, writeAttachment } from "../mime/index.js";
import { type Frame, giveFrame, takeFrame } from "./frame.js";
import { interpret } from "./interpret.js";
import type { LoadedPart, LoadedProgram } from "./loaded-program.js";
import { quotedPrintableSink } from "./quoted-printable-sink.js";
import type { RenderInput, RenderReason } from "./request.js";
import type { Sink } from "./sink.js";
import { stringSink } from "./string-sink.js";
import { interpretUtf8, type Utf8Sink, utf8Sink } from "./utf8-sink.js";

export type RenderedMessage =
  | {
      readonly rendered: true;
      readonly subject: string;
      readonly fallbacks: readonly string[];
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
  readonly quotedPrintable: QuotedPrintable;
  /** @internal */
  readonly quotedPrintableSink: Sink;
  /** @internal */
  readonly utf8Sink: Utf8Sink;
}

export function messageBuffer(capacity = 262_144): MessageBuffer {
  const out = byteWriter(capacity);
  const plain = byteWriter(capacity >> 1);
  const quotedPrintable: QuotedPrintable = { out, column: 0 };
  return {
    out,
    plain,
    quotedPrintable,
    quotedPrintableSink: quotedPrintableSink(quotedPrintable),
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
  try {
    const head = stringSink();
    interpret(program, program.parts.subject, frame, head);
    const subject = headerText(head.text).trim();
    writeUtf8(out, messageHead(envelope, subject));
    const attachments = envelope.attachments ?? [];
    const files = attachments.filter((file) => file.contentId === undefined);
    const images = attachments.filter((file) => file.contentId !== undefined);
    const mixed = boundary(envelope.messageId, 1);
    const alternative = boundary(envelope.messageId, 2);
    const related = boundary(envelope.messageId, 3);
    const { text, html } = program.parts;
    if (files.length > 0) open(out, "mixed", mixed);
    open(out, "alternative", alternative);
    body(program, text, "text/plain", frame, envelope, into);
    writeUtf8(out, `\r\n--${alternative}\r\n`);
    if (images.length > 0) open(out, 'related;\r\n type="text/html"', related);
    body(program, html, "text/html", frame, envelope, into);
    if (images.length > 0) close(out, related, images);
    close(out, alternative, []);
    if (files.length > 0) close(out, mixed, files);
    if (frame.reasons.length > 0) {
      out.length = 0;
      return { rendered: false, reasons: [...frame.reasons] };
    }
    return { rendered: true, subject, fallbacks: [...frame.fallbacks], raw: out.bytes.subarray(0, out.length) };
  } finally {
    giveFrame(frame);
  }
}

function open(out: ByteWriter, kind: string, mark: string): void {
  writeUtf8(out, `Content-Type: multipart/${kind};\r\n boundary="${mark}"\r\n\r\n--${mark}\r\n`);
}

function close(out: ByteWriter, mark: string, attachments: readonly Attachment[]): void {
  for (const attachment of attachments) {
    writeUtf8(out, `\r\n--${mark}\r\n`);
    writeAttachment(out, attachment);
  }
  writeUtf8(out, `\r\n--${mark}--\r\n`);
}

function body(
  program: LoadedProgram,
  part: LoadedPart,
  type: string,
  frame: Frame,
  envelope: Envelope,
  into: MessageBuffer,
): void {
  const { out, plain, quotedPrintable } = into;
  const { encoding = "auto" } = envelope;
  const chosen = encoding === "auto" ? shorterFor(part) : encoding;
  writeUtf8(out, `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${chosen}\r\n\r\n`);
  if (chosen === "quoted-printable") {
    quotedPrintable.column = 0;
    interpret(program, part, frame, into.quotedPrintableSink);
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
