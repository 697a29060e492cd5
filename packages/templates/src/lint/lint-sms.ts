import type { FieldUse, Part } from "../program/index.js";
import { fitAlphabet, foreignIn } from "../sms/fit-alphabet.js";
import { septets } from "../sms/gsm7.js";
import {
  countSegments,
  type SmsDefinition,
  type SmsLength,
  type SmsOptions,
  type SmsProgram,
} from "../sms/index.js";
import { optOutLine } from "../sms/opt-out.js";
import type { Finding, Remark } from "./finding.js";
import { flatten } from "./flatten.js";
import { sorted } from "./lint-template.js";
import { locate } from "./locate.js";
import { isShortened } from "./shorteners.js";
import { type WholeSource, wholeSource } from "./sources.js";
import { worstLength } from "./worst-size.js";

export interface SmsLintOptions extends SmsOptions {
  /** What the program was made from. Findings then say where, in partials as well. */
  readonly source?: Pick<SmsDefinition, "locale" | "locales" | "partials" | "text"> | string;
  /**
   * How long a tracked link comes out, position included; a message that tracking makes too long
   * goes untracked. Default 120.
   */
  readonly clickLength?: number;
  /** How long the link to opt out comes out. Default 240: its token must outlive every record. */
  readonly optOutLength?: number;
}

/**
 * Looks a compiled text message over as its recipients get it: with the sender's name and the way
 * out that are put to it.
 *
 * @example
 * lintSms(smsProgram, { source: smsSource, from: { type: "alphanumeric", id: "Acme" } })
 */
export function lintSms(program: SmsProgram, options: SmsLintOptions = {}): readonly Finding[] {
  const { source } = options;
  const written = typeof source === "string" ? source : pickText(source, program.locale);
  const partials = typeof source === "string" ? {} : (source?.partials ?? {});
  const whole = written === undefined ? null : wholeSource("text", written, partials);
  const remarks = [
    ...encoding(program),
    ...lengths(program, options),
    ...links(program),
    ...sender(program, options),
    ...wayOut(program, options),
    ...tone(program),
  ];
  return sorted(remarks.map((remark) => placed(remark, whole)));
}

function pickText(source: Exclude<SmsLintOptions["source"], string>, locale: string) {
  return source?.locales?.[locale]?.text ?? source?.text;
}

function placed({ near, part: _, ...remark }: Remark, whole: WholeSource | null): Finding {
  return {
    ...remark,
    part: "text",
    ...((whole && locate(whole, near, 0)) ?? { source: null, line: null, column: null }),
  };
}

const small = "one holds 70 characters instead of 160";

function pickSegments({ ops, segments }: Part): readonly string[] {
  return ops.length === 0 ? [] : segments;
}

/** Characters that GSM-7 lacks make the whole message cost more than twice as much. */
function* encoding(program: SmsProgram): Generator<Remark> {
  const name = program.namesSender ? "" : program.sender;
  const text = `${pickSegments(program.text).join("")} ${name}`;
  const foreign = program.transliterate
    ? foreignIn(text)
    : [...text].filter((character) => septets(character) === 0);
  const seen = new Set(foreign);
  for (const character of seen) {
    const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    yield {
      code: "SMS_ENCODING",
      severity: "warning",
      near: character,
      message: `“${character}” (U+${code}) is not in the alphabet of text messages: with it, ${small}.`,
      remedy: "Write it another way, or accept the price: letters of names are never replaced.",
    };
  }
  const doubled = new Set([...text].filter((character) => septets(character) === 2));
  if (seen.size === 0 && doubled.size > 0) {
    yield {
      code: "SMS_DOUBLED",
      severity: "info",
      near: [...doubled][0],
      message: `${[...doubled].join(" ")} ${doubled.size === 1 ? "takes" : "each take"} the room of two characters.`,
      remedy: "Write another sign where it matters.",
    };
  }
}

function printsFreeText({ type }: FieldUse): boolean {
  return ["text", "name", "enum", "html"].includes(type);
}

function* lengths(program: SmsProgram, options: SmsLintOptions): Generator<Remark> {
  const { maxSegments } = program;
  const { characters, unbounded } = worstLength(program, program.text, {
    clickUrl: 0,
    systemUrl: options.optOutLength ?? 240,
  });
  const fixed = flatten(program.text, program.fields);
  const added = addition(program, options);
  const dear = countSegments(program.transliterate ? fitAlphabet(fixed + added) : fixed + added);
  const doubled = dear.encoding === "gsm7" ? dear.units - (fixed + added).length : 0;
  const filled = characters + added.length + Math.max(0, doubled);
  const plain = segmentsFor(dear.encoding, filled);
  if (plain > maxSegments) {
    yield {
      code: "SMS_SEGMENTS",
      severity: unbounded.length > 0 ? "info" : "error",
      message: `At worst the message takes ${plain} parts of the ${maxSegments} allowed, and is then not sent${assumption(unbounded)}.`,
      remedy: "Shorten it, give its fields a maxLength, or raise maxSegments.",
    };
  } else if (plain > 1) {
    yield {
      code: "SMS_PARTS",
      severity: "info",
      message: `At worst the message is paid for as ${plain} parts${assumption(unbounded)}.`,
      remedy: "Shorten it to one part, where the price matters.",
    };
  }
  const foreign = segmentsFor("ucs2", filled);
  const over = foreign > maxSegments ? ", which is more than allowed" : "";
  if (dear.encoding === "gsm7" && foreign > plain && program.fields.some(printsFreeText)) {
    yield {
      code: "SMS_ENCODING_VALUES",
      severity: foreign > maxSegments ? "warning" : "info",
      message: `A value with a letter that text messages lack makes it ${foreign} parts instead of ${plain}${over}.`,
      remedy: "Leave room for it, or give its fields a shorter maxLength.",
    };
  }
  if (program.links.some(({ tracked }) => tracked)) {
    const click = options.clickLength ?? 120;
    const tracked = worstLength(program, program.text, {
      clickUrl: click,
      systemUrl: options.optOutLength ?? 240,
    }).characters;
    const parts = segmentsFor(dear.encoding, tracked + filled - characters);
    if (parts > plain) {
      yield {
        code: "SMS_TRACKED_PARTS",
        severity: "info",
        message:
          parts > maxSegments
            ? `With links of ${click} characters that count clicks it comes to ${parts} parts, more than allowed: it then goes with its own links.`
            : `With links of ${click} characters that count clicks it comes to ${parts} parts instead of ${plain}.`,
        remedy: "Serve the links under a short host and path, or shorten the text.",
      };
    }
  }
}

