import { DefinitionError } from "@wellsent/core/errors";
import { purposeCovers } from "../events/index.js";
import { isPeriod, type TenantReview } from "../rules/index.js";

/**
 * How long a consent to a purpose lasts without being used or renewed. The law may set a shorter
 * time, which is in the rule packs.
 */
export interface ReviewPolicy extends TenantReview {
  /** How long before that date people are to be asked again. Default: `P60D`. */
  readonly askAhead?: string;
  readonly legalRef: string;
}

/**
 * @throws DefinitionError `DEFINITION_REVIEW` for a period that is none, or two policies for one
 * purpose.
 */
export function defineReviews(policies: readonly ReviewPolicy[]): readonly ReviewPolicy[] {
  policies.forEach(({ purpose, reviewAfter, askAhead = "P60D", legalRef }, index) => {
    const refuse = (message: string, remedy: string): DefinitionError =>
      new DefinitionError("DEFINITION_REVIEW", message, { path: `reviews[${index}]`, remedy });
    if (!isPeriod(reviewAfter) || !isPeriod(askAhead))
      throw refuse("A review's period is not ISO 8601.", "Write P18M.");
    if (legalRef.trim() === "")
      throw refuse("A review does not say on what it rests.", "Fill legalRef.");
    if (policies.findIndex((other) => other.purpose === purpose) !== index) {
      throw refuse("Two reviews are about one purpose.", "Keep one of them.");
    }
  });
  return policies;
}

/** The policies that apply to a purpose: its own and those of the purposes above it. */
export function reviewsFor(
  policies: readonly ReviewPolicy[],
  purpose: string,
): readonly ReviewPolicy[] {
  return policies.filter((policy) => purposeCovers(policy.purpose, purpose));
}
