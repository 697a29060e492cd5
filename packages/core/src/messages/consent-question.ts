import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type {
  Activity,
  ConsentChannel,
  ConsentQuestion,
  MessageClass,
} from "../ports/consent-gate.js";
import type { ContactPointRecord, ContactRecord } from "../ports/store/contact-record.js";

export interface QuestionSubject {
  readonly tenant: TenantId;
  readonly contact: ContactRecord;
  readonly point: ContactPointRecord;
  readonly channel: ConsentChannel;
  readonly purpose: string;
  readonly topic: string | null;
  readonly messageClass: MessageClass;
  /** The transport's id. */
  readonly processor: string | null;
  /** The sender of the tenant, where it has several brands. */
  readonly sender?: string;
}

/** The question a gate is asked, with everything a rule may depend on and nothing more. */
export function questionFor(
  subject: QuestionSubject,
  activity: Activity,
  at: Instant,
): ConsentQuestion {
  return {
    tenant: subject.tenant,
    contactPoint: subject.point.id,
    channel: subject.channel,
    purpose: subject.purpose,
    ...(subject.topic === null ? {} : { topic: subject.topic }),
    activity,
    messageClass: subject.messageClass,
    ...(subject.sender === undefined ? {} : { sender: subject.sender }),
    ...(subject.processor === null ? {} : { processor: subject.processor }),
    jurisdictions: subject.contact.jurisdiction === null ? [] : [subject.contact.jurisdiction],
    // A zone that was only inferred, or that of the business, is not known to be the person's: the
    // gate takes all it may be.
    timeZones: subject.contact.timeZone?.source === "stated" ? [subject.contact.timeZone.name] : [],
    at,
  };
}
