import type { Instant } from "@wellsent/core";
import { denialCovers, purposeCovers } from "../events/index.js";
import { type Mark, type RelationshipMark, scopeKey } from "../state/index.js";
import type { BasisResult } from "./consent-basis.js";
import { allowed, type DecisionFinding, denied, precedence } from "./finding.js";
import { declaredAs, isSender, type LegalCase } from "./legal-case.js";
import { endOfPeriod } from "./period.js";
import type { RuleRow } from "./rule-row.js";

function endedAt({ projection }: LegalCase, relationship: RelationshipMark): Mark | undefined {
  return projection.relationshipsEnded[`${relationship.kind}|${scopeKey(relationship.scope)}`];
}

function findRelationships(
  context: LegalCase,
  kinds: readonly string[],
): readonly RelationshipMark[] {
  return Object.values(context.projection.relationships).filter(
    (each) =>
      kinds.includes(each.kind) &&
      each.at <= context.question.at &&
      denialCovers(each.scope, context.cell),
  );
}

const day = 86_400_000;

/**
 * An opt-out was offered when the address was collected: by the day after the first sale, or within
 * a day of the latest one. A later offer does not make up for it (PECR reg. 22(3)(c)).
 */
function wasOffered(context: LegalCase, { at, since = at }: RelationshipMark): boolean {
  return Object.values(context.projection.offers).some(
    (offer) =>
      offer.where === "collection" &&
      offer.at <= context.question.at &&
      denialCovers(offer.scope, context.cell) &&
      ((offer.since ?? offer.at) <= since + day || Math.abs(offer.at - at) <= day),
  );
}

/** The latest message to the person that offered an opt-out. */
function lastOfferedAt({ projection, question, cell }: LegalCase): Instant | undefined {
  let last: Instant | undefined;
  for (const { where, at, scope } of Object.values(projection.offers)) {
    if (where !== "message" || at > question.at || !denialCovers(scope, cell)) continue;
    if (last === undefined || at > last) last = at;
  }
  return last;
}

/**
 * When the exception ends without activity: this long after the sale or after the last message
 * since.
 */
function silentFrom(
  context: LegalCase,
  { at }: RelationshipMark,
  period: string | undefined,
): Instant | undefined {
  return period === undefined
    ? undefined
    : endOfPeriod(Math.max(at, lastOfferedAt(context) ?? at), period);
}

/** When the exception ends, regardless of what is sent. */
function runsOut(
  context: LegalCase,
  relationship: RelationshipMark,
  period: string | undefined,
): Instant | undefined {
  return period === undefined ? undefined : impliedUntil(context, relationship, period);
}

/** Whether the exception outlives the contract it rests on. */
function goesOn({ kind }: RelationshipMark, endsAfter: string | undefined): boolean {
  return endsAfter !== undefined && lasting.has(kind);
}

