import type { ContactPointId, Instant } from "@wellsent/core";
import { canonicalize } from "../canonical/index.js";
import type { ConsentEvent } from "../events/index.js";
import { rightsCases } from "../rights/index.js";
import { afterPeriod } from "../rules/index.js";
import {
  type Cell,
  cellFromScope,
  cellState,
  foldEvents,
  type Projection,
  scopeKey,
} from "../state/index.js";
import { isHeld, type LegalHold } from "./legal-holds.js";
import { defineRetention, type RetentionClass, type RetentionRule } from "./retention-rule.js";

export interface RetentionInput {
  /** The whole log of one tenant. Which events still have a payload is read from the events. */
  readonly events: readonly ConsentEvent[];
  readonly rules: readonly RetentionRule[];
  readonly holds: readonly LegalHold[];
  readonly at: Instant;
}

export interface RetentionPlan {
  /** Payloads to destroy: event by event, with the rule that says so and since when it is due. */
  readonly destroy: readonly {
    readonly event: string;
    readonly digest?: string;
    readonly rule: string;
    readonly dataClass: RetentionClass;
    readonly dueSince: Instant;
  }[];
  /** Contact points whose record may go. Never one that anything was ever denied for. */
  readonly unlink: readonly {
    readonly contactPoint: ContactPointId;
    readonly rule: string;
    readonly dueSince: Instant;
  }[];
  /**
   * The first place in the log that must stay: everything before it is whole years that state has
   * no need of.
   */
  readonly prune?: { readonly before: number; readonly rule: string };
  /** Due, and kept by a legal hold. */
  readonly held: readonly { readonly event: string; readonly rule: string }[];
}

/** A person's part of the log. */
interface PersonHistory {
  readonly events: readonly ConsentEvent[];
  readonly projection: Projection;
}

/**
 * What may be destroyed at `at`, and why. Pure, and it can never widen a decision: payloads are no
 * part of one, a contact point is let go only where nothing was ever denied, and a leaf only where
 * the state is the same without it.
 *
 * @throws DefinitionError what `defineRetention` throws.
 */
export function applyRetention({ events, rules, holds, at }: RetentionInput): RetentionPlan {
  defineRetention(rules);
  const points = byPoint(events);
  const caseEnds = new Map([...rightsCases(events)].map(([id, read]) => [id, read.case.closedAt]));
  const destroy: RetentionPlan["destroy"][number][] = [];
  const held: RetentionPlan["held"][number][] = [];
  const findRule = (dataClass: RetentionClass): RetentionRule | undefined =>
    rules.find((rule) => rule.dataClass === dataClass);

  const ruleFor = (dataClass: RetentionClass): RetentionRule | undefined =>
    findRule(dataClass) ??
    (dataClass === "text_consent" ? findRule("consent_evidence") : undefined);

  for (const event of events) {
    if (event.payload === undefined) continue;
    const found = classify(
      event,
      points.get(event.contactPoint ?? ""),
      caseEnds,
      at,
      findRule("request") !== undefined,
    );
    const rule = found === undefined ? undefined : ruleFor(found.dataClass);
    if (found === undefined || rule === undefined) continue;
    const dueSince = dueAfter(rule, event.effectiveAt, found.end);
    if (dueSince === undefined || dueSince > at) continue;
    if (isHeld(holds, event, at)) held.push({ event: event.id, rule: rule.id });
    else {
      const { id, payloadDigest } = event;
      const digest = payloadDigest === undefined ? {} : { digest: payloadDigest };
      destroy.push({ event: id, ...digest, rule: rule.id, dataClass: found.dataClass, dueSince });
    }
  }
  const unlink = unlinkable(points, findRule("unconfirmed_contact"), holds, at);
  const ledger = findRule("ledger");
  const prune = ledger === undefined ? undefined : prunable(events, ledger, holds, at);
  return { destroy, unlink, ...(prune === undefined ? {} : { prune }), held };
}

