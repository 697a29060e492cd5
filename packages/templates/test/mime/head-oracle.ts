import type { EmailAddress } from "@wellsent/core";
import { headerText } from "../../src/escape/header.js";
import type { Envelope } from "../../src/message.js";

/** A header block the slow and obvious way, as one string: tokens, joined, folded where the next would not fit. */
export function slowHead(envelope: Envelope, subject: string): string {
  const { smtputf8 = false } = envelope;
  const lines = [
    folded("From", mailbox(envelope.from, smtputf8)),
    folded("To", mailbox(envelope.to, smtputf8)),
    ...(envelope.replyTo === undefined
      ? []
      : [folded("Reply-To", mailbox(envelope.replyTo, smtputf8))]),
    folded("Subject", words(subject, smtputf8)),
    `Date: ${new Date(envelope.date).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${envelope.messageId}`,
    ...(envelope.headers ?? []).map(({ name, value }) => folded(name, given(value, smtputf8))),
    "MIME-Version: 1.0",
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

function folded(name: string, tokens: readonly string[]): string {
  const lines = [`${name}:`];
  for (const [index, token] of tokens.entries()) {
    const line = lines.at(-1) ?? "";
    if (index > 0 && line.length + 1 + token.length > 76) lines.push(` ${token}`);
    else lines[lines.length - 1] = `${line} ${token}`;
  }
  return lines.join("\r\n");
}

function words(value: string, smtputf8: boolean): readonly string[] {
  const text = headerText(value).trim();
  const plain = smtputf8 || /^[\x20-\x7e]*$/.test(text);
  const foldable = !text.includes("  ") && text.split(" ").every((word) => word.length < 74);
  return plain && foldable && !text.includes("=?") ? text.split(" ") : encoded(text);
}

function given(value: string, smtputf8: boolean): readonly string[] {
  if (!smtputf8 && /[^\t\x20-\x7e]/.test(value)) return encoded(headerText(value));
  return value.trim().split(/[ \t]+/);
}

function mailbox({ name = "", address }: EmailAddress, smtputf8: boolean): readonly string[] {
  const shown = headerText(name).trim();
  if (shown === "") return [`<${address}>`];
  const mustEncode =
    (!smtputf8 && /[^\x20-\x7e]/.test(shown)) || shown.includes("=?") || shown.length > 70;
  if (mustEncode) return [...encoded(shown), `<${address}>`];
  const isAtoms = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(shown);
  return [isAtoms ? shown : `"${shown.replace(/["\\]/g, "\\$&")}"`, `<${address}>`];
}

/** RFC 2047: whole characters, 45 bytes of them to a word. */
function encoded(text: string): readonly string[] {
  const chunks: string[] = [];
  for (const character of text) {
    const last = chunks.at(-1);
    if (last === undefined || Buffer.byteLength(last + character) > 45) chunks.push(character);
    else chunks[chunks.length - 1] = last + character;
  }
  return chunks.map((chunk) => `=?UTF-8?B?${Buffer.from(chunk).toString("base64")}?=`);
}
