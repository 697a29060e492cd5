/**
 * What somebody has to do with a sender. `published`: the address was published in plain view,
 * without a wish not to be written to. `disclosed`: the person handed it over in a professional
 * matter.
 */
export const relationshipKinds = [
  "sale",
  "negotiation",
  "inquiry",
  "contract",
  "membership",
  "donation",
  "volunteer",
  "charity_interest",
  "published",
  "disclosed",
] as const;

export type RelationshipKind = (typeof relationshipKinds)[number];