function byPoint(events: readonly ConsentEvent[]): ReadonlyMap<string, PersonHistory> {
  const own = new Map<string, ConsentEvent[]>();
  for (const event of events) {
    if (event.contactPoint === undefined) continue;
    const before = own.get(event.contactPoint);
    if (before === undefined) own.set(event.contactPoint, [event]);
    else before.push(event);
  }
  return new Map([...own].map(([id, all]) => [id, { events: all, projection: foldEvents(all) }]));
}

/** The end of the period, or nothing while what it is counted from has not happened. */
function dueAfter(
  rule: RetentionRule,
  event: Instant,
  end: Instant | undefined,
): Instant | undefined {
  if (rule.startEvent === "event") return afterPeriod(event, rule.period);
  if (end === undefined) return undefined;
  return afterPeriod(rule.startEvent === "end" ? end : newYearAfter(end), rule.period);
}

function newYearAfter(at: Instant): Instant {
  return Date.UTC(new Date(at).getUTCFullYear() + 1, 0, 1);
}

const denials: ReadonlySet<string> = new Set([
  "consent.refused",
  "consent.withdrawn",
  "consent.invalidated",
  "objection.raised",
  "restriction.set",
  "suppression.added",
]);

const grants: ReadonlySet<string> = new Set([
  "notice.served",
  "consent.granted",
  "consent.confirmed",
  "consent.reaffirmed",
  "consent.reviewed",
  "relationship.recorded",
  "softoptin.offered_optout",
]);

interface Classified {
  readonly dataClass: RetentionClass;
  /** When that which it is counted from ended. Absent: not yet. */
  readonly end?: Instant;
}

/** The class of an event's payload; nothing for what no rule may touch. */
function classify(
  event: ConsentEvent,
  point: PersonHistory | undefined,
  caseEnds: ReadonlyMap<string, Instant | undefined>,
  at: Instant,
  sparing: boolean,
): Classified | undefined {
  const ending = (dataClass: RetentionClass, end: Instant | undefined): Classified =>
    end === undefined ? { dataClass } : { dataClass, end };
  if (event.type.startsWith("dsr.") || event.type.startsWith("complaint.")) {
    return "case" in event.detail
      ? ending("rights_case", caseEnds.get(event.detail.case))
      : undefined;
  }
  if (denials.has(event.type)) return ending("denial", event.effectiveAt);
  if (event.type === "consent.requested") {
    const answered = point?.events.some(
      ({ type, caused }) => type === "consent.confirmed" && caused?.includes(event.id) === true,
    );
    if (answered !== true) return ending("unconfirmed_request", event.effectiveAt);
    if (sparing) return ending("request", event.effectiveAt);
  } else if (!grants.has(event.type)) return undefined;
  const dataClass =
    event.method === "phone" || event.scope?.channel === "call"
      ? "phone_consent"
      : event.scope?.channel === "sms"
        ? "text_consent"
        : "consent_evidence";
  return ending(
    dataClass,
    point === undefined ? undefined : lifeEnd(point, cellFromScope(event.scope), at),
  );
}

/**
 * When the consent that an event speaks for ended: never while any grant on its cell stands, waits,
 * or may be answered.
 */
function lifeEnd(
  { events, projection }: PersonHistory,
  cell: Cell | null,
  at: Instant,
): Instant | undefined {
  const cells = cell === null ? grantedCells(projection) : [cell];
  let end: Instant | undefined;
  const until = (instant: Instant): void => {
    if (end === undefined || instant > end) end = instant;
  };
  for (const each of cells) {
    const state = cellState(projection, each, at);
    if (state.grants.length > 0 || state.pending !== undefined || state.changesAt !== undefined)
      return undefined;
    if (state.deniedAt !== undefined) until(state.deniedAt);
    for (const event of events) {
      const own = cellFromScope(event.scope);
      if (own === null || scopeKey(own) !== scopeKey(each)) continue;
      until(event.effectiveAt);
      if ("validUntil" in event.detail && event.detail.validUntil !== undefined)
        until(Date.parse(event.detail.validUntil));
    }
  }
  return end;
}

