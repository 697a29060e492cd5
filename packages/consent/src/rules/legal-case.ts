import type { ConsentQuestion } from "@wellsent/core";
import type { AddressProjection, Cell, CellState } from "../state/index.js";
import { declares, isOfKind, type Organization } from "./organization.js";
import type { OrganizationKind } from "./rule-row.js";

/** One message to one person, with all that rows of law may look at. */
export interface LegalCase {
  readonly question: ConsentQuestion;
  /** Of the question, or the same about another activity. */
  readonly cell: Cell;
  readonly projection: AddressProjection;
  readonly state: CellState;
  readonly facts: { readonly organization?: Organization };
  readonly rules: {
    readonly supersededNotices?: readonly string[];
    readonly reviews?: readonly TenantReview[];
  };
}

/** A tenant's own limit on how long consent to a purpose lasts without being used or renewed. */
export interface TenantReview {
  /** With everything below it. */
  readonly purpose: string;
  /** ISO 8601. After this time the consent is stale and no longer a basis for marketing. */
  readonly reviewAfter: string;
}

/** Whether the tenant declares the purpose as charitable, or as professional. */
export function declaredAs(
  { facts, question }: Pick<LegalCase, "facts" | "question">,
  what: "charitable" | "professional",
): boolean {
  return declares(facts.organization, what, question.purpose);
}

export function isSender(
  { facts }: Pick<LegalCase, "facts">,
  kinds: readonly OrganizationKind[] | undefined,
): boolean {
  return isOfKind(facts.organization, kinds);
}
