import { InputError } from "@wellsent/core/errors";
import type { ByteWriter } from "../encode/utf8-writer.js";
import { writeAscii } from "../encode/utf8-writer.js";
import { mailDate } from "./date.js";
import { type HeaderLine, plainHeader } from "./header-line.js";
import { givenHeader, textHeader } from "./header-value.js";
import { mailboxHeader } from "./mailbox.js";
import type { Envelope } from "./message.js";

/**
 * Written from the envelope and the template; twice would make receivers disagree about which one
 * counts.
 */
const reserved: ReadonlySet<string> = new Set(
  "from to cc bcc sender reply-to subject date message-id mime-version content-type content-transfer-encoding".split(
    " ",
  ),
);
const messageId = /^<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>$/;

/**
 * The header block up to `MIME-Version`, every line ended by CRLF.
 *
 * @throws InputError `INPUT_ADDRESS`, `INPUT_ADDRESS_SMTPUTF8`, `INPUT_MESSAGE_ID`,
 * `INPUT_HEADER_NAME`, `INPUT_HEADER_VALUE`.
 */
export function writeHead(out: ByteWriter, envelope: Envelope, subject: string): void {
  const { smtputf8 = false, headers = [], replyTo } = envelope;
  if (!messageId.test(envelope.messageId)) {
    throw new InputError("INPUT_MESSAGE_ID", "A Message-ID is of the form <left@right>.", {
      path: "messageId",
    });
  }
  if (!Number.isSafeInteger(envelope.date)) {
    throw new InputError("INPUT_DATE", "The date is not in epoch milliseconds.", { path: "date" });
  }
  const line: HeaderLine = { out, column: 0, bare: true };
  mailboxHeader(line, "From", envelope.from, "from", smtputf8);
  mailboxHeader(line, "To", envelope.to, "to", smtputf8);
  if (replyTo !== undefined) mailboxHeader(line, "Reply-To", replyTo, "replyTo", smtputf8);
  textHeader(line, "Subject", subject, smtputf8);
  plainHeader(line, "Date", mailDate(envelope.date));
  plainHeader(line, "Message-ID", envelope.messageId);
  for (const { name, value } of headers) {
    if (reserved.has(name.toLowerCase())) {
      throw new InputError("INPUT_HEADER_NAME", "This header is written from the envelope.", {
        path: `headers.${name}`,
        remedy: "Set it on the envelope instead.",
      });
    }
    givenHeader(line, name, value, smtputf8);
  }
  writeAscii(out, "MIME-Version: 1.0\r\n");
}
