import type { Instant } from "@wellsent/core";
import { type ConsentEvent, parseEventTime } from "../events/index.js";
import { type CaseEvent, caseFault, isCaseEvent } from "./case-rules.js";
import type { CaseAction, CasePause, RightsCase } from "./rights-case.js";

export interface ReadCase {
  readonly case: RightsCase;
  /** Events that could not happen to a case in its state then: left out, and named. */
  readonly ignored: readonly { readonly id: string; readonly code: string }[];
}

/**
 * Reads the cases out of a log, in its order. An answer that came while an action lacked an
 * observed outcome does not close a case: it is among the ignored.
 */
export function rightsCases(events: Iterable<ConsentEvent>): ReadonlyMap<string, ReadCase> {
  const cases = new Map<string, { case: RightsCase; ignored: { id: string; code: string }[] }>();
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    if (!isCaseEvent(event)) continue;
    const { case: id } = event.detail;
    const found = cases.get(id);
    if (found === undefined) {
      if (event.type === "dsr.opened") cases.set(id, { case: opened(event), ignored: [] });
      continue;
    }
    const code = caseFault(found.case, event);
    if (code === undefined) found.case = advance(found.case, event);
    else if (code !== "CASE_REPEATED") found.ignored.push({ id: event.id, code });
  }
  return cases;
}

/** @returns undefined where no event opened it. */
export function rightsCase(events: Iterable<ConsentEvent>, id: string): RightsCase | undefined {
  return rightsCases(events).get(id)?.case;
}

function opened(event: ConsentEvent<"dsr.opened">): RightsCase {
  return {
    id: event.detail.case,
    kind: event.detail.kind,
    status: "received",
    receivedAt: event.effectiveAt,
    ...(event.subject === undefined ? {} : { subject: event.subject }),
    contactPoints: event.contactPoint === undefined ? [] : [event.contactPoint],
    pauses: [],
    actions: [],
    recipientsTold: [],
  };
}

/** The case after an event that {@link caseFault} has no objection to. */
function advance(before: RightsCase, event: CaseEvent): RightsCase {
  const at = event.effectiveAt;
  const working =
    before.status === "received" ? { ...before, status: "in_progress" as const } : before;
  switch (event.type) {
    case "dsr.opened":
      return event.contactPoint === undefined || before.contactPoints.includes(event.contactPoint)
        ? before
        : { ...before, contactPoints: [...before.contactPoints, event.contactPoint] };
    case "dsr.assigned":
      return { ...working, assignee: event.detail.assignee };
    case "dsr.acknowledged":
    case "complaint.acknowledged":
      return { ...before, acknowledgedAt: before.acknowledgedAt ?? at };
    case "dsr.identity_requested":
      return { ...before, status: "verifying", identity: { askedAt: at } };
    case "dsr.identity_confirmed":
      return {
        ...before,
        status: before.extension === undefined ? "in_progress" : "extended",
        identity: {
          askedAt: before.identity?.askedAt ?? at,
          confirmedAt: at,
          ...(event.detail.by === undefined ? {} : { by: event.detail.by }),
        },
      };
    case "dsr.clock_paused":
      return { ...before, pauses: [...before.pauses, { reason: event.detail.reason, from: at }] };
    case "dsr.clock_resumed":
      return {
        ...before,
        pauses: before.pauses.map((pause) =>
          pause.until === undefined ? ended(pause, at) : pause,
        ),
      };
    case "dsr.extended":
      return {
        ...before,
        status: before.status === "verifying" ? "verifying" : "extended",
        extension: {
          toldAt: at,
          reason: event.detail.reason,
          until: parseEventTime(event.detail.dueAt),
        },
      };
    case "dsr.action":
      return { ...working, actions: [...working.actions, readAction(event)] };
    case "dsr.recipient_notified":
      return {
        ...working,
        recipientsTold: [...working.recipientsTold, { recipient: event.detail.recipient, at }],
      };
    case "dsr.responded": {
      const { digest } = event.detail;
      return {
        ...before,
        status: "answered",
        closedAt: at,
        ...(digest === undefined ? {} : { answer: digest }),
      };
    }
    case "dsr.refused": {
      const { ground, appeal } = event.detail;
      const refusal = { ground, ...(appeal === undefined ? {} : { appeal }) };
      return { ...before, status: "refused", closedAt: at, refusal };
    }
  }
}

/** A clock cannot be stopped into the past. */
function ended(pause: CasePause, at: Instant): CasePause {
  return {
    ...pause,
    until: Math.max(at, pause.from),
  };
}

function readAction({ detail, effectiveAt, actor }: ConsentEvent<"dsr.action">): CaseAction {
  return {
    operation: detail.kind,
    store: detail.target,
    at: effectiveAt,
    ...(detail.dataClass === undefined ? {} : { dataClass: detail.dataClass }),
    ...(detail.outcome === undefined ? {} : { observed: detail.outcome }),
    ...(detail.count === undefined ? {} : { count: detail.count }),
    ...(detail.digest === undefined ? {} : { digest: detail.digest }),
    ...(actor.ref === undefined ? {} : { by: actor.ref }),
  };
}
