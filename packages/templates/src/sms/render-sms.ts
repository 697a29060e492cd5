import type { OutboundSms, TrackedLink } from "@wellsent/core";
import { giveFrame, takeFrame } from "../render/frame.js";
import { interpret } from "../render/interpret.js";
import { linksOfMail, noLinks } from "../render/own-links.js";
import type { RenderInput, RenderReason } from "../render/request.js";
import { tracksClicks } from "../render/streamline.js";
import { countSegments } from "./count-segments.js";
import { fitAlphabet } from "./fit-alphabet.js";
import type { LoadedSms } from "./load-sms.js";
import { optOutLine } from "./opt-out.js";
import { smsSink } from "./sms-sink.js";

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
      /** Where its tracked links lead; empty where clicks are not tracked. */
      readonly links: readonly TrackedLink[];
    }
  | { readonly rendered: false; readonly reasons: readonly RenderReason[] };

/**
 * One recipient's text message: sender named, way out appended to marketing, links tracked for who
 * agreed, parts counted as they are sent. Beyond the template's `maxSegments` it is refused with
 * `SMS_TOO_LONG`, never cut; but where that is for tracking, it goes untracked instead.
 */
export function renderSms(
  sms: LoadedSms,
  input: RenderInput,
  options: SmsOptions = {},
): RenderedSms {
  const made = renderOnce(sms, input, options);
  const tooLong = !made.rendered && made.reasons.every(({ code }) => code === "SMS_TOO_LONG");
  if (!tooLong || !input.tracking.clicks || sms.links.length === 0) return made;
  return renderOnce(sms, { ...input, tracking: { ...input.tracking, clicks: false } }, options);
}

function renderOnce(sms: LoadedSms, input: RenderInput, options: SmsOptions): RenderedSms {
  const { program, locale } = sms;
  const frame = takeFrame(input, locale);
  try {
    const sink = smsSink();
    interpret(sms, sms.part, frame, sink);
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
    if (program.transliterate) body = fitAlphabet(body, sink.urlsFrom(body));
    const length = countSegments(body);
    if (length.segments > program.maxSegments)
      frame.reasons.push({ code: "SMS_TOO_LONG", path: program.id });
    if (frame.reasons.length > 0) return { rendered: false, reasons: [...frame.reasons] };
    const links = tracksClicks(frame) ? linksOfMail(sms, frame.own) : noLinks;
    return { rendered: true, body, ...length, locale, fallbacks: [...frame.fallbacks], links };
  } finally {
    giveFrame(frame);
  }
}
