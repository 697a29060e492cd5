import { InputError } from "@wellsent/core/errors";
import { writeBase64 } from "../encode/base64.js";
import { type ByteWriter, writeUtf8 } from "../encode/utf8-writer.js";
import type { Attachment } from "./message.js";
import { parameter } from "./parameter.js";

const mediaType = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,63}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,63}$/;
const contentId = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+(?:@[A-Za-z0-9.-]+)?$/;

/**
 * One body part with its headers, base64.
 *
 * @throws InputError `INPUT_ATTACHMENT` for a media type or content id that is none;
 * `INPUT_PARAMETER`.
 */
export function writeAttachment(out: ByteWriter, attachment: Attachment): void {
  const { filename, contentType = "application/octet-stream", contentId: id, content } = attachment;
  if (!mediaType.test(contentType) || /^(?:multipart|message)\//i.test(contentType)) {
    throw new InputError(
      "INPUT_ATTACHMENT",
      "An attachment's content type is a plain media type.",
      {
        path: "attachments.contentType",
      },
    );
  }
  if (id !== undefined && !contentId.test(id)) {
    throw new InputError("INPUT_ATTACHMENT", "A content id is of the form name or name@domain.", {
      path: "attachments.contentId",
      remedy: "Leave out the angle brackets.",
    });
  }
  const disposition = id === undefined ? "attachment" : "inline";
  writeUtf8(out, `Content-Type: ${contentType}\r\nContent-Transfer-Encoding: base64\r\n`);
  if (id !== undefined) writeUtf8(out, `Content-ID: <${id}>\r\n`);
  writeUtf8(out, `Content-Disposition: ${disposition}${parameter("filename", filename)}\r\n\r\n`);
  writeBase64(out, content);
}