function earliest(...ends: readonly (Instant | undefined)[]): Instant | undefined {
  const known = ends.filter((end) => end !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Writing to a customer without consent. Each condition that is not met is a separate reason. */
export function softOptIn(context: LegalCase, row: RuleRow<"soft_opt_in">): BasisResult {
  const { params, cite } = row;
  const { at, purpose } = context.question;
  const missing = (code: string, eventId?: string): DecisionFinding =>
    denied(precedence.basis, code, cite, { row: row.id, eventId });
  if (!isSender(context, params.senders)) return { missing: [missing("SOFT_OPT_IN_OTHER_SENDER")] };
  if (params.charitableOnly === true && !declaredAs(context, "charitable"))
    return { missing: [missing("SOFT_OPT_IN_NOT_CHARITABLE")] };
  const faults = (relationship: RelationshipMark): readonly DecisionFinding[] => {
    const found: DecisionFinding[] = [];
    const fault = (code: string, eventId = relationship.id): void => {
      found.push(missing(code, eventId));
    };
    const ended = endedAt(context, relationship);
    if (
      !goesOn(relationship, params.endsAfter) &&
      ((ended !== undefined && ended.at >= relationship.at) || (relationship.until ?? at + 1) <= at)
    )
      fault("SOFT_OPT_IN_RELATIONSHIP_ENDED", ended?.id);
    if (params.collectedFrom !== undefined && relationship.at < Date.parse(params.collectedFrom))
      fault("SOFT_OPT_IN_COLLECTED_TOO_EARLY");
    if (
      params.similarOnly &&
      !(relationship.similar ?? []).some((similar) => purposeCovers(similar, purpose))
    )
      fault("SOFT_OPT_IN_NOT_SIMILAR");
    const silent = silentFrom(context, relationship, params.silenceEnds);
    if (silent !== undefined && silent <= at) fault("SOFT_OPT_IN_SILENCE");
    if ((runsOut(context, relationship, params.endsAfter) ?? at + 1) <= at)
      fault("SOFT_OPT_IN_EXPIRED");
    if (params.offerAtCollection && !wasOffered(context, relationship))
      fault("SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION");
    return found;
  };
  let fewest: readonly DecisionFinding[] | undefined;
  for (const relationship of findRelationships(context, params.relationships)) {
    const found = faults(relationship);
    if (found.length === 0) {
      const until = earliest(
        silentFrom(context, relationship, params.silenceEnds),
        runsOut(context, relationship, params.endsAfter),
        goesOn(relationship, params.endsAfter) ? undefined : relationship.until,
      );
      return {
        basis: {
          name: "soft_opt_in",
          finding: allowed(precedence.basis, "SOFT_OPT_IN", cite, {
            row: row.id,
            eventId: relationship.id,
            until,
          }),
          ...(until === undefined ? {} : { until }),
          ...(params.offerInEachMessage ? { obligations: ["OPT_OUT_IN_MESSAGE"] } : {}),
        },
      };
    }
    if (fewest === undefined || found.length < fewest.length) fewest = found;
  }
  return { missing: fewest ?? [missing("SOFT_OPT_IN_NO_RELATIONSHIP")] };
}

/** A contract or a membership counts from its end, a purchase or an inquiry from its day. */
const lasting: ReadonlySet<string> = new Set(["contract", "membership"]);

/**
 * Consent that the law implies for a time. It ends on the anniversary, at the earliest start of
 * that day in any possible zone.
 */
export function impliedBasis(context: LegalCase, row: RuleRow<"implied">): BasisResult {
  const { at } = context.question;
  const { params, id, cite } = row;
  const missing = (code: string, eventId?: string): BasisResult => ({
    missing: [denied(precedence.basis, code, cite, { row: id, eventId })],
  });
  const relationships = findRelationships(context, Object.keys(params.periods));
  if (relationships.length === 0) return missing("IMPLIED_CONSENT_NO_RELATIONSHIP");
  if (!isSender(context, params.senders)) return missing("IMPLIED_CONSENT_OTHER_SENDER");
  if (params.professionalOnly === true && !declaredAs(context, "professional"))
    return missing("IMPLIED_CONSENT_NOT_PROFESSIONAL");
  let lastEnd: RelationshipMark | undefined;
  for (const relationship of relationships) {
    const period = params.periods[relationship.kind];
    if (period === undefined) continue;
    const until = impliedUntil(context, relationship, period);
    if (until === undefined || at < until) {
      return {
        basis: {
          name: "implied_consent",
          finding: allowed(precedence.basis, "IMPLIED_CONSENT", cite, {
            row: id,
            eventId: relationship.id,
            until,
          }),
          ...(until === undefined ? {} : { until }),
        },
      };
    }
    if (lastEnd === undefined || relationship.at > lastEnd.at) lastEnd = relationship;
  }
  return missing("IMPLIED_CONSENT_EXPIRED", lastEnd?.id);
}

function impliedUntil(
  context: LegalCase,
  relationship: RelationshipMark,
  period: string,
): Instant | undefined {
  const ended = endedAt(context, relationship);
  if (period === "while_it_stands")
    return ended !== undefined && ended.at >= relationship.at ? ended.at : relationship.until;
  const known = ended?.at ?? relationship.until;
  if (!lasting.has(relationship.kind)) return endOfPeriod(relationship.at, period);
  return known === undefined ? undefined : endOfPeriod(Math.max(relationship.at, known), period);
}
