import type { DecisionReason } from "@wellsent/core";
import { engineRemedies } from "./engine-remedies.js";

// Where nothing helps, that is said as well, so that nobody looks further.
const askedAgain = "Nothing, unless they ask again and confirm it from the mailbox or handset.";

const otherAddress =
  "Ask the person for another address. This one counts again once they confirm it anew.";

const remedies: Readonly<Record<string, string>> = {
  NO_CONSENT: "Ask the person, and record their answer.",
  CONSENT_PENDING: "Wait for the answer. Whoever fills in the form again gets a new message.",
  CONSENT_UNCONFIRMED: "Have the mailbox confirm it, or record the signed paper with its scan.",
  CONSENT_CONFIRMED_BY_GET: "Ask once more, with a button to press.",
  CONSENT_ONLY_ASSERTED: "Ask the person: nobody else's word counts here.",
  CONSENT_WITHOUT_EVIDENCE: "Record how the person agreed, with method and payload, or ask them.",
  CONSENT_NOT_EXPRESS: "Ask for express consent.",
  CONSENT_NOT_WRITTEN: "Ask for consent in writing, and record it with strength express_written.",
  CONSENT_STALE: "Ask again: the request itself may be sent.",
  NOTICE_SUPERSEDED: "Ask again with the wording in force.",
  SOFT_OPT_IN_NO_RELATIONSHIP: "Record the sale, with the purposes that are similar to it.",
  SOFT_OPT_IN_RELATIONSHIP_ENDED: "Record a later sale, or ask for consent.",
  SOFT_OPT_IN_COLLECTED_TOO_EARLY: "Ask for consent: the exception does not reach back.",
  SOFT_OPT_IN_NOT_SIMILAR: "Declare the purpose as similar to what was bought, if it is.",
  SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION:
    "Record the offer to opt out made when the address was collected; a later one does not heal it.",
  SOFT_OPT_IN_SILENCE: "Ask for consent, or wait for another sale.",
  SOFT_OPT_IN_EXPIRED: "Record a later sale, or ask for consent.",
  SOFT_OPT_IN_OTHER_SENDER: "Say what the tenant is, in organization of the gate.",
  SOFT_OPT_IN_NOT_CHARITABLE: "Declare the purpose as charitable, in organization of the gate.",
  IMPLIED_CONSENT_NO_RELATIONSHIP: "Record the relationship, if there is one.",
  IMPLIED_CONSENT_EXPIRED: "Ask for express consent.",
  IMPLIED_CONSENT_OTHER_SENDER: "Say what the tenant is, in organization of the gate.",
  IMPLIED_CONSENT_NOT_PROFESSIONAL:
    "Declare the purpose as professional, in organization of the gate, if it is.",
  OPT_OUT_NOT_PROFESSIONAL:
    "Declare the purpose as professional, in organization of the gate, if it is.",
  NO_TRACKING_CONSENT: "Ask for consent to tracking on its own, or send without it.",
  WITHDRAWN: askedAgain,
  STOPPED: "Nothing, unless they answer START, or ask again and confirm it.",
  REFUSED: askedAgain,
  OBJECTED: askedAgain,
  COMPLAINED: askedAgain,
  UNSUBSCRIBED: askedAgain,
  DENIED_BEFORE_MERGE: askedAgain,
  CONSENT_INVALID: "Ask again with a wording that is valid, and have the mailbox confirm it.",
  CONSENT_LAPSED: "Ask again, and have the mailbox confirm it.",
  ERASED: askedAgain,
  ERASURE_OPEN: "Answer the case: erase the person, or close it with the reason.",
  RESTRICTED: "Nothing, until the restriction ends: tell the person before you lift it.",
  SUPPRESSED_COMPLAINT: "Nothing: whoever reported a message as spam is not asked again.",
  SUPPRESSED_OBJECTION: askedAgain,
  SUPPRESSED_UNSUBSCRIBED: askedAgain,
  SUPPRESSED_ERASED: askedAgain,
  SUPPRESSED_HARD_BOUNCE: otherAddress,
  SUPPRESSED_SOFT_BOUNCE: otherAddress,
  SUPPRESSED_LEGAL: "Nothing, until the authority that wanted it releases it.",
  SUPPRESSED_WIRELESS_DOMAIN: "Ask the person for another address, or correct a wrong entry.",
  SUPPRESSED_MANUAL: "Record its release as a correction, if the reason for it is gone.",
  SUPPRESSED_REGISTRY: "Ask for consent in writing, and record it with strength express_written.",
  NO_REQUEST: "Record what the person asked for, and send it for that very cell.",
  REQUEST_LIMIT: "Wait a day: the requests before it stay open.",
  REMINDER_LIMIT: "Wait for the answer: no further message asks for it.",
  DENIED_BEFORE: "Have the person agree themselves: nobody else's word lifts a no.",
  CONFIRMATION_RATE_LIMITED: "Wait: the request itself stays open.",
  ASKED_AGAIN_TOO_EARLY: "Wait, or let the person ask of their own accord.",
  SUBJECT_MINOR: "Nothing, until the person is of age: correct the flag if it is wrong.",
  SUBJECT_B2B_ONLY:
    "Declare the purpose as professional, in organization of the gate, if it is; else nothing.",
  NOTICE_LOCALE_MISMATCH: "Ask again in the person's language.",
  PROCESSOR_NOT_COVERED: "Conclude the agreement, or send by another provider.",
  INPUT_PURPOSE_UNKNOWN: "Declare the purpose.",
  INPUT_CHANNEL: "Ask about email, sms or call.",
  INPUT_ACTIVITY: "Ask about send, track.open, track.click or profile; a text message has no open.",
  INPUT_MESSAGE_CLASS: "Name one of the five classes, such as marketing.",
  INPUT_TIME: "Pass the time as whole milliseconds since 1970.",
  INPUT_PURPOSE: "Name the purpose by letters, digits, _ and -, parted by dots.",
  INPUT_PROJECTION: "Run the newest release, or build the projections anew from the ledger.",
  QUIET_HOURS: "Send after the quiet hours.",
  ...engineRemedies,
  QUIET_AT_ALL_HOURS: "Find out where the person is, and record their place and time zone.",
};

/**
 * What would make the refused message lawful or have it sent, or that nothing would. Of a decision,
 * a send and a draft that the ledger refused. `undefined` for what is allowed and for a code that
 * this version does not know.
 * @example
 * const { reasons } = await acme.decide(ann, { purpose: "marketing.news" });
 * for (const reason of reasons) console.log(reason.code, remedyFor(reason));
 */
export function remedyFor({
  code,
  effect,
}: Pick<DecisionReason, "code"> & Partial<DecisionReason>): string | undefined {
  const isGood = effect === "allow" || effect === "oblige";
  return isGood || !Object.hasOwn(remedies, code) ? undefined : remedies[code];
}
