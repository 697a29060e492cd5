import type { Decision, DecisionReason } from "@wellsent/core";
import { formatEventTime } from "../events/index.js";
import { remedyFor } from "./remedies.js";

export const sentences: Readonly<Record<string, string>> = {
  INPUT_CHANNEL: "The question names a channel that does not exist.",
  INPUT_ACTIVITY: "The question names an activity that does not exist on this channel.",
  INPUT_MESSAGE_CLASS: "The question names a class of message that does not exist.",
  INPUT_TIME: "The question names no valid time.",
  INPUT_PURPOSE: "The question names no valid purpose.",
  INPUT_PURPOSE_UNKNOWN: "The purpose is not one the tenant has declared.",
  INPUT_PROJECTION: "What is known about this address cannot be read, so nothing may be sent.",
  ERASED: "The person was erased.",
  RESTRICTED: "The person has restricted the processing of their data.",
  ERASURE_OPEN: "The person has asked to be erased, and the request is open.",
  SUPPRESSED_COMPLAINT: "The address is suppressed: its owner reported a message as spam.",
  SUPPRESSED_OBJECTION: "The address is suppressed: its owner objected.",
  SUPPRESSED_UNSUBSCRIBED: "The address is suppressed: its owner unsubscribed.",
  SUPPRESSED_ERASED:
    "The address is suppressed: its owner was erased and is not to be written to again.",
  SUPPRESSED_HARD_BOUNCE: "The address is suppressed: mail to it bounced for good.",
  SUPPRESSED_SOFT_BOUNCE: "The address is suppressed: mail to it came back on too many days.",
  SUPPRESSED_LEGAL: "The address is suppressed for legal reasons.",
  SUPPRESSED_WIRELESS_DOMAIN: "The address is suppressed: it belongs to a wireless carrier.",
  SUPPRESSED_REGISTRY: "The address is suppressed: it is on a do-not-contact register.",
  SUPPRESSED_MANUAL: "The address is suppressed by the tenant.",
  OBJECTED: "The person objected to direct marketing.",
  WITHDRAWN: "The person withdrew consent.",
  STOPPED: "The person answered STOP.",
  REFUSED: "The person refused when asked.",
  CONSENT_INVALID: "The consent was found to be invalid.",
  CONSENT_LAPSED: "The consent was reviewed and has lapsed.",
  COMPLAINED: "The person reported a message as spam.",
  UNSUBSCRIBED: "The person unsubscribed at the mail provider.",
  DENIED_BEFORE_MERGE: "One of the records merged into this one had denied it.",
  CONSENT: "The person consented.",
  CONSENT_ASSERTED: "Somebody other than the person says that they consented.",
  NO_CONSENT: "There is no consent.",
  CONSENT_PENDING: "The person has been asked to confirm and has not answered yet.",
  CONSENT_UNCONFIRMED: "The consent was never confirmed from the mailbox.",
  CONSENT_CONFIRMED_BY_GET: "The consent was confirmed by a link that machines follow as well.",
  CONSENT_ONLY_ASSERTED: "The consent is only asserted by somebody other than the person.",
  CONSENT_WITHOUT_EVIDENCE: "The consent is asserted without a record of how it was given.",
  CONSENT_NOT_EXPRESS: "The consent is implied, and express consent is needed.",
  CONSENT_NOT_WRITTEN: "The consent is not in writing as it must be.",
  CONSENT_STALE: "The consent has not been used or renewed for too long.",
  NOTICE_SUPERSEDED: "The wording consented to is no longer in force.",
  SOFT_OPT_IN:
    "The person is a customer and every condition for writing about similar offers holds.",
  SOFT_OPT_IN_NO_RELATIONSHIP:
    "There is no purchase or other relationship that would do without consent.",
  SOFT_OPT_IN_RELATIONSHIP_ENDED: "The relationship that would do without consent has ended.",
  SOFT_OPT_IN_COLLECTED_TOO_EARLY: "The address was collected before this exception was in force.",
  SOFT_OPT_IN_NOT_SIMILAR: "The purchase was not of anything similar.",
  SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION:
    "There is no proof that a way out was offered when the address was collected.",
  SOFT_OPT_IN_SILENCE: "No message followed the purchase for too long.",
  SOFT_OPT_IN_EXPIRED: "The purchase, or the end of the contract, was too long ago.",
  SOFT_OPT_IN_OTHER_SENDER: "This exception is not for senders of this kind.",
  SOFT_OPT_IN_NOT_CHARITABLE: "The purpose is not declared as charitable.",
  IMPLIED_CONSENT: "The law implies consent from a relationship.",
  IMPLIED_CONSENT_NO_RELATIONSHIP: "There is no relationship that consent could be implied from.",
  IMPLIED_CONSENT_EXPIRED: "Consent implied from a relationship has run out.",
  IMPLIED_CONSENT_OTHER_SENDER: "Consent is not implied for senders of this kind.",
  IMPLIED_CONSENT_NOT_PROFESSIONAL: "The purpose is not declared as one of the profession.",
  OPT_OUT_NOT_PROFESSIONAL: "The purpose is not declared as one of the profession.",
  OPT_OUT_REGIME: "The law allows it until the person says no.",
  SERVICE_MESSAGE: "The message serves what the person asked for.",
  LEGAL_NOTICE: "The message is a notice the law asks for.",
  TRACKING_CONSENT: "The person consented to being tracked in this way.",
  TRACKING_EXEMPT: "This tracking is exempt by name.",
  NO_TRACKING_CONSENT: "The person did not consent to being tracked in this way.",
  NO_REQUEST: "Nobody has asked for what the message wants confirmed.",
  REMINDER_LIMIT: "The request was reminded of often enough.",
  CONFIRMATION_RATE_LIMITED: "The address was asked to confirm too often today.",
  ASKED_AGAIN_TOO_EARLY: "It is too early to ask again after a no.",
  SUBJECT_MINOR: "The person is a minor.",
  SUBJECT_B2B_ONLY: "The person may be written to at work only.",
  NOTICE_LOCALE_MISMATCH: "The wording consented to was in another language than the person's.",
  PROCESSOR_NOT_COVERED: "The provider has no agreement in force that covers this.",
  QUIET_HOURS: "It is a quiet hour where the person is.",
  QUIET_AT_ALL_HOURS: "No hour is free in every place where the person may be.",
};

