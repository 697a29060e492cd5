import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { questionFor } from "../messages/consent-question.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ConsentGate } from "../ports/consent-gate.js";
import type { IdSource } from "../ports/id-source.js";
import type { ContactMembership } from "../ports/store/contact-record.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts } from "../ports/store/facts.js";
import type { MembershipResult, Store, TickReport } from "../ports/store/store.js";
import {
  type ConsentState,
  type ConsentStateQuestion,
  evaluateSegment,
  type SegmentContext,
} from "../segments/index.js";
import type { Catalogue } from "./catalogue.js";
import { routeMember } from "./route.js";
import type { SenderSettings } from "./sender-settings.js";

export interface SegmentParts {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly catalogue: Catalogue;
  readonly ids: IdSource;
}

/** Looks at contacts that changed or whose time has come, and lets what they entered or left start and wake workflows. */
export const refreshSegments = (
  parts: SegmentParts,
  scope: { readonly tenant: TenantId; readonly now: Instant; readonly limit: number },
  sender: SenderSettings,
  options: CallOptions = {},
): Promise<TickReport> =>
  parts.store.refreshSegments(
    { ...scope, needs: parts.catalogue.segmentNeeds },
    (contacts) => contacts.map(({ facts, enrollments }) => membershipsOf(parts, facts, enrollments, scope.now, sender)),
    options,
  );

const membershipsOf = (
  parts: SegmentParts,
  facts: ContactFacts,
  enrollments: readonly EnrollmentRecord[],
  now: Instant,
  sender: SenderSettings,
): MembershipResult => {
  const before = new Map(facts.memberships.map(({ segment, since }) => [segment, since]));
  const memberships: ContactMembership[] = [];
  const start: EnrollmentRecord[] = [];
  const wake: MembershipResult["wake"][number][] = [];
  let recheckAt: Instant | null = null;
  for (const segment of parts.catalogue.segments) {
    // Segments stand in order, so that one which refers to another sees what that has just become.
    const context = segmentContext(parts.gate, facts, now, sender.timeZone, (id) =>
      memberships.some((m) => m.segment === id),
    );
    const { member, nextChange } = evaluateSegment(segment, facts, context);
    if (nextChange !== null) recheckAt = recheckAt === null ? nextChange : Math.min(recheckAt, nextChange);
    const since = before.get(segment.id);
    if (member) memberships.push({ segment: segment.id, since: since ?? now });
    if (member === (since !== undefined)) continue;
    const routed = routeMember(parts.catalogue, parts.ids, facts, enrollments, {
      segment: segment.id,
      entered: member,
      at: now,
    });
    start.push(...routed.start);
    wake.push(...routed.wake);
  }
  return { contact: facts.contact.id, memberships, recheckAt, start, wake };
};

/** A segment sees consent through the gate, as it is at `now`; no other way to read a projection exists. */
export const segmentContext = (
  gate: ConsentGate,
  facts: ContactFacts,
  now: Instant,
  zone: string,
  memberOf: (segment: string) => boolean,
): SegmentContext => ({
  at: now,
  zone,
  memberOf,
  consentState: (asked) => consentStateOf(gate, facts, zone, asked),
});

/** The best that any of the contact's addresses on the channel has. What only the hour forbids is granted. */
const consentStateOf = (
  gate: ConsentGate,
  facts: ContactFacts,
  workspaceZone: string,
  { channel, purpose, topic, at }: ConsentStateQuestion,
): { readonly state: ConsentState; readonly until: Instant } => {
  let state: ConsentState = "none";
  for (const point of facts.contact.points) {
    const consent = facts.consent.find(({ contactPoint }) => contactPoint === point.id);
    if (point.channel !== channel || !consent) continue;
    const { contact } = facts;
    const cell = { channel, purpose, topic: topic ?? null, processor: null, workspaceZone };
    const subject = { tenant: contact.tenant, contact, point, ...cell };
    const decision = gate.decide(questionFor({ ...subject, messageClass: "marketing" }, "send", at), consent);
    if (decision.allowed || decision.retryAt !== undefined) {
      return { state: "granted", until: decision.expiresAt ?? Number.POSITIVE_INFINITY };
    }
    // A refusal that rests on an event is a denial; one that rests on the absence of any is not.
    if (decision.reasons.some(({ effect, eventId }) => effect === "deny" && eventId !== undefined)) state = "denied";
  }
  return { state, until: Number.POSITIVE_INFINITY };
};
