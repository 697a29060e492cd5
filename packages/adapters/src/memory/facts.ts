import type {
  ContactFacts,
  ContactId,
  ContactPointConsent,
  ContactPointId,
  EventFact,
  FactsNeeded,
  Instant,
  MessageFact,
} from "@wellsent/core";
import { messageFact, messageInWindow, messageTouchedAt } from "../store-rules/index.js";
import type { TenantState } from "./tenant-state.js";

/** What a definition reads about one contact, as of `now`; `null` when there is no such contact. */
export function factsOf(
  state: TenantState,
  id: ContactId,
  needs: FactsNeeded,
  now: Instant,
): ContactFacts | null {
  const row = state.contacts.get(id);
  if (row === undefined) return null;
  const { record, memberships } = row;
  const active = state.enrollments
    .where("contact", id)
    .filter((enrollment) => enrollment.status === "active");
  return {
    contact: record,
    memberships,
    lists: record.lists,
    events: eventsOf(state, id, needs, now),
    messages: messagesOf(state, id, needs, now),
    consent: needs.consent
      ? record.points.map((point) => consentOf(state, point.id, point.fingerprints))
      : [],
    enrolled: [...new Set(active.map((enrollment) => enrollment.workflow))],
  };
}

function eventsOf(
  state: TenantState,
  id: ContactId,
  needs: FactsNeeded,
  now: Instant,
): readonly EventFact[] {
  if (Object.keys(needs.events).length === 0) return [];
  return state.events
    .where("contact", id)
    .map((row) => row.event)
    .filter(({ name, at }) => {
      const window = Object.hasOwn(needs.events, name) ? needs.events[name] : undefined;
      return window !== undefined && (window === null || at >= now - window);
    })
    .reverse()
    .sort((a, b) => b.at - a.at);
}

function messagesOf(
  state: TenantState,
  id: ContactId,
  needs: FactsNeeded,
  now: Instant,
): readonly MessageFact[] {
  if (needs.messages === 0) return [];
  const since = needs.messages === null ? null : now - needs.messages;
  return state.messages
    .where("contact", id)
    .filter(({ record }) => messageInWindow(record, since))
    .reverse()
    .sort((a, b) => messageTouchedAt(b.record) - messageTouchedAt(a.record))
    .map(({ record, marks }) => messageFact(record, marks));
}

export function consentOf(
  state: TenantState,
  contactPoint: ContactPointId,
  fingerprints: readonly string[],
): ContactPointConsent {
  const suppressions = new Set(
    fingerprints.flatMap((print) => state.suppressions.where("fingerprint", print)),
  );
  return {
    contactPoint,
    projection: state.consentPoints.get(contactPoint)?.projection ?? null,
    suppressions: [...suppressions],
    logSize: state.head.get("")?.size ?? 0,
  };
}
