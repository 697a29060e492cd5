import type { MessageClass } from "@wellsent/core";
import type { FieldUse, Part } from "../program/index.js";

/** The version of everything below. A loader refuses any other. */
export const smsFormat = "wellsent.sms/1";

/** A text message after compilation: plain JSON, no code, one locale. */
export interface SmsProgram {
  readonly format: typeof smsFormat;
  /** Over every other property, as a mail's. */
  readonly digest: string;
  readonly id: string;
  readonly messageClass: MessageClass;
  readonly channel: "sms";
  readonly locale: string;
  readonly fields: readonly FieldUse[];
  readonly helpers: readonly string[];
  readonly segments: readonly string[];
  readonly text: Part;
  readonly sender: string;
  /** True where the text itself names the sender, or says how to get out: then neither is added. */
  readonly namesSender: boolean;
  readonly hasOptOut: boolean;
  readonly maxSegments: number;
  readonly transliterate: boolean;
}
