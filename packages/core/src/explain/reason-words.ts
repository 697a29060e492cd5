import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";

/**
 * What the codes of the engine's own reasons mean, where their rule does not say it in words. Those
 * of the gate carry the law that speaks.
 */
const words: Readonly<Record<string, string>> = {
  BLACKOUT: "nothing is sent on these dates",
  CAMPAIGN_HELD: "the campaign waits for a person",
  CAMPAIGN_PAUSED: "the campaign is paused",
  CANCELLED: "the campaign was cancelled",
  CAP_RESERVED: "the room that the cap has is kept for better messages",
  CHANNEL_MISMATCH: "the template is for another channel",
  PURPOSE_MISMATCH: "the template is for another purpose or topic",
  CLASS_LAXER: "the template's class asks for more permission",
  CONTACT_GONE: "the contact is no longer there",
  CONTROL_GROUP: "the contact is in the control group, which gets nothing unasked",
  DIGESTED: "it was merged into a digest",
  DIGEST_CLOSED: "its digest is being sent, and the next one is still to be chosen",
  DIGEST_EMPTY: "too few messages of the digest may be sent",
  DIGEST_FULL: "the digest holds no more",
  DIGEST_REFUSED: "the contact does not permit the digest that it would be merged into",
  DIGEST_UNUSABLE: "the digest that it would be merged into cannot take it",
  DOMAIN_PAUSED: "the recipient's domain is left alone for a while",
  WARM_UP: "its sender is new, and the day has had as many as its plan allows",
  DROPPED: "the host gave it up",
  EXPIRED: "it could not be handed over in time",
  FREQUENCY_CAP: "there have been as many as the cap allows",
  HOLIDAY: "it is a holiday where the contact is",
  HOLIDAY_UNKNOWN: "the calendar of holidays does not know this day, which counted as open",
  HOLDOUT: "the contact is among those who are left out of it, for comparison",
  HOUR_PASSED: "its hour was over where the contact is",
  LATE: "its time was over",
  LEFT_AUDIENCE: "the contact has come among those whom the campaign leaves out",
  OUTCOME_REFUSED: "the store would not take what the provider said of it",
  QUARANTINED: "it could not be judged, and is tried again",
  QUIET_HOURS: "it waits for the end of the quiet hours",
  RELEASED: "the host had it sent once more",
  RETRACTED: "the campaign took it back before it left",
  SAID_SENT: "the host says that it has left",
  TEMPLATE_GONE: "no engine had the template for too long",
  TEMPLATE_MISSING: "it waits for an engine that has the template",
  TOO_LATE: "its time was over",
  WORKER_LOST: "whoever was sending it stopped, and nobody knows whether it left",
};

/** The codes of the engine's reasons that an explanation says in words. */
export const reasonCodes: readonly string[] = Object.keys(words);

/** In words, where the code is one of ours; `null` for any other. */
export function reasonWords(code: string): string | null {
  return Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}

/** Whether a message counts as sent since the host said so. */
export function isHostsWord(reasons: readonly DecisionReason[]): boolean {
  return reasons.some(({ code }) => code === "SAID_SENT");
}

/** `2026-03-02 08:00 UTC` */
export function moment(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What stood in the way, each with the rule that speaks. */
export function why(reasons: readonly DecisionReason[]): string {
  return reasons
    .filter(({ effect }) => effect === "deny" || effect === "defer")
    .map(({ code, rule }) => {
      const words = reasonWords(code);
      return words === null ? `${code} (${rule})` : `${code} (${words}; ${rule})`;
    })
    .join(", ");
}
