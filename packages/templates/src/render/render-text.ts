import type { RenderResult } from "@wellsent/core";
import { headerText } from "../escape/index.js";
import { giveFrame, takeFrame } from "./frame.js";
import type { LoadedProgram, PartName } from "./loaded-program.js";
import { linksOfMail, noLinks } from "./own-links.js";
import { partText } from "./part-text.js";
import type { RenderInput } from "./request.js";
import { tracksClicks } from "./streamline.js";

/**
 * One recipient's message as strings, or every reason why there is none. Pure: the same input gives
 * the same output.
 */
export function render(program: LoadedProgram, input: RenderInput): RenderResult {
  const frame = takeFrame(input, program.locale);
  try {
    const part = (name: PartName): string => partText(program, program.parts[name], frame);
    const subject = headerText(part("subject")).trim();
    const preheader = part("preheader");
    const html = part("html");
    const text = part("text");
    if (frame.reasons.length > 0) return { rendered: false, reasons: [...frame.reasons] };
    const { locale } = program;
    const links = tracksClicks(frame) ? linksOfMail(program, frame.own) : noLinks;
    return {
      rendered: true,
      subject,
      preheader,
      html,
      text,
      locale,
      fallbacks: [...frame.fallbacks],
      links,
    };
  } finally {
    giveFrame(frame);
  }
}
