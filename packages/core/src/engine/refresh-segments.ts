import { addressChannel } from "../addresses/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ConsentGate, ConsentState } from "../ports/consent-gate.js";
import type { ContactMembership } from "../ports/store/contact-record.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { MembershipResult, SegmentUnit, Store, TickReport } from "../ports/store/store.js";
import {
  type ConsentStateQuestion,
  evaluateSegment,
  type SegmentContext,
} from "../segments/index.js";
import { waitOutdated } from "../workflows/index.js";
import type { LiveCatalog } from "./live-catalog.js";
import { planName } from "./planner.js";
import { type RouteDependencies, routeMember } from "./route.js";
import { routePlanned } from "./route-planned.js";
import type { SenderSettings } from "./sender-settings.js";

export interface SegmentDependencies extends Omit<RouteDependencies, "catalog"> {
  readonly catalog: LiveCatalog;
  readonly store: Store;
}

/**
 * Evaluates the segments of contacts that changed or whose time has come, and starts and wakes
 * workflows for entered and left segments. Where a contact's zone or a date changed, waits that
 * depend on it are computed anew.
 */
export function refreshSegments(
  deps: SegmentDependencies,
  scope: { readonly tenant: TenantId; readonly now: Instant; readonly limit: number },
  sender: SenderSettings,
  options: CallOptions = {},
): Promise<TickReport> {
  const { tenant } = scope;
  const foreign = deps.catalog.foreign(tenant);
  const at = { ...deps, catalog: deps.catalog.forTenant(tenant), foreign };
  return deps.store.refreshSegments(
    { ...scope, needs: at.catalog.segmentNeeds, plans: at.catalog.timed.map(planName) },
    (unit) => evaluateMemberships(at, unit, scope.now, sender),
    options,
  );
}

function evaluateMemberships(
  deps: RouteDependencies,
  { dueAt, facts, enrollments }: SegmentUnit,
  now: Instant,
  sender: SenderSettings,
): MembershipResult {
  const before = new Map(facts.memberships.map(({ segment, since }) => [segment, since]));
  const memberships: ContactMembership[] = [];
  const start: EnrollmentRecord[] = [];
  const log: StepLogEntry[] = [];
  const wake: MembershipResult["wake"][number][] = [
    ...outdatedWaits(facts, enrollments, now, sender),
  ];
  let recheckAt: Instant | null = null;
  for (const segment of deps.catalog.segments) {
    // Segments are evaluated in order, so that a segment sees the new result of those it refers to.
    const context = segmentContext(deps.gate, facts, now, sender.timeZone, (id) =>
      memberships.some((m) => m.segment === id),
    );
    const { member, nextChange } = evaluateSegment(segment, facts, context);
    if (nextChange !== null)
      recheckAt = recheckAt === null ? nextChange : Math.min(recheckAt, nextChange);
    const since = before.get(segment.id);
    if (member) memberships.push({ segment: segment.id, since: since ?? now });
    if (member === (since !== undefined)) continue;
    const routed = routeMember(deps, facts, enrollments, {
      segment: segment.id,
      entered: member,
      at: now,
    });
    start.push(...routed.start);
    log.push(...routed.log);
    wake.push(...routed.wake);
  }
  const planned = routePlanned(deps, facts, [...enrollments, ...start], {
    ...{ from: Math.min(dueAt, now), until: now, zone: sender.timeZone },
    isMember: (id) => memberships.some(({ segment }) => segment === id),
  });
  start.push(...planned.start);
  log.push(...planned.log);
  if (planned.next !== null)
    recheckAt = recheckAt === null ? planned.next : Math.min(recheckAt, planned.next);
  return { contact: facts.contact.id, memberships, recheckAt, start, wake, log };
}

/** Runs that wait by a time zone or a date that is no longer the contact's. */
function outdatedWaits(
  { contact }: ContactFacts,
  enrollments: readonly EnrollmentRecord[],
  now: Instant,
  sender: SenderSettings,
): MembershipResult["wake"] {
  return enrollments
    .filter((enrollment) => waitOutdated(enrollment, contact, sender.timeZone))
    .map(({ id }) => ({ enrollment: id, input: { type: "contact", at: now } }));
}

/**
 * Segments see consent through the gate, as it is at `now`. There is no other way to read a
 * projection.
 */
export function segmentContext(
  gate: ConsentGate,
  facts: ContactFacts,
  now: Instant,
  zone: string,
  isMember: (segment: string) => boolean,
): SegmentContext {
  return {
    at: now,
    zone,
    isMember,
    consentState: (asked) => findConsentState(gate, facts, asked),
  };
}

const better: readonly ConsentState[] = ["granted", "asserted", "expired", "withdrawn", "denied"];

/** The best state of the contact's addresses on the channel. */
function findConsentState(
  gate: ConsentGate,
  facts: ContactFacts,
  { channel, purpose, topic, at }: ConsentStateQuestion,
): { readonly state: ConsentState; readonly until: Instant } {
  const { contact } = facts;
  const states = contact.points.flatMap((point) => {
    const consent = facts.consent.find(({ contactPoint }) => contactPoint === point.id);
    if (point.channel !== addressChannel(channel) || !consent) return [];
    const cell = { channel, purpose, topic: topic ?? null, messageClass: "marketing" as const };
    const subject = { tenant: contact.tenant, contact, point, ...cell, processor: null };
    return [gate.readConsentState(questionFor(subject, "send", at), consent)];
  });
  return {
    state: better.find((wanted) => states.some(({ state }) => state === wanted)) ?? "none",
    until: Math.min(...states.map(({ until }) => until ?? Number.POSITIVE_INFINITY)),
  };
}
