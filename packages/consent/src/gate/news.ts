import type { ContactPointId, Instant } from "@wellsent/core";
import type { ConsentNews } from "@wellsent/core/ports";
import { type ConsentEvent, type ConsentScope, denialCovers } from "../events/index.js";
import { cellState, type Projection, scopeKey } from "../state/index.js";

/**
 * What a recorded event means to workflows and segments, by the act alone: a withdrawal is news
 * also where nothing was permitted. What is only about watching stops no mail: it is `changed`.
 *
 * @param before the point's own projection without this event.
 * @param from projections that a merge brings in.
 */
export function consentNews(
  event: ConsentEvent,
  contactPoint: ContactPointId,
  before: Projection,
  from: readonly Projection[] = [],
): ConsentNews {
  const entry = event.id;
  if (event.type === "subject.merged") {
    const scope = mergedDenial(before, from);
    return {
      contactPoint,
      entry,
      ...(scope === undefined ? changed : { act: "withdrawn", ...told(scope) }),
    };
  }
  const scope = event.scope ?? {};
  return { contactPoint, entry, act: classifyAct(event, before), ...told(scope) };
}

const changed = { act: "changed" } as const;

function told({
  channel,
  purpose,
  topic,
}: ConsentScope): Pick<ConsentNews, "channel" | "purpose" | "topic"> {
  return {
    ...(channel === undefined ? {} : { channel }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(topic === undefined ? {} : { topic }),
  };
}

function classifyAct(event: ConsentEvent, before: Projection): ConsentNews["act"] {
  const act = actOfSending(event, before);
  const { activity = "send" } = event.scope ?? {};
  return activity === "send" ? act : "changed";
}

function actOfSending(event: ConsentEvent, before: Projection): ConsentNews["act"] {
  switch (event.type) {
    case "consent.granted":
    case "consent.confirmed":
    case "consent.reaffirmed":
      return "granted";
    case "consent.withdrawn":
    case "consent.refused":
    case "consent.invalidated":
    case "objection.raised":
    case "restriction.set":
    case "suppression.added":
      return "withdrawn";
    case "consent.reviewed":
      return event.detail.outcome === "lapsed" ? "withdrawn" : "changed";
    case "contactpoint.unlinked":
      return event.detail.reason === "erasure" ? "withdrawn" : "changed";
    case "dsr.opened":
      return event.detail.kind === "erase" ? "withdrawn" : "changed";
    case "relationship.ended":
      return takesBasis(event, before) ? "withdrawn" : "changed";
    default:
      return "changed";
  }
}

/** A relationship that stood until now, where no word of the person's own stands beside it. */
function takesBasis(
  { detail, scope = {}, effectiveAt }: ConsentEvent<"relationship.ended">,
  before: Projection,
): boolean {
  const endedAt = before.relationshipsEnded[`${detail.kind}|${scopeKey(scope)}`]?.at;
  const stood = Object.values(before.relationships).some(
    (each) =>
      each.kind === detail.kind &&
      scopeKey(each.scope) === scopeKey(scope) &&
      each.at <= effectiveAt &&
      (each.until === undefined || each.until > effectiveAt) &&
      (endedAt === undefined || endedAt < each.at),
  );
  return stood && !isGrantedWithin(before, scope, effectiveAt);
}

function isGrantedWithin(before: Projection, scope: ConsentScope, at: Instant): boolean {
  return [...Object.values(before.grants), ...Object.values(before.requests)].some(
    ({ cell }) =>
      cell !== undefined &&
      denialCovers(scope, cell) &&
      cellState(before, cell, at).status === "granted",
  );
}

/** What all the denials that a merge brings along have in common; nothing where it brings none. */
function mergedDenial(into: Projection, from: readonly Projection[]): ConsentScope | undefined {
  const [first, ...others] = from
    .flatMap(({ denials }) => Object.entries(denials))
    .filter(
      ([key, { scope }]) =>
        into.denials[key] === undefined && (scope.activity ?? "send") === "send",
    )
    .map(([, { scope }]) => scope);
  if (first === undefined) return undefined;
  const shared = (axis: keyof ConsentScope): boolean =>
    others.every((scope) => scope[axis] === first[axis]);
  const { channel, purpose, topic } = first;
  return {
    ...(channel !== undefined && shared("channel") ? { channel } : {}),
    ...(purpose !== undefined && shared("purpose") ? { purpose } : {}),
    ...(topic !== undefined && shared("purpose") && shared("topic") ? { topic } : {}),
  };
}
