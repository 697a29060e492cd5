import type { OutboundSms } from "@wellsent/core";
import { giveFrame, takeFrame } from "../render/frame.js";
import { interpret } from "../render/interpret.js";
import type { RenderInput, RenderReason } from "../render/request.js";
import { stringSink } from "../render/string-sink.js";
import { countSegments } from "./count-segments.js";
import { plainPunctuation } from "./gsm7.js";
import type { LoadedSms } from "./load-sms.js";
import { optOutLine } from "./opt-out.js";

export interface SmsOptions {
  /**
   * Who the transport sends as. An alphanumeric sender names itself and cannot receive STOP.
   * Default: a number.
   */
  readonly from?: OutboundSms["from"];
}

export type RenderedSms =
  | {
      readonly rendered: true;
      readonly body: string;
      readonly encoding: "gsm7" | "ucs2";
      readonly units: number;
      readonly segments: number;
      readonly locale: string;
      readonly fallbacks: readonly string[];
    }
  | { readonly rendered: false; readonly reasons: readonly RenderReason[] };

const noLinks = { links: [], urls: [] };

/**
 * One recipient's text message: sender named, way out appended to marketing, parts counted. Beyond
 * the template's `maxSegments` it is refused with `SMS_TOO_LONG`, never cut.
 */
export function renderSms(
  sms: LoadedSms,
  input: RenderInput,
  options: SmsOptions = {},
): RenderedSms {
  const { program, locale } = sms;
  const frame = takeFrame(input, locale);
  try {
    const sink = stringSink();
    interpret(noLinks, sms.part, frame, sink);
    const alphanumeric = options.from?.type === "alphanumeric";
    const named =
      program.namesSender ||
      (alphanumeric && options.from.id.toLowerCase() === program.sender.toLowerCase());
    let body = sink.text.trim();
    if (body === "" && frame.reasons.length === 0)
      frame.reasons.push({ code: "SMS_EMPTY", path: program.id });
    if (!named) body = `${program.sender}: ${body}`;
    // Nobody can reply to a name.
    const saysSo = program.optOut === "link" || (program.optOut === "reply" && !alphanumeric);
    if (program.messageClass === "marketing" && !saysSo) {
      const link = alphanumeric ? input.links.unsubscribe : null;
      if (link === "") frame.reasons.push({ code: "LINK_MISSING", path: "unsubscribe" });
      body += `\n${optOutLine(locale, link)}`;
    }
    if (program.transliterate) body = plainPunctuation(body);
    const length = countSegments(body);
    if (length.segments > program.maxSegments)
      frame.reasons.push({ code: "SMS_TOO_LONG", path: program.id });
    if (frame.reasons.length > 0) return { rendered: false, reasons: [...frame.reasons] };
    return { rendered: true, body, ...length, locale, fallbacks: [...frame.fallbacks] };
  } finally {
    giveFrame(frame);
  }
}