/** Evidence that names no single cell speaks for all there are. */
function grantedCells(projection: Projection): readonly Cell[] {
  return [
    ...Object.values(projection.grants).map(({ cell }) => cell),
    ...Object.values(projection.requests).flatMap(({ cell }) => cell ?? []),
  ];
}

/**
 * Points of people who asked once and never answered, of whom nothing else is known and nobody ever
 * denied anything.
 */
function unlinkable(
  points: ReadonlyMap<string, PersonHistory>,
  rule: RetentionRule | undefined,
  holds: readonly LegalHold[],
  at: Instant,
): RetentionPlan["unlink"] {
  if (rule === undefined) return [];
  const found: RetentionPlan["unlink"][number][] = [];
  for (const [id, { events, projection }] of points) {
    const last = Math.max(
      ...events.map(({ effectiveAt, recordedAt }) => Math.max(effectiveAt, recordedAt)),
    );
    const dueSince = afterPeriod(last, rule.period);
    if (dueSince > at || !mayBeForgotten(projection)) continue;
    if (events.some((event) => isHeld(holds, event, at))) continue;
    found.push({ contactPoint: id as ContactPointId, rule: rule.id, dueSince });
  }
  return found;
}

/**
 * Whether an empty state in its place would allow nothing that this one does not: the same address
 * may come back.
 */
function mayBeForgotten(projection: Projection): boolean {
  return (
    Object.keys(projection.requests).length > 0 &&
    Object.values(projection.requests).every(({ answer }) => answer === undefined) &&
    [
      projection.denials,
      projection.grants,
      projection.relationships,
      projection.relationshipsEnded,
      projection.offers,
      projection.suppressions,
      projection.reviews,
      projection.erasures,
      projection.casesClosed,
      projection.restriction,
    ].every((part) => Object.keys(part).length === 0) &&
    projection.erased === undefined
  );
}

/**
 * The longest run of whole years at the log's beginning without which every contact point's state
 * is the same, whose payloads are gone and which no hold covers.
 */
function prunable(
  events: readonly ConsentEvent[],
  rule: RetentionRule,
  holds: readonly LegalHold[],
  at: Instant,
): RetentionPlan["prune"] {
  const inOrder = [...events].sort((a, b) => a.seq - b.seq);
  const old = inOrder.findIndex(
    (event) =>
      event.payload !== undefined ||
      event.contactPoint === undefined ||
      afterPeriod(newYearAfter(event.recordedAt), rule.period) > at ||
      isHeld(holds, event, at),
  );
  const limit = old === -1 ? inOrder.length : old;
  const readYear = (index: number): number | undefined => {
    const event = inOrder[index];
    return event === undefined ? undefined : new Date(event.recordedAt).getUTCFullYear();
  };
  for (let cut = limit; cut > 0; cut--) {
    // Within a year there is no seam to cut at.
    if (cut < inOrder.length && readYear(cut) === readYear(cut - 1)) continue;
    const first = inOrder[cut]?.seq ?? (inOrder.at(-1)?.seq ?? 0) + 1;
    if (isNotNeeded(inOrder, cut)) return { before: first, rule: rule.id };
  }
  return undefined;
}

function isNotNeeded(inOrder: readonly ConsentEvent[], cut: number): boolean {
  const rest = byPoint(inOrder.slice(cut));
  const all = byPoint(inOrder);
  for (const id of new Set(
    inOrder.slice(0, cut).flatMap(({ contactPoint }) => contactPoint ?? []),
  )) {
    const after = rest.get(id)?.projection ?? foldEvents([]);
    if (canonicalize(after) !== canonicalize(all.get(id)?.projection)) return false;
  }
  return true;
}
