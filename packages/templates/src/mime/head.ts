import { InputError } from "@wellsent/core/errors";
import { mailDate } from "./date.js";
import { foldTokens, givenHeader, textHeader } from "./header-line.js";
import { mailboxTokens } from "./mailbox.js";
import type { Envelope } from "./message.js";

/** Written from the envelope and the template; twice would make receivers disagree about which one counts. */
const reserved: ReadonlySet<string> = new Set(
  "from to cc bcc sender reply-to subject date message-id mime-version content-type content-transfer-encoding".split(
    " ",
  ),
);
const messageId = /^<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>$/;

/**
 * The header block up to `MIME-Version`, every line ended by CRLF.
 *
 * @throws InputError `INPUT_ADDRESS`, `INPUT_ADDRESS_SMTPUTF8`, `INPUT_MESSAGE_ID`, `INPUT_HEADER_NAME`, `INPUT_HEADER_VALUE`.
 */
export function messageHead(envelope: Envelope, subject: string): string {
  const { smtputf8 = false, headers = [], replyTo } = envelope;
  if (!messageId.test(envelope.messageId)) {
    throw new InputError("INPUT_MESSAGE_ID", "A Message-ID is of the form <left@right>.", { path: "messageId" });
  }
  if (!Number.isSafeInteger(envelope.date)) {
    throw new InputError("INPUT_DATE", "The date is not in epoch milliseconds.", { path: "date" });
  }
  let head = foldTokens("From", mailboxTokens(envelope.from, "from", smtputf8));
  head += foldTokens("To", mailboxTokens(envelope.to, "to", smtputf8));
  if (replyTo !== undefined) head += foldTokens("Reply-To", mailboxTokens(replyTo, "replyTo", smtputf8));
  head += textHeader("Subject", subject, smtputf8);
  head += `Date: ${mailDate(envelope.date)}\r\nMessage-ID: ${envelope.messageId}\r\n`;
  for (const { name, value } of headers) {
    if (reserved.has(name.toLowerCase())) {
      throw new InputError("INPUT_HEADER_NAME", "This header is written from the envelope.", {
        path: `headers.${name}`,
        remedy: "Set it on the envelope instead.",
      });
    }
    head += givenHeader(name, value, smtputf8);
  }
  return `${head}MIME-Version: 1.0\r\n`;
}
