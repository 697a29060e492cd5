import { TemplateError } from "../errors/index.js";
import { digestProgram, opLength, type Part } from "../program/index.js";
import * as Op from "../program/op.js";
import { defineSms, type SmsDefinition, type SmsProgram, type SmsSource, smsFormat } from "../sms/index.js";
import { checkDefinition } from "./check-definition.js";
import type { CompileOptions } from "./compile-template.js";
import { compileText } from "./compile-text.js";

export interface CompiledSms {
  /** In the message's locale of last resort. */
  readonly program: SmsProgram;
  /** One per locale. */
  readonly programs: readonly SmsProgram[];
}

/**
 * Compiles a text message. MJML is not involved.
 *
 * @throws TemplateError for everything outside the allow-list, with line and column.
 */
export const compileSms = (
  definition: SmsDefinition | SmsSource,
  options: Pick<CompileOptions, "helpers" | "segments"> = {},
): CompiledSms => {
  checkDefinition(definition);
  const source = defineSms(definition);
  const { id, messageClass, sender, maxSegments, transliterate, fields, partials } = source;
  const programs = Object.entries(source.locales).map(([locale, { text }]): SmsProgram => {
    const { part, ...compiled } = compileText(text, { ...options, locale, fields, partials, source: "text" });
    const made: Omit<SmsProgram, "digest"> = {
      format: smsFormat,
      id,
      messageClass,
      channel: "sms",
      locale,
      ...compiled,
      text: part,
      sender,
      namesSender: staticText(part).toLowerCase().includes(sender.toLowerCase()),
      hasOptOut: saysHowToLeave(part),
      maxSegments,
      transliterate,
    };
    return { ...made, digest: digestProgram(made) };
  });
  const program = programs.find(({ locale }) => locale === source.locale) ?? programs[0];
  if (program === undefined) throw new TemplateError("TEMPLATE_EMPTY", "The message has no locale.", { path: id });
  return { program, programs };
};

const staticText = (part: Part): string => part.segments.join("\n");

/** Only what every recipient gets counts: a text with conditions in it could leave the way out with the wrong one. */
const saysHowToLeave = (part: Part): boolean => {
  for (let at = 0; at < part.ops.length; at += opLength[part.ops[at] ?? 0] ?? 1) {
    const code = part.ops[at];
    if (code !== Op.EMIT && code !== Op.VALUE) return false;
  }
  const links = part.expressions.some((expression) => expression.kind === "url" && expression.role === "unsubscribe");
  return links || /\bSTOP\b/.test(staticText(part));
};
