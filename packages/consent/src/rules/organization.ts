import { purposeCovers } from "../events/index.js";
import type { OrganizationKind } from "./rule-row.js";

/** What a tenant is and what its purposes are for: some exceptions hang on it. */
export interface Organization {
  /** Absent: `business`. */
  readonly kind?: OrganizationKind;
  /**
   * ISO 3166, where it is at home: managed from, or sending from. Some laws bind such senders
   * wherever they write to. Absent: the recipient's law alone is looked at.
   */
  readonly home?: readonly string[];
  /** Purposes that serve nothing but the charity's own ends, with everything below them. */
  readonly charitable?: readonly string[];
  /** Purposes that concern the recipients' profession, with everything below them. */
  readonly professional?: readonly string[];
  /**
   * Exemptions from consent to tracking that the tenant makes use of, by their name in a rule pack,
   * and only as it obliges. `deliverability`: to find addresses that nobody reads.
   */
  readonly exemptions?: readonly string[];
}

/** Whether the tenant declares the purpose as charitable, or as professional. */
export function declares(
  organization: Organization | undefined,
  what: "charitable" | "professional",
  purpose: string,
): boolean {
  return organization?.[what]?.some((outer) => purposeCovers(outer, purpose)) === true;
}

export function isOfKind(
  organization: Organization | undefined,
  kinds: readonly OrganizationKind[] | undefined,
): boolean {
  return kinds === undefined || kinds.includes(organization?.kind ?? "business");
}
