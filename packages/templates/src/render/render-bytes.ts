import type { TrackedLink } from "@wellsent/core";
import { type ByteWriter, byteWriter } from "../encode/utf8-writer.js";
import { clear, giveFrame, takeFrame } from "./frame.js";
import type { LoadedProgram, PartName } from "./loaded-program.js";
import { forgetOwn, linksOfMail, noLinks, type OwnLinks, ownLinks } from "./own-links.js";
import { setText } from "./part-text.js";
import type { RenderInput, RenderReason } from "./request.js";
import { tracksClicks } from "./streamline.js";
import { interpretUtf8, type Utf8Sink, utf8Sink } from "./utf8-sink.js";

const allParts: readonly PartName[] = ["subject", "preheader", "html", "text"];

/**
 * Reusable memory for renders. Its content, and every view from {@link renderedBytes}, is valid
 * until the next render into it. Copy with `slice()` what must live longer. One buffer serves one
 * render at a time, so give each worker its own.
 */
export interface RenderBuffer {
  /** @internal */
  readonly out: ByteWriter;
  /** @internal */
  readonly sink: Utf8Sink;
  /** @internal Start and end in `out.bytes`, by part; both 0 for a part that was not asked for. */
  readonly start: number[];
  /** @internal */
  readonly end: number[];
  /**
   * The fields whose fallback was used, and the reasons why nothing was rendered. Overwritten by
   * the next render.
   */
  readonly fallbacks: string[];
  readonly reasons: RenderReason[];
  /** @internal Of what {@link renderedLinks} makes its list. */
  own: OwnLinks;
  /** @internal The program whose clicks the last render tracked. */
  tracked: LoadedProgram | null;
}

/** Grows as needed, by doubling, and never shrinks. */
export function renderBuffer(capacity = 131_072): RenderBuffer {
  const out = byteWriter(capacity);
  return {
    out,
    sink: utf8Sink(out),
    start: [0, 0, 0, 0],
    end: [0, 0, 0, 0],
    fallbacks: [],
    reasons: [],
    own: ownLinks(),
    tracked: null,
  };
}

/**
 * Renders to UTF-8 inside `into`, without allocating, except for a text part made from HTML, whose
 * lines are computed before they are written. False: nothing was rendered, see `into.reasons`. The
 * subject is the bytes of its text, not of a header.
 */
export function renderBytes(
  program: LoadedProgram,
  input: RenderInput,
  into: RenderBuffer,
  parts: readonly PartName[] = allParts,
): boolean {
  const frame = takeFrame(input, program.locale);
  const { out, sink } = into;
  out.length = 0;
  clear(into.fallbacks);
  clear(into.reasons);
  into.tracked = null;
  forgetOwn(into.own);
  try {
    for (let index = 0; index < allParts.length; index++) {
      const name = allParts[index] ?? "html";
      const wanted = parts.includes(name);
      into.start[index] = wanted ? out.length : 0;
      const part = program.parts[name];
      if (wanted && part.layout) setText(program, part, frame, sink.chunk);
      else if (wanted) interpretUtf8(program, part, frame, sink);
      into.end[index] = wanted ? out.length : 0;
    }
    for (let index = 0; index < frame.fallbacks.length; index++)
      into.fallbacks.push(frame.fallbacks[index] ?? "");
    if (frame.reasons.length === 0) {
      if (tracksClicks(frame)) {
        const { own } = into;
        into.tracked = program;
        into.own = frame.own;
        frame.own = own;
      }
      return true;
    }
    into.reasons.push(...frame.reasons);
    forget(into);
    return false;
  } catch (error) {
    forget(into);
    throw error;
  } finally {
    giveFrame(frame);
  }
}

/** No partial output: bytes written before the fault was found cannot be read. */
function forget(into: RenderBuffer): void {
  into.out.length = 0;
  into.start.fill(0);
  into.end.fill(0);
}

/** A view of one part, without copying. Valid until the next render into the same buffer. */
export function renderedBytes(buffer: RenderBuffer, part: PartName): Uint8Array<ArrayBuffer> {
  const index = allParts.indexOf(part);
  return buffer.out.bytes.subarray(buffer.start[index], buffer.end[index]);
}

/**
 * The targets of the click links of the last render, see `RenderResult` of the `Renderer` port:
 * keep it with the message. The caller may keep the array. All mails of a program whose targets are
 * the same for everybody share one.
 */
export function renderedLinks(buffer: RenderBuffer): readonly TrackedLink[] {
  const { tracked, own } = buffer;
  return tracked === null ? noLinks : linksOfMail(tracked, own);
}