/** One reason as a sentence. A code of a newer version is shown as it is. */
function reasonText(reason: DecisionReason): string {
  const sentence = sentences[reason.code] ?? `${reason.code}.`;
  const until = reason.until === undefined ? "" : ` Until ${formatEventTime(reason.until)}.`;
  const event = reason.eventId === undefined ? "" : ` Event ${reason.eventId}.`;
  const row = reason.row === undefined ? "" : `; ${reason.row}`;
  const remedy = remedyFor(reason);
  const advice = remedy === undefined ? "" : ` To do: ${remedy}`;
  return `${sentence}${until} [${reason.rule}${row}]${event}${advice}`;
}

/**
 * A decision in words, the deciding reason first. Holds no personal data.
 * @example
 * console.log(explainDecision(await acme.decide(ann, { purpose: "marketing.news" })));
 */
export function explainDecision(decision: Decision): string {
  const { allowed, reasons, retryAt, expiresAt, obligations, evidence, ruleset } = decision;
  const lines = [
    allowed
      ? `Allowed${decision.basis === undefined ? "" : ` (${decision.basis})`}.`
      : "Not allowed.",
  ];
  lines.push(...reasons.map((reason) => `- ${reasonText(reason)}`));
  if (retryAt !== undefined) lines.push(`Ask again at ${formatEventTime(retryAt)}.`);
  if (expiresAt !== undefined)
    lines.push(`Good until ${formatEventTime(expiresAt)}, unless something happens.`);
  if (obligations.length > 0) lines.push(`The message must heed: ${obligations.join(", ")}.`);
  if (ruleset.own !== undefined) lines.push(`Own rules: ${ruleset.own.join("; ")}.`);
  lines.push(
    `Decided on ${evidence.logSize} log entries by rules ${ruleset.id} (${ruleset.digest.slice(0, 16)}).`,
  );
  return lines.join("\n");
}
