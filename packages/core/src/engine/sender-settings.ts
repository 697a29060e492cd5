import type { TenantId } from "../identifiers.js";
import type { SendPolicy } from "../messages/index.js";
import type { EmailAddress } from "../ports/email-transport.js";
import type { OutboundSms } from "../ports/sms-transport.js";

/** Who writes, and by which rules: what a tenant says once about its sending. */
export interface SenderSettings {
  /** Marketing mail goes out in this name; its domain also ends every Message-ID. */
  readonly from: EmailAddress;
  readonly replyTo?: EmailAddress;
  readonly smsFrom?: OutboundSms["from"];
  /**
   * The template that asks to confirm, for requests made on the public pages: an undone
   * unsubscribe, a newly ticked topic. Absent: what needs a confirmation is not offered there. What
   * is asked for stands in the message's data as `request.names`, in the reader's language.
   */
  readonly confirmationTemplate?: string;
  /** The same by text message, for what is chosen for a telephone. Absent: it is not offered. */
  readonly smsConfirmationTemplate?: string;
  /** IANA zone of the business: for calendar windows, and for contacts whose own is unknown. */
  readonly timeZone: string;
  readonly policy?: SendPolicy;
  /**
   * Passed to every template as `sender`: postal address, legal name, links to imprint and privacy
   * notice.
   */
  readonly details?: Readonly<Record<string, string>>;
}

export type SenderFor = (tenant: TenantId) => SenderSettings;
