import type { ContactPointId, Instant } from "@wellsent/core";
import {
  type ConsentEvent,
  type EventDetails,
  instantOf,
  type RightsKind,
} from "../events/index.js";
import { type CaseEvent, caseFault, isCaseEvent } from "./case-rules.js";
import type { PauseReason } from "./terms.js";

export type ActionKind = EventDetails["dsr.action"]["kind"];
export type ObservedOutcome = NonNullable<EventDetails["dsr.action"]["outcome"]>;
export type RefusalGround = EventDetails["dsr.refused"]["ground"];

/**
 * `verifying`: waits for the person to show who they are, and the clock stands still where the law
 * lets it.
 */
export type CaseStatus =
  | "received"
  | "verifying"
  | "in_progress"
  | "extended"
  | "answered"
  | "refused";

/**
 * One thing done in one store. Absent `observed`: begun or announced, and nobody has looked yet
 * what came of it.
 */
export interface CaseAction {
  readonly operation: ActionKind;
  readonly store: string;
  readonly dataClass?: string;
  readonly observed?: ObservedOutcome;
  readonly count?: number;
  readonly digest?: string;
  readonly at: Instant;
  readonly by?: string;
}

export interface CasePause {
  readonly reason: PauseReason;
  readonly from: Instant;
  readonly until?: Instant;
}

/** A rights request as its events tell it. */
export interface RightsCase {
  readonly id: string;
  readonly kind: RightsKind;
  readonly status: CaseStatus;
  readonly receivedAt: Instant;
  readonly subject?: string;
  /** Those of the person that the request was opened for. */
  readonly contactPoints: readonly ContactPointId[];
  readonly assignee?: string;
  readonly acknowledgedAt?: Instant;
  readonly identity?: {
    readonly askedAt: Instant;
    readonly confirmedAt?: Instant;
    readonly by?: string;
  };
  readonly pauses: readonly CasePause[];
  readonly extension?: {
    readonly toldAt: Instant;
    readonly reason: "complexity" | "number";
    readonly until: Instant;
  };
  /** Everything ever recorded, in order; {@link openActions} says what still lacks an outcome. */
  readonly actions: readonly CaseAction[];
  readonly recipientsTold: readonly { readonly recipient: string; readonly at: Instant }[];
  readonly closedAt?: Instant;
  /** Of the answer that was given. */
  readonly answer?: string;
  readonly refusal?: { readonly ground: RefusalGround; readonly appeal?: string };
}

export interface ReadCase {
  readonly case: RightsCase;
  /** Events that could not happen to a case in its state then: left out, and named. */
  readonly ignored: readonly { readonly id: string; readonly code: string }[];
}

/**
 * Reads the cases out of a log, in its order. An answer that came while an action lacked an
 * observed outcome does not close a case: it is among the ignored.
 */
export const rightsCases = (events: Iterable<ConsentEvent>): ReadonlyMap<string, ReadCase> => {
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
};

/** @returns undefined where no event opened it. */
export const rightsCase = (events: Iterable<ConsentEvent>, id: string): RightsCase | undefined =>
  rightsCases(events).get(id)?.case;

const opened = (event: ConsentEvent<"dsr.opened">): RightsCase => ({
  id: event.detail.case,
  kind: event.detail.kind,
  status: "received",
  receivedAt: event.effectiveAt,
  ...(event.subject === undefined ? {} : { subject: event.subject }),
  contactPoints: event.contactPoint === undefined ? [] : [event.contactPoint],
  pauses: [],
  actions: [],
  recipientsTold: [],
});

/** The case after an event that {@link caseFault} has no objection to. */
const advance = (before: RightsCase, event: CaseEvent): RightsCase => {
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
          until: instantOf(event.detail.dueAt),
        },
      };
    case "dsr.action":
      return { ...working, actions: [...working.actions, actionOf(event)] };
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
};

/** A clock cannot be stopped into the past. */
const ended = (pause: CasePause, at: Instant): CasePause => ({
  ...pause,
  until: Math.max(at, pause.from),
});

const actionOf = ({ detail, effectiveAt, actor }: ConsentEvent<"dsr.action">): CaseAction => ({
  operation: detail.kind,
  store: detail.target,
  at: effectiveAt,
  ...(detail.dataClass === undefined ? {} : { dataClass: detail.dataClass }),
  ...(detail.outcome === undefined ? {} : { observed: detail.outcome }),
  ...(detail.count === undefined ? {} : { count: detail.count }),
  ...(detail.digest === undefined ? {} : { digest: detail.digest }),
  ...(actor.ref === undefined ? {} : { by: actor.ref }),
});
