import type { TenantId } from "../identifiers.js";
import type { SendPolicy } from "../messages/index.js";
import type { EmailAddress } from "../ports/email-transport.js";
import type { OutboundSms } from "../ports/sms-transport.js";
import type { PriceList } from "./prices.js";
import type { WarmUp } from "./warm-up.js";

/** The sender and the sending rules of a tenant. */
export interface SenderSettings {
  /** The sender of marketing mail. Its domain also ends every Message-ID. */
  readonly from: EmailAddress;
  readonly replyTo?: EmailAddress;
  readonly smsFrom?: OutboundSms["from"];
  /**
   * The template that asks for confirmation of requests made on the public pages: an undone
   * unsubscribe or a newly chosen topic. Absent: choices that need a confirmation are not offered
   * there. The message's data has the requested names as `request.names`, in the reader's language.
   */
  readonly confirmationTemplate?: string;
  /** The same by text message, for choices about a phone number. Absent: they are not offered. */
  readonly smsConfirmationTemplate?: string;
  /** IANA zone of the business: for calendar windows, and for contacts whose own is unknown. */
  readonly timeZone: string;
  readonly policy?: SendPolicy;
  /**
   * For a new domain in `from`: how much mail leaves a day. Take it out to end it at once.
   * @example
   * { start: 500, factor: 2, until: 8_000, laterFactor: 1.3, target: 100_000 };
   */
  readonly warmUp?: WarmUp;
  /** What its messages cost. Previews of campaigns add it up. */
  readonly prices?: PriceList;
  /**
   * Passed to every template as `sender`: postal address, legal name, links to imprint and privacy
   * notice.
   */
  readonly details?: Readonly<Record<string, string>>;
}

export type SenderFor = (tenant: TenantId) => SenderSettings;