function assumption(unbounded: readonly string[]): string {
  return unbounded.length === 0
    ? ""
    : ` (${unbounded.slice(0, 5).join(", ")} have no bound; one was assumed)`;
}

function segmentsFor(encoding: SmsLength["encoding"], characters: number): number {
  return countSegments((encoding === "gsm7" ? "a" : "ł").repeat(characters)).segments;
}

function isNamed({ namesSender, sender: name }: SmsProgram, { from }: SmsLintOptions): boolean {
  return (
    namesSender || (from?.type === "alphanumeric" && from.id.toLowerCase() === name.toLowerCase())
  );
}

/** What the renderer puts before and behind the text. */
function addition(program: SmsProgram, options: SmsLintOptions): string {
  const name = isNamed(program, options) ? "" : `${program.sender}: `;
  const alphanumeric = options.from?.type === "alphanumeric";
  const says = program.optOut === "link" || (program.optOut === "reply" && !alphanumeric);
  if (program.messageClass !== "marketing" || says) return name;
  const link = alphanumeric ? "x".repeat(options.optOutLength ?? 240) : null;
  return `${name}\n${optOutLine(program.locale, link)}`;
}

/**
 * Phones make a link of a host and a path, with or without a scheme. Only looked for where a word
 * begins: else each letter of a long one would be tried.
 */
const address = /(?<![a-z0-9-])(?:https?:\/\/)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^\s<>"]*)?/gi;

function* links({ text, fields }: SmsProgram): Generator<Remark> {
  for (const [found] of flatten(text, fields).matchAll(address)) {
    if (found.includes("/") && isShortened(/^http/i.test(found) ? found : `https://${found}`)) {
      yield {
        code: "LINK_SHORTENED",
        severity: "error",
        near: found,
        message: "A link goes through a public shortener: carriers drop such messages.",
        remedy: "Link to the target itself, or to a short host of your own.",
      };
    } else if (/^http:/i.test(found)) {
      yield {
        code: "LINK_INSECURE",
        severity: "warning",
        near: found,
        message: "A link is not https.",
        remedy: "Link to the https address: phones warn of others.",
      };
    }
  }
}

function* sender(program: SmsProgram, options: SmsLintOptions): Generator<Remark> {
  if (isNamed(program, options)) return;
  yield {
    code: "SMS_SENDER",
    severity: "info",
    message: `The text does not say who writes to everybody, so “${program.sender}: ” is put before it.`,
    remedy: "Name the sender in the text where that reads better.",
  };
}

function* wayOut(program: SmsProgram, options: SmsLintOptions): Generator<Remark> {
  if (program.messageClass !== "marketing") return;
  const alphanumeric = options.from?.type === "alphanumeric";
  if (program.optOut === "reply" && alphanumeric) {
    yield {
      code: "SMS_OPT_OUT_REPLY",
      severity: "error",
      near: "STOP",
      message: "The text asks for a reply, and nobody can reply to a sender that is a name.",
      remedy: "Write {{unsubscribe}} instead, or send from a number.",
    };
  } else if (program.optOut === "none") {
    const line = optOutLine(program.locale, alphanumeric ? "…" : null);
    yield {
      code: "SMS_OPT_OUT",
      severity: "info",
      message: `The text does not tell everybody how to leave, so “${line}” is put behind it.`,
      remedy: "Say it in the text, by STOP or {{unsubscribe}}, where that is shorter.",
    };
  }
}

function* tone(program: SmsProgram): Generator<Remark> {
  const text = flatten(program.text, program.fields).trim();
  if (text === "") {
    yield {
      code: "SMS_EMPTY",
      severity: "error",
      message: "The message is empty.",
      remedy: "Write one.",
    };
  }
  const words = pickSegments(program.text)
    .join(" ")
    .replace(/https?:\S+|STOP/g, "");
  const letters = words.replace(/\P{L}/gu, "");
  const capitals = letters.replace(/\P{Lu}/gu, "");
  if (
    (letters.length > 12 && capitals.length > letters.length * 0.7) ||
    /!{2,}|[$€£]{2,}/.test(words)
  ) {
    yield {
      code: "SMS_SHOUTS",
      severity: "warning",
      message: "The message shouts, and carriers' filters count that against it.",
      remedy: "Write it as a sentence.",
    };
  }
}
