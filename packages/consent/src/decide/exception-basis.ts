import type { Instant } from "@wellsent/core";
import { denialCovers, purposeCovers } from "../events/index.js";
import { endOfPeriod, type RuleRow } from "../rules/index.js";
import type { Mark, RelationshipMark } from "../state/index.js";
import { scopeKey } from "../state/index.js";
import type { BasisResult } from "./consent-basis.js";
import { allowed, denied, type Finding, precedence } from "./finding.js";
import { declaredAs, isSender, type Matter } from "./matter.js";

const endedAt = ({ projection }: Matter, relationship: RelationshipMark): Mark | undefined =>
  projection.relationshipsEnded[`${relationship.kind}|${scopeKey(relationship.scope)}`];

const relationshipsOf = (matter: Matter, kinds: readonly string[]): readonly RelationshipMark[] =>
  Object.values(matter.projection.relationships).filter(
    (each) =>
      kinds.includes(each.kind) &&
      each.at <= matter.question.at &&
      denialCovers(each.scope, matter.cell),
  );

const day = 86_400_000;

/**
 * The way out was offered when the address was collected: by the day after the first sale, or
 * within a day of the latest. An offer made later does not heal it (PECR reg. 22(3)(c)).
 */
const wasOffered = (matter: Matter, { at, since = at }: RelationshipMark): boolean =>
  Object.values(matter.projection.offers).some(
    (offer) =>
      offer.where === "collection" &&
      offer.at <= matter.question.at &&
      denialCovers(offer.scope, matter.cell) &&
      ((offer.since ?? offer.at) <= since + day || Math.abs(offer.at - at) <= day),
  );

/** The latest message to the person that offered a way out. */
const lastOfferedAt = ({ projection, question, cell }: Matter): Instant | undefined => {
  let last: Instant | undefined;
  for (const { where, at, scope } of Object.values(projection.offers)) {
    if (where !== "message" || at > question.at || !denialCovers(scope, cell)) continue;
    if (last === undefined || at > last) last = at;
  }
  return last;
};

/** When silence ends the exception: so long after the sale or the last message since. */
const silentFrom = (
  matter: Matter,
  { at }: RelationshipMark,
  period: string | undefined,
): Instant | undefined =>
  period === undefined ? undefined : endOfPeriod(Math.max(at, lastOfferedAt(matter) ?? at), period);

/** When the exception ends whatever is sent. */
const runsOut = (
  matter: Matter,
  relationship: RelationshipMark,
  period: string | undefined,
): Instant | undefined =>
  period === undefined ? undefined : impliedUntil(matter, relationship, period);

/** Whether the exception outlives the contract it rests on. */
const goesOn = ({ kind }: RelationshipMark, endsAfter: string | undefined): boolean =>
  endsAfter !== undefined && lasting.has(kind);

const earliest = (...ends: readonly (Instant | undefined)[]): Instant | undefined => {
  const known = ends.filter((end) => end !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/**
 * Writing to a customer without consent: each condition that does not hold is a reason of its own.
 */
export const softOptIn = (matter: Matter, row: RuleRow<"soft_opt_in">): BasisResult => {
  const { params, cite } = row;
  const { at, purpose } = matter.question;
  const missing = (code: string, eventId?: string): Finding =>
    denied(precedence.basis, code, cite, { row: row.id, eventId });
  if (!isSender(matter, params.senders)) return { missing: [missing("SOFT_OPT_IN_OTHER_SENDER")] };
  if (params.charitableOnly === true && !declaredAs(matter, "charitable"))
    return { missing: [missing("SOFT_OPT_IN_NOT_CHARITABLE")] };
  const faults = (relationship: RelationshipMark): readonly Finding[] => {
    const found: Finding[] = [];
    const fault = (code: string, eventId = relationship.id): void => {
      found.push(missing(code, eventId));
    };
    const ended = endedAt(matter, relationship);
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
    const silent = silentFrom(matter, relationship, params.silenceEnds);
    if (silent !== undefined && silent <= at) fault("SOFT_OPT_IN_SILENCE");
    if ((runsOut(matter, relationship, params.endsAfter) ?? at + 1) <= at)
      fault("SOFT_OPT_IN_EXPIRED");
    if (params.offerAtCollection && !wasOffered(matter, relationship))
      fault("SOFT_OPT_IN_NOT_OFFERED_AT_COLLECTION");
    return found;
  };
  let fewest: readonly Finding[] | undefined;
  for (const relationship of relationshipsOf(matter, params.relationships)) {
    const found = faults(relationship);
    if (found.length === 0) {
      const until = earliest(
        silentFrom(matter, relationship, params.silenceEnds),
        runsOut(matter, relationship, params.endsAfter),
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
  const { params, id, cite } = row;
  const missing = (code: string, eventId?: string): BasisResult => ({
    missing: [denied(precedence.basis, code, cite, { row: id, eventId })],
  });
  const relationships = relationshipsOf(matter, Object.keys(params.periods));
  if (relationships.length === 0) return missing("IMPLIED_CONSENT_NO_RELATIONSHIP");
  if (!isSender(matter, params.senders)) return missing("IMPLIED_CONSENT_OTHER_SENDER");
  if (params.professionalOnly === true && !declaredAs(matter, "professional"))
    return missing("IMPLIED_CONSENT_NOT_PROFESSIONAL");
  let lastEnd: RelationshipMark | undefined;
  for (const relationship of relationships) {
    const period = params.periods[relationship.kind];
    if (period === undefined) continue;
    const until = impliedUntil(matter, relationship, period);
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
};

const impliedUntil = (
  matter: Matter,
  relationship: RelationshipMark,
  period: string,
): Instant | undefined => {
  const ended = endedAt(matter, relationship);
  if (period === "while_it_stands")
    return ended !== undefined && ended.at >= relationship.at ? ended.at : relationship.until;
  const known = ended?.at ?? relationship.until;
  if (!lasting.has(relationship.kind)) return endOfPeriod(relationship.at, period);
  return known === undefined ? undefined : endOfPeriod(Math.max(relationship.at, known), period);
};
