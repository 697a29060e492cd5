import type { ConsentEvent, ConsentEventType } from "../events/index.js";
import type { CellStatus } from "../state/index.js";
import type { DpvConsentStatus } from "./dpv-terms.js";

const byType: Partial<Record<ConsentEventType, DpvConsentStatus>> = {
  "consent.requested": "dpv:ConsentRequested",
  "consent.granted": "dpv:ConsentGiven",
  "consent.confirmed": "dpv:ConsentGiven",
  "consent.reaffirmed": "dpv:RenewedConsentGiven",
  "consent.refused": "dpv:ConsentRefused",
  "consent.withdrawn": "dpv:ConsentWithdrawn",
  "consent.invalidated": "dpv:ConsentInvalidated",
  "objection.raised": "dpv:ConsentWithdrawn",
  "suppression.added": "dpv:ConsentRevoked",
  "restriction.set": "dpv:ConsentRevoked",
};

/**
 * What an event says about consent, in the vocabulary's words; undefined where it says nothing. A
 * withdrawal by anybody but the person is a revocation there.
 */
export function dpvStatus(event: ConsentEvent): DpvConsentStatus | undefined {
  if (event.type === "consent.requested" && (event.detail.attempt ?? 1) > 1)
    return "dpv:ConsentRequestDeferred";
  if (event.type === "consent.withdrawn" && event.actor.kind !== "subject")
    return "dpv:ConsentRevoked";
  return byType[event.type];
}

/** `expired`: what was granted no longer counts at this time, which no event says. */
export type RecordStatus = CellStatus | "expired";

/** The vocabulary's states that processing may rest on. All others forbid it. */
export const validForProcessing: readonly DpvConsentStatus[] = [
  "dpv:ConsentGiven",
  "dpv:RenewedConsentGiven",
];

/**
 * The state of the record now, by the rule that decides, so that the last status of a record never
 * says yes where the decision says no. What others merely assert is unknown, and so is what no one
 * ever asked.
 */
export function currentStatus(
  status: RecordStatus,
  last: DpvConsentStatus | undefined,
): DpvConsentStatus {
  const valid = last !== undefined && validForProcessing.includes(last);
  switch (status) {
    case "granted":
      return valid ? last : "dpv:ConsentGiven";
    case "denied":
      return last === undefined || valid || last === "dpv:ConsentRequested"
        ? "dpv:ConsentWithdrawn"
        : last;
    case "expired":
      return "dpv:ConsentExpired";
    case "pending":
      return last === "dpv:ConsentRequestDeferred" ? last : "dpv:ConsentRequested";
    default:
      return "dpv:ConsentUnknown";
  }
}
