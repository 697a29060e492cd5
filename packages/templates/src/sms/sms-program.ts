import type { MessageClass } from "@wellsent/core";
import type { OfferUse } from "../fields/offers.js";
import type { FieldUse, LinkSpec, Part } from "../program/index.js";

/** The version of everything below. A loader refuses any other. */
export const smsFormat = "wellsent.sms/2";

/** A text message after compilation: plain JSON, no code, one locale. */
export interface SmsProgram extends OfferUse {
  readonly format: typeof smsFormat;
  /** Over every other property, as a mail's. */
  readonly digest: string;
  readonly id: string;
  readonly messageClass: MessageClass;
  /** What it is sent for, where its author said so. */
  readonly purpose?: string;
  readonly topic?: string;
  readonly channel: "sms";
  readonly locale: string;
  readonly fields: readonly FieldUse[];
  readonly helpers: readonly string[];
  readonly segments: readonly string[];
  /** As a mail's: tracked for those who agreed. */
  readonly links: readonly LinkSpec[];
  readonly text: Part;
  readonly sender: string;
  /**
   * True where the text itself names the sender, to everybody: then the name is not put before it.
   */
  readonly namesSender: boolean;
  /**
   * How the text itself tells everybody to get out: by a reply, which a sender without a number
   * cannot receive, or by a link.
   */
  readonly optOut: "none" | "reply" | "link";
  readonly maxSegments: number;
  readonly transliterate: boolean;
}
