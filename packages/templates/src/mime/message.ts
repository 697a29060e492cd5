import type { EmailAddress, HeaderField, Instant } from "@wellsent/core";

/** A file that travels with the message. */
export interface Attachment {
  readonly filename: string;
  /** `application/pdf`. Default `application/octet-stream`. */
  readonly contentType?: string;
  readonly content: Uint8Array;
  /** Present: shown inside the HTML as `cid:…`, in multipart/related. Without angle brackets. */
  readonly contentId?: string;
}

/**
 * Everything of a message that is not in the template. All of it is input: nothing is made up here,
 * neither date nor id.
 */
export interface Envelope {
  readonly from: EmailAddress;
  readonly to: EmailAddress;
  readonly replyTo?: EmailAddress;
  /** With angle brackets. Also the seed of the MIME boundaries. */
  readonly messageId: string;
  readonly date: Instant;
  /**
   * List-Unsubscribe and its like, as the consent pages give them. A name the renderer writes
   * itself is refused.
   */
  readonly headers?: readonly HeaderField[];
  readonly attachments?: readonly Attachment[];
  /**
   * UTF-8 in headers (RFC 6531). Only for a transport whose capabilities have `smtputf8`. Default
   * false.
   */
  readonly smtputf8?: boolean;
  /**
   * How the bodies are written: `quoted-printable` suits scripts that are mostly ASCII, `base64`
   * all others. `auto`, the default, takes what is shorter for the template's own characters.
   */
  readonly encoding?: "quoted-printable" | "base64" | "auto";
}
