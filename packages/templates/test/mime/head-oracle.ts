import type { EmailAddress } from "@wellsent/core";
import { headerText } from "../../src/escape/header.js";
import type { Envelope } from "../../src/message.js";

/**
 * A header block the slow and obvious way, as one string: tokens, joined, folded where the next
 * would not fit.
 */
export function slowHead(envelope: Envelope, subject: string): string {
  const { smtputf8 = false } = envelope;
  const lines = [
    folded("From", mailbox("From", envelope.from, smtputf8)),
    folded("To", mailbox("To", envelope.to, smtputf8)),
    ...(envelope.replyTo === undefined
      ? []
      : [folded("Reply-To", mailbox("Reply-To", envelope.replyTo, smtputf8))]),
    folded("Subject", words("Subject", subject, smtputf8)),
    `Date: ${new Date(envelope.date).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${envelope.messageId}`,
    ...(envelope.headers ?? []).map(({ name, value }) =>
      folded(name, given(name, value, smtputf8)),
    ),
    "MIME-Version: 1.0",
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

function folded(name: string, tokens: readonly string[]): string {
  const lines = [`${name}:`];
  for (const [index, token] of tokens.entries()) {
    const line = lines.at(-1) ?? "";
    const over = line.length + 1 + token.length > 76;
    // A first token that no line could hold gains nothing from a line of its own.
    if (over && (index > 0 || token.length < 76)) lines.push(` ${token}`);
    else lines[lines.length - 1] = `${line} ${token}`;
  }
  return lines.join("\r\n");
}

function words(name: string, value: string, smtputf8: boolean): readonly string[] {
  const text = headerText(value).trim();
  const plain = smtputf8 || /^[\x20-\x7e]*$/.test(text);
  const foldable = !text.includes("  ") && text.split(" ").every((word) => word.length < 74);
  return plain && foldable && !text.includes("=?") ? text.split(" ") : encoded(name, text);
}

function given(name: string, value: string, smtputf8: boolean): readonly string[] {
  if (!smtputf8 && /[^\t\x20-\x7e]/.test(value)) return encoded(name, headerText(value));
  return value.trim().split(/[ \t]+/);
}

function mailbox(
  header: string,
  { name = "", address }: EmailAddress,
  smtputf8: boolean,
): readonly string[] {
  const shown = headerText(name).trim();
  if (shown === "") return [`<${address}>`];
  const isAtoms = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(shown);
  const written = isAtoms ? shown : `"${shown.replace(/["\\]/g, "\\$&")}"`;
  const mustEncode =
    (!smtputf8 && /[^\x20-\x7e]/.test(shown)) || shown.includes("=?") || written.length > 70;
  return mustEncode ? [...encoded(header, shown), `<${address}>`] : [written, `<${address}>`];
}

/** RFC 2047: whole characters; as many bytes of them as the line has room for, behind its name. */
function encoded(name: string, text: string): readonly string[] {
  const chunks: string[] = [];
  const behindName = Math.floor((76 - `${name}: =?UTF-8?B??=`.length) / 4) * 3;
  for (const character of text) {
    const last = chunks.at(-1);
    const most = chunks.length === 1 && behindName >= 6 ? Math.min(behindName, 45) : 45;
    if (last === undefined || Buffer.byteLength(last + character) > most) chunks.push(character);
    else chunks[chunks.length - 1] = last + character;
  }
  return chunks.map((chunk) => `=?UTF-8?B?${Buffer.from(chunk).toString("base64")}?=`);
}
