import type { JsonObject, TrackedLink } from "@wellsent/core";
import { type ByteWriter, byteWriter, writeUtf8 } from "../encode/utf8-writer.js";
import { giveFrame, takeFrame } from "./frame.js";
import { interpret } from "./interpret.js";
import { jsonSink, jsonString } from "./json-sink.js";
import type { LoadedProgram, PartName } from "./loaded-program.js";
import { linksOfMail, noLinks } from "./own-links.js";
import { partText } from "./part-text.js";
import type { RenderInput, RenderReason } from "./request.js";
import { tracksClicks } from "./streamline.js";

export interface JsonOptions {
  /**
   * Member names of the provider's API, in order; a part not named is left out. Default: the parts'
   * own names.
   */
  readonly names?: { readonly [Name in PartName]?: string };
  /** Additional members, written first: sender, recipient, headers. */
  readonly members?: JsonObject;
}

export type JsonBytes =
  | {
      readonly rendered: true;
      readonly json: Uint8Array<ArrayBuffer>;
      readonly fallbacks: readonly string[];
      /**
       * The targets of the click links, see `RenderResult` of the `Renderer` port: keep it with the
       * message.
       */
      readonly links: readonly TrackedLink[];
    }
  | { readonly rendered: false; readonly reasons: readonly RenderReason[] };

const ownNames: Readonly<Record<PartName, string>> = {
  subject: "subject",
  preheader: "preheader",
  html: "html",
  text: "text",
};
const partNames: readonly PartName[] = ["subject", "preheader", "html", "text"];
let shared: ByteWriter | null = null;

/**
 * The body of a request to an HTTP provider, as bytes of JSON, without building the strings in
 * between.
 *
 * @example
 * renderJson(loaded, input, {
 *   names: { subject: "Subject", html: "HtmlBody", text: "TextBody" },
 *   members: { From, To },
 * })
 */
export function renderJson(
  program: LoadedProgram,
  input: RenderInput,
  options: JsonOptions = {},
): JsonBytes {
  const { names = ownNames, members = {} } = options;
  const out = shared ?? byteWriter();
  shared = null;
  out.length = 0;
  const frame = takeFrame(input, program.locale);
  try {
    const sink = jsonSink(out);
    const head = JSON.stringify(members).slice(0, -1);
    writeUtf8(out, head);
    let comma = head.length > 1;
    for (const part of partNames) {
      const name = names[part];
      if (name === undefined) continue;
      writeUtf8(out, `${comma ? "," : ""}${JSON.stringify(name)}:"`);
      const { [part]: loaded } = program.parts;
      if (loaded.layout) writeUtf8(out, jsonString(partText(program, loaded, frame)));
      else interpret(program, loaded, frame, sink);
      writeUtf8(out, '"');
      comma = true;
    }
    if (frame.reasons.length > 0) return { rendered: false, reasons: [...frame.reasons] };
    writeUtf8(out, "}");
    return {
      rendered: true,
      json: out.bytes.slice(0, out.length),
      fallbacks: [...frame.fallbacks],
      links: tracksClicks(frame) ? linksOfMail(program, frame.own) : noLinks,
    };
  } finally {
    giveFrame(frame);
    shared = out;
  }
}
