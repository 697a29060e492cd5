import type { TrackedLink } from "@wellsent/core";
import { headerText } from "../escape/index.js";
import { type Envelope, writeHead } from "../mime/index.js";
import { type Frame, giveFrame, takeFrame } from "./frame.js";
import { interpret } from "./interpret.js";
import type { LoadedProgram } from "./loaded-program.js";
import { type MessageBuffer, messageBuffer } from "./message-buffer.js";
import { writeContent } from "./message-content.js";
import { linksOfMail, noLinks } from "./own-links.js";
import type { RenderInput, RenderReason } from "./request.js";
import type { StringSink } from "./sink.js";
import { tracksClicks } from "./streamline.js";

export type RenderedMessage =
  | {
      readonly rendered: true;
      readonly subject: string;
      readonly fallbacks: readonly string[];
      /**
       * The targets of the click links, see `RenderResult` of the `Renderer` port: keep it with the
       * message.
       */
      readonly links: readonly TrackedLink[];
      /**
       * RFC 5322, CRLF, no line over 998 octets. Valid until the next render into the same buffer.
       * Without a buffer it is valid for good.
       */
      readonly raw: Uint8Array<ArrayBuffer>;
    }
  | { readonly rendered: false; readonly reasons: readonly RenderReason[] };

let shared: MessageBuffer | null = null;

/**
 * A whole message that SMTP can carry as it is and DKIM can sign as it is: headers that a 7-bit
 * relay survives, multipart/alternative, with inline images multipart/related, with attachments
 * multipart/mixed. Deterministic: the same input gives the same bytes.
 *
 * @param into Without it, `raw` is memory of its own.
 * @throws InputError for a fault of the envelope, such as `INPUT_HEADER_VALUE` where a value could
 * break out of its header.
 */
export function renderMessage(
  program: LoadedProgram,
  input: RenderInput,
  envelope: Envelope,
  into?: MessageBuffer,
): RenderedMessage {
  if (into !== undefined) return renderInto(program, input, envelope, into);
  // Taken out while in use, so that a formatter that renders something itself gets another one.
  const buffer = shared ?? messageBuffer();
  shared = null;
  try {
    const message = renderInto(program, input, envelope, buffer);
    return message.rendered ? { ...message, raw: message.raw.slice() } : message;
  } finally {
    shared = buffer;
  }
}

function renderInto(
  program: LoadedProgram,
  input: RenderInput,
  envelope: Envelope,
  into: MessageBuffer,
): RenderedMessage {
  const { out } = into;
  out.length = 0;
  const frame = takeFrame(input, program.locale);
  let whole = false;
  try {
    const subject = renderSubject(program, frame, into.subjectSink);
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
    // No partial output, neither if the recipient gets no mail nor if the envelope has a fault.
    if (!whole) out.length = 0;
    giveFrame(frame);
  }
}

function renderSubject(program: LoadedProgram, frame: Frame, sink: StringSink): string {
  sink.text = "";
  interpret(program, program.parts.subject, frame, sink);
  const subject = headerText(sink.text).trim();
  sink.text = "";
  return subject;
}
