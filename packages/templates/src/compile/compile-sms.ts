import { TemplateError } from "../errors/index.js";
import { offerFields } from "../fields/offers.js";
import { digestProgram, type Part } from "../program/index.js";
import * as Op from "../program/op.js";
import {
  defineSms,
  type SmsDefinition,
  type SmsProgram,
  type SmsSource,
  smsFormat,
} from "../sms/index.js";
import { checkDefinition } from "./check-definition.js";
import { type CompileOptions, openTo, ownUse } from "./compile-template.js";
import { textContext, usedIn } from "./compile-text.js";
import { onEveryPath } from "./every-path.js";
import { lowerTemplate } from "./parse/lower.js";
import { smsText } from "./sms-text.js";

export interface CompiledSms {
  /** In the message's locale of last resort. */
  readonly program: SmsProgram;
  /** One per locale, that of last resort first. */
  readonly programs: readonly SmsProgram[];
}

/**
 * Compiles a text message. MJML is not involved.
 *
 * @throws TemplateError for everything outside the allow-list, with line and column. The message
 * begins with the template's id.
 */
export function compileSms(
  definition: SmsDefinition | SmsSource,
  options: Pick<CompileOptions, "helpers" | "segments" | "attributes"> = {},
): CompiledSms {
  checkDefinition(definition);
  const source = defineSms(definition);
  const programs = Object.entries(source.locales).map(([locale, { text }]) => {
    try {
      return compileLocale(source, locale, text, options);
    } catch (error) {
      throw error instanceof TemplateError ? error.in(source) : error;
    }
  });
  const program = programs.find(({ locale }) => locale === source.locale) ?? programs[0];
  if (program === undefined)
    throw new TemplateError("TEMPLATE_EMPTY", "The message has no locale.", { path: source.id });
  return { program, programs };
}

function compileLocale(
  source: SmsSource,
  locale: string,
  written: string,
  options: Pick<CompileOptions, "helpers" | "segments" | "attributes">,
): SmsProgram {
  const { id, messageClass, sender, maxSegments, transliterate, partials } = source;
  const fields = { ...offerFields(source), ...source.fields };
  const events = source.events.length > 0;
  const reads = openTo(source, options);
  const context = textContext({ ...options, ...reads, locale, fields, events, partials });
  const nodes = lowerTemplate(written, "text", context);
  const { text, links } = smsText(nodes, [written, ...Object.values(partials)], context);
  const made: Omit<SmsProgram, "digest"> = {
    format: smsFormat,
    id,
    messageClass,
    ...ownUse(source),
    channel: "sms",
    locale,
    ...usedIn(context),
    links,
    text,
    sender,
    namesSender: names(text, sender),
    optOut: findOptOut(text),
    maxSegments,
    transliterate,
  };
  return { ...made, digest: digestProgram(made) };
}

/**
 * Words that make a command of STOP, in the languages that have an opt-out line;
 * `Don't STOP dancing` is none.
 */
const asksForStop =
  /\b(?:reply|text|txt|send|answer|antwort\p{L}*|schreib\p{L}*|sende\p{L}*|abmeld\p{L}*|r[ée]pond\p{L}*|envoy\p{L}*|responda|responde|env[ií][aeo]\p{L}*|rispond\p{L}*|invia|antwoord|stuur|sms|odpisz|wyślij|odpowiedz|opt.?out|unsubscribe)\b[^.!?\n]{0,24}\bSTOP\b|\bSTOP\b *(?:to (?:opt|end|leave|unsubscribe|quit|cancel)\b|antworten|senden|schreiben|au \d|an \d|al \d|pour\b|para\b|per\b|om te\b|aby\b)/iu;

function findOptOut(part: Part): SmsProgram["optOut"] {
  const { ops, expressions, segments } = part;
  const isLink = (at: number): boolean => {
    const expression = ops[at] === Op.VALUE ? expressions[ops[at + 1] ?? -1] : undefined;
    return expression?.kind === "url" && expression.role === "unsubscribe";
  };
  if (onEveryPath(part, isLink)) return "link";
  const asks = segments.map((text) => text.includes("STOP") && asksForStop.test(text));
  return onEveryPath(part, (at) => ops[at] === Op.EMIT && asks[ops[at + 1] ?? -1] === true)
    ? "reply"
    : "none";
}

/** By its whole name, in what everybody gets: "Go" is not named by "Going". */
function names(part: Part, sender: string): boolean {
  const escaped = sender.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "iu");
  const named = part.segments.map((text) => whole.test(text));
  return onEveryPath(
    part,
    (at) => part.ops[at] === Op.EMIT && named[part.ops[at + 1] ?? -1] === true,
  );
}
