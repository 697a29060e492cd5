import type { OutboundEmail } from "@wellsent/core";

export interface Envelope {
  readonly from: string;
  readonly to: string;
}

export type EnvelopeReading =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly fault: "message" | "recipient" };

/** Fields that the message's own parts decide; a second one would contradict or reveal them. */
const reserved =
  /^(?:from|to|cc|bcc|sender|reply-to|subject|date|message-id|mime-version|content-.*|return-path|received|dkim-signature|resent-.*)$/i;

/**
 * Checks everything that a server or a mail client could misread, and says who writes to whom. A
 * fault of the `message` is `failed`, one of the `recipient` `rejected` as `invalid_address`, both
 * never to be retried.
 */
export function readEnvelope(message: OutboundEmail, smtputf8: boolean): EnvelopeReading {
  if (holdsLineBreak(message)) return { ok: false, fault: "message" };
  if (Number.isNaN(new Date(message.date).getTime())) return { ok: false, fault: "message" };
  const fields = message.headers;
  if (fields.some(({ name }) => !/^[!-9;-~]+$/.test(name) || reserved.test(name)))
    return { ok: false, fault: "message" };
  const from = smtpAddress(message.envelopeFrom ?? message.from.address);
  if (from === null || smtpAddress(message.from.address) === null)
    return { ok: false, fault: "message" };
  if (message.replyTo !== undefined && smtpAddress(message.replyTo.address) === null) {
    return { ok: false, fault: "message" };
  }
  const to = smtpAddress(message.to.address);
  if (to === null || (!smtputf8 && beyondAscii(to))) return { ok: false, fault: "recipient" };
  if (!smtputf8 && beyondAscii(from)) return { ok: false, fault: "message" };
  return { ok: true, envelope: { from, to } };
}

export function beyondAscii(text: string): boolean {
  return /[^\0-\x7f]/.test(text);
}

/** Made at the first address: the tables behind `\p{…}` cost an import more than a function. */
let unsafeLocal: RegExp | undefined;
let unsafeDomain: RegExp | undefined;

/** `local@a-label`; `null` for what would need quoting or is none. */
export function smtpAddress(address: string): string | null {
  unsafeLocal ??= /[\s"(),:;<>@[\\\]\p{C}]/u;
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  if (at < 1 || local.length > 64 || unsafeLocal.test(local)) return null;
  const domain = asciiDomain(address.slice(at + 1));
  return domain === null ? null : `${local}@${domain}`;
}

/** A-labels, by way of the platform's own URLs: the same in Node and at the edge. */
function asciiDomain(domain: string): string | null {
  unsafeDomain ??= /[\s"(),:;<>@[\\\]/?#%\p{C}]/u;
  if (unsafeDomain.test(domain)) return null;
  const url = `http://${domain}/`;
  if (!URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  return hostname === "" || hostname.length > 253 ? null : hostname;
}

const breaks = /[\r\n\0]/;

/**
 * Whether any part that becomes a header field or an envelope address holds CR, LF or NUL (RFC
 * 5322, 2.2).
 */
export function holdsLineBreak(message: OutboundEmail): boolean {
  const { from, to, replyTo, envelopeFrom, subject, messageId, headers, ref } = message;
  const parts = [
    ref,
    subject,
    messageId,
    envelopeFrom,
    ...[from, to, replyTo].flatMap((mailbox) => [mailbox?.address, mailbox?.name]),
    ...headers.flatMap(({ name, value }) => [name, value]),
  ];
  return parts.some((part) => part !== undefined && breaks.test(part));
}
