import type { OutboundEmail } from "@wellsent/core";

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
