import { createHash } from "node:crypto";
import type { EmailAddress, OutboundEmail } from "@wellsent/core";
import { smtpAddress } from "../transport-rules/index.js";
import { encodeBody } from "./body-encoding.js";
import { mailboxHeader, textHeader } from "./header-line.js";

/**
 * A message's RFC 5322 bytes, composed from its parts, with no octet beyond ASCII outside
 * addresses. The same parts give the same bytes. For messages that {@link readEnvelope} found
 * sound.
 *
 * nodemailer composes through streams, which takes longer than all the rest of a hand-over.
 */
export function composed(message: OutboundEmail): Uint8Array {
  const { from, to, replyTo, subject, messageId, date, headers, text, html } = message;
  const head = [
    mailbox("From", from),
    mailbox("To", to),
    ...(replyTo === undefined ? [] : [mailbox("Reply-To", replyTo)]),
    textHeader("Subject", subject),
    // RFC 5322, 3.3: `GMT` is the obsolete way to say it.
    `Date: ${new Date(date).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${messageId}`,
    ...headers.map(({ name, value }) => textHeader(name, value)),
    "MIME-Version: 1.0",
  ];
  if (html === undefined) return bytes([...head, part("plain", text)]);
  // Neither encoding of a body can hold `=_`.
  const boundary = `=_${createHash("sha256").update(messageId).digest("hex").slice(0, 24)}`;
  return bytes([
    ...head,
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    part("plain", text),
    `--${boundary}`,
    part("html", html),
    `--${boundary}--`,
  ]);
}

function mailbox(name: string, { address, name: words = "" }: EmailAddress): string {
  return mailboxHeader(name, words, smtpAddress(address) ?? address);
}

function part(subtype: "plain" | "html", content: string): string {
  const { encoding, body } = encodeBody(content);
  return [
    `Content-Type: text/${subtype}; charset=utf-8`,
    `Content-Transfer-Encoding: ${encoding}`,
    "",
    body,
  ].join("\r\n");
}

function bytes(lines: readonly string[]): Uint8Array {
  return Buffer.from(`${lines.join("\r\n")}\r\n`);
}
