import { denialCovers, purposeCovers } from "../events/index.js";
import { endOfPeriod, type RuleRow } from "../rules/index.js";
import type { Mark, RelationshipMark } from "../state/index.js";
import { scopeKey } from "../state/index.js";
import type { BasisResult } from "./consent-basis.js";
import { allowed, denied, type Finding, precedence } from "./finding.js";
import type { Matter } from "./matter.js";

const endedAt = ({ projection }: Matter, relationship: RelationshipMark): Mark | undefined =>
  projection.relationshipsEnded[`${relationship.kind}|${scopeKey(relationship.scope)}`];

const relationshipsOf = (matter: Matter, kinds: readonly string[]): readonly RelationshipMark[] =>
  Object.values(matter.projection.relationships).filter(
    (each) =>
      kinds.includes(each.kind) &&
      each.at <= matter.question.at &&
      denialCovers(each.scope, matter.cell),
  );

/**
 * Writing to a customer without consent: each condition that does not hold is a reason of its own.
 */
export const softOptIn = (matter: Matter, row: RuleRow<"soft_opt_in">): BasisResult => {
  const { params, cite } = row;
  const { at, purpose } = matter.question;
  const missing = (code: string, eventId?: string): Finding =>
    denied(precedence.basis, code, cite, { eventId });
  const offered =
    !params.offerAtCollection ||
    Object.values(matter.projection.offers).some(
      (offer) =>
        offer.where === "collection" && offer.at <= at && denialCovers(offer.scope, matter.cell),
    );
  const faults = (relationship: RelationshipMark): readonly Finding[] => {
    const found: Finding[] = [];
    const ended = endedAt(matter, relationship);
    if (
      (ended !== undefined && ended.at >= relationship.at) ||
      (relationship.until ?? at + 1) <= at
    ) {
      found.push(missing("SOFT_OPT_IN_RELATIONSHIP_ENDED", ended?.id ?? relationship.id));
    }
    if (params.collectedFrom !== undefined && relationship.at < Date.parse(params.collectedFrom)) {
      found.push(missing("SOFT_OPT_IN_COLLECTED_TOO_EARLY", relationship.id));
    }
    if (
      params.similarOnly &&
      !(relationship.similar ?? []).some((similar) => purposeCovers(similar, purpose))
    ) {
      found.push(missing("SOFT_OPT_IN_NOT_SIMILAR", relationship.id));
    }
    return offered
      ? found
      : [...found, missing("SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION", relationship.id)];
  };
  let fewest: readonly Finding[] | undefined;
  for (const relationship of relationshipsOf(matter, params.relationships)) {
    const found = faults(relationship);
    if (found.length === 0) {
      return {
        basis: {
          name: "soft_opt_in",
          finding: allowed(precedence.basis, "SOFT_OPT_IN", cite, {
            eventId: relationship.id,
            until: relationship.until,
          }),
          ...(relationship.until === undefined ? {} : { until: relationship.until }),
          ...(params.offerInEachMessage ? { obligations: ["OPT_OUT_IN_MESSAGE"] } : {}),
        },
      };
    }
    if (fewest === undefined || found.length < fewest.length) fewest = found;
  }
  return { missing: fewest ?? [missing("SOFT_OPT_IN_NO_RELATIONSHIP")] };
};

/**
 * A contract or a membership counts from its end; a purchase or an inquiry from the day it was
 * made.
 */
const lasting: ReadonlySet<string> = new Set(["contract", "membership"]);

/**
 * Consent the law implies for a time. It has ended on the anniversary, wherever that day begins
 * first.
 */
export const impliedBasis = (matter: Matter, row: RuleRow<"implied">): BasisResult => {
  const { at } = matter.question;
  let lastEnd: RelationshipMark | undefined;
  for (const relationship of relationshipsOf(matter, Object.keys(row.params.periods))) {
    const period = row.params.periods[relationship.kind];
    if (period === undefined) continue;
    const known = endedAt(matter, relationship)?.at ?? relationship.until;
    const ongoing = lasting.has(relationship.kind) && known === undefined;
    const from = lasting.has(relationship.kind)
      ? Math.max(relationship.at, known ?? at)
      : relationship.at;
    const until = ongoing ? undefined : endOfPeriod(from, period);
    if (until === undefined || at < until) {
      return {
        basis: {
          name: "implied_casl",
          finding: allowed(precedence.basis, "IMPLIED_CONSENT", row.cite, {
            eventId: relationship.id,
            until,
          }),
          ...(until === undefined ? {} : { until }),
        },
      };
    }
    if (lastEnd === undefined || relationship.at > lastEnd.at) lastEnd = relationship;
  }
  return {
    missing: [
      lastEnd === undefined
        ? denied(precedence.basis, "IMPLIED_CONSENT_NO_RELATIONSHIP", row.cite)
        : denied(precedence.basis, "IMPLIED_CONSENT_EXPIRED", row.cite, { eventId: lastEnd.id }),
    ],
  };
};
