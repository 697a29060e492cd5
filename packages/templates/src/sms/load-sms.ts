import { isAsCompiled } from "../program/digest.js";
import type { Part } from "../program/index.js";
import { type LoadOptions, loadPart, loadUrl, mergeFormatters } from "../program/load.js";
import { checkHead, refuse } from "../program/validate.js";
import type { LoadedPart, LoadedProgram } from "../render/loaded-program.js";
import { trackedLinks } from "../render/own-links.js";
import { type SmsProgram, smsFormat } from "./sms-program.js";

/** A checked text message, ready to run. */
export interface LoadedSms {
  readonly program: SmsProgram;
  readonly id: string;
  readonly locale: string;
  readonly part: LoadedPart;
  readonly links: LoadedProgram["links"];
  readonly urls: LoadedProgram["urls"];
  readonly tracked: LoadedProgram["tracked"];
}

/**
 * As `loadProgram`, for text messages.
 *
 * @throws TemplateError `TEMPLATE_PROGRAM_SHAPE`, `TEMPLATE_PROGRAM_VERSION`,
 * `TEMPLATE_PROGRAM_DIGEST`, `TEMPLATE_HELPER_UNKNOWN`.
 */
export function loadSms(program: unknown, options: LoadOptions = {}): LoadedSms {
  if (!isSms(program)) return refuse("");
  const formatters = mergeFormatters(options);
  const names = new Set(formatters.keys());
  checkHead({ ...program }, names, "sms");
  if (typeof program.sender !== "string") refuse("sender");
  if (typeof program.namesSender !== "boolean") refuse("namesSender");
  if (!["none", "reply", "link"].includes(program.optOut)) refuse("optOut");
  if (!Number.isInteger(program.maxSegments) || program.maxSegments < 1) refuse("maxSegments");
  if (!isAsCompiled(program)) {
    refuse("digest", "DIGEST", "The program is not as the compiler wrote it.");
  }
  const { id, locale, fields, links } = program;
  const load = (part: Part, path: string, count: number): LoadedPart =>
    loadPart(part, path, fields, count, formatters);
  return {
    program,
    id,
    locale,
    part: load(program.text, "text", links.length),
    links,
    // As in a mail's program.
    urls: links.map(({ url }, index) => url && loadUrl(load(url, `links[${index}].url`, 0))),
    tracked: trackedLinks(links),
  };
}

/** Only the version is looked at here; the checks above do the rest before anything is used. */
function isSms(value: unknown): value is SmsProgram {
  if (typeof value !== "object" || value === null || !("format" in value)) return false;
  if (value.format === smsFormat) return true;
  return refuse(
    "format",
    "VERSION",
    `This release runs text messages of format ${smsFormat} only.`,
  );
}
