// Longer than other files: one function for each step of a rights case, in the order of the steps.
import type { ConsentDraft, ContactPointId, Instant } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import {
  type Actor,
  type EventDetails,
  type EventInput,
  type EventPayload,
  formatEventTime,
  type RightsKind,
} from "../events/index.js";
import { createDraft, type DraftContext } from "../opt-in/index.js";
import { type CaseEvent, type CaseFault, caseFault } from "./case-rules.js";
import { due, extendedUntil } from "./due.js";
import type { ActionKind, ObservedOutcome, RefusalGround, RightsCase } from "./rights-case.js";
import { type PauseReason, type RightsTerm, rightsTerms } from "./terms.js";
import type { WorkingCalendar } from "./working-days.js";

/** Who handles it. Default: the system. */
interface HandlingOptions {
  readonly actor?: Actor;
  /** When it happened, where that is not now. */
  readonly at?: Instant;
}

const remedies: Readonly<Record<CaseFault, string>> = {
  CASE_CLOSED: "Open a new case.",
  CASE_REPEATED: "Read the case again: this has happened.",
  CASE_IDENTITY_OPEN: "Confirm the person's identity first.",
  CASE_IDENTITY_NOT_ASKED: "Ask with askIdentity first.",
  CASE_PAUSED: "Resume the clock first.",
  CASE_NOT_PAUSED: "The clock is running.",
  CASE_EXTENDED_BEFORE: "A case is extended once.",
  CASE_ACTION_UNOBSERVED:
    "Look at what came of every action and record it; openActions lists them.",
  CASE_ACTION_INCOMPLETE: "Do it again, or record it as exempt; incompleteActions lists them.",
};

function check(of: RightsCase, type: CaseEvent["type"]): void {
  const fault = caseFault(of, { type });
  if (fault === undefined) return;
  throw new InputError(`INPUT_${fault}`, `A case cannot take ${type} now.`, {
    path: "case",
    remedy: remedies[fault],
  });
}

function common(by: DraftContext, { actor, at }: HandlingOptions, subject?: string) {
  return {
    effectiveAt: at ?? by.now,
    actor: actor ?? ({ kind: "system" } as const),
    ...(subject === undefined ? {} : { subject }),
  };
}

type CaseInput = EventInput<CaseEvent["type"] | "complaint.received" | "complaint.closed">;
type CaseEventInput = {
  readonly [T in CaseInput["type"]]: { readonly type: T; readonly detail: EventDetails[T] };
}[CaseInput["type"]];

function draftCaseEvent(
  by: DraftContext,
  of: RightsCase,
  handling: HandlingOptions,
  said: CaseEventInput,
): ConsentDraft {
  return createDraft(by, {
    ...common(by, handling, of.subject),
    ...said,
    id: by.ids.next(),
  } as CaseInput);
}

/** Opening and closing concern what may be sent: each contact point has an event of its own. */
function forEachPoint(
  points: readonly ContactPointId[],
  make: (point?: ContactPointId) => ConsentDraft,
): readonly ConsentDraft[] {
  return points.length === 0 ? [make()] : points.map((point) => make(point));
}

function at(point: ContactPointId | undefined): { readonly contactPoint?: ContactPointId } {
  return point === undefined ? {} : { contactPoint: point };
}

export interface OpenedCase extends HandlingOptions {
  /** A random id. A case is one person's: a ledger refuses to open it again (`NAME_TAKEN`). */
  readonly case: string;
  readonly kind: RightsKind;
  readonly subject?: string;
  readonly contactPoints?: readonly ContactPointId[];
  /** The request in the person's words; destroyed on erasure. */
  readonly payload?: EventPayload;
  /** With a calendar, the term that binds is written down with the case. */
  readonly calendar?: WorkingCalendar;
  readonly terms?: readonly RightsTerm[];
}

/**
 * Somebody asks for their rights. From here on, an open request for erasure stops everything but
 * what must be sent.
 * @throws InputError `INPUT_CALENDAR`, `INPUT_EVENT_FIELD`.
 */
export function openCase(by: DraftContext, request: OpenedCase): readonly ConsentDraft[] {
  const { kind, subject, contactPoints = [], payload, calendar, terms = rightsTerms } = request;
  const handling = { actor: { kind: "subject" } as const, ...request };
  const empty: RightsCase = {
    id: request.case,
    kind,
    status: "received",
    receivedAt: request.at ?? by.now,
    contactPoints,
    pauses: [],
    actions: [],
    recipientsTold: [],
  };
  const clock = calendar === undefined ? undefined : due(empty, by.now, calendar, terms).next;
  const drafts = forEachPoint(contactPoints, (point) =>
    createDraft(by, {
      ...common(by, handling, subject),
      ...at(point),
      id: by.ids.next(),
      type: "dsr.opened",
      detail: {
        case: request.case,
        kind,
        ...(clock === undefined ? {} : { dueAt: formatEventTime(clock.dueAt) }),
      },
      ...(payload === undefined ? {} : { payload }),
    }),
  );
  const of = subject === undefined ? empty : { ...empty, subject };
  return kind === "complaint"
    ? [
        ...drafts,
        draftCaseEvent(by, of, handling, {
          type: "complaint.received",
          detail: { case: request.case },
        }),
      ]
    : drafts;
}

/** @throws InputError `INPUT_CASE_CLOSED`. */
export function assignCase(
  by: DraftContext,
  of: RightsCase,
  assignee: string,
  handling: HandlingOptions = {},
): ConsentDraft {
  check(of, "dsr.assigned");
  return draftCaseEvent(by, of, handling, {
    type: "dsr.assigned",
    detail: { case: of.id, assignee },
  });
}

/** The person is told that the request arrived. @throws InputError `INPUT_CASE_CLOSED`. */
export function acknowledgeCase(
  by: DraftContext,
  of: RightsCase,
  handling: HandlingOptions = {},
): ConsentDraft {
  const type = of.kind === "complaint" ? "complaint.acknowledged" : "dsr.acknowledged";
  check(of, type);
  return draftCaseEvent(by, of, handling, { type, detail: { case: of.id } });
}

/** GDPR Art. 12(6): there is doubt who asks. Stops the clock. @throws InputError `INPUT_CASE_*`. */
export function askIdentity(
  by: DraftContext,
  of: RightsCase,
  handling: HandlingOptions = {},
): readonly ConsentDraft[] {
  check(of, "dsr.identity_requested");
  const asked = draftCaseEvent(by, of, handling, {
    type: "dsr.identity_requested",
    detail: { case: of.id },
  });
  return [asked, pauseCase(by, of, "identity", handling)];
}

/** They are who they say. The clock runs on. @throws InputError `INPUT_CASE_*`. */
export function confirmIdentity(
  by: DraftContext,
  of: RightsCase,
  proof: HandlingOptions & {
    readonly by: NonNullable<EventDetails["dsr.identity_confirmed"]["by"]>;
  },
): readonly ConsentDraft[] {
  check(of, "dsr.identity_confirmed");
  const confirmed = draftCaseEvent(by, of, proof, {
    type: "dsr.identity_confirmed",
    detail: { case: of.id, by: proof.by },
  });
  return [confirmed, resumeCase(by, of, proof)];
}

/**
 * Whether a clock heeds it is for its term to say. @throws InputError `INPUT_CASE_PAUSED`,
 * `INPUT_CASE_CLOSED`.
 */
export function pauseCase(
  by: DraftContext,
  of: RightsCase,
  reason: PauseReason,
  handling: HandlingOptions = {},
): ConsentDraft {
  check(of, "dsr.clock_paused");
  return draftCaseEvent(by, of, handling, {
    type: "dsr.clock_paused",
    detail: { case: of.id, reason },
  });
}

/** @throws InputError `INPUT_CASE_NOT_PAUSED`, `INPUT_CASE_CLOSED`. */
export function resumeCase(
  by: DraftContext,
  of: RightsCase,
  handling: HandlingOptions = {},
): ConsentDraft {
  check(of, "dsr.clock_resumed");
  return draftCaseEvent(by, of, handling, { type: "dsr.clock_resumed", detail: { case: of.id } });
}

/**
 * The person is told, in time, that the answer takes longer and why.
 * @throws InputError `INPUT_CASE_EXTENSION_LATE` once the first term is over or where no law allows
 * one; `INPUT_CASE_*`.
 */
export function extendCase(
  by: DraftContext,
  of: RightsCase,
  extension: HandlingOptions & {
    readonly reason: "complexity" | "number";
    readonly calendar: WorkingCalendar;
    readonly terms?: readonly RightsTerm[];
  },
): ConsentDraft {
  check(of, "dsr.extended");
  const { reason, calendar, terms = rightsTerms } = extension;
  const until = extendedUntil(of, extension.at ?? by.now, calendar, terms);
  if (until === undefined) {
    throw new InputError(
      "INPUT_CASE_EXTENSION_LATE",
      "The term of a case can no longer be extended.",
      {
        path: "case",
        remedy: "An extension counts only if the person is told within the first term: answer now.",
      },
    );
  }
  return draftCaseEvent(by, of, extension, {
    type: "dsr.extended",
    detail: { case: of.id, dueAt: formatEventTime(until), reason },
  });
}

export interface RecordedAction extends HandlingOptions {
  /** The data holder, by its id. */
  readonly store: string;
  readonly operation: ActionKind;
  /** The class of data it was asked of. */
  readonly requested?: string;
  /**
   * What was seen in the store afterwards. Left out: begun, and not looked at yet. Never what was
   * asked.
   */
  readonly observed?: ObservedOutcome;
  readonly count?: number;
  /** SHA-256 of what was found, handed out or left. */
  readonly digest?: string;
}

/** @throws InputError `INPUT_CASE_CLOSED`, `INPUT_CASE_IDENTITY_OPEN`. */
export function recordAction(
  by: DraftContext,
  of: RightsCase,
  action: RecordedAction,
): ConsentDraft {
  check(of, "dsr.action");
  const { store, operation, requested, observed, count, digest } = action;
  return draftCaseEvent(by, of, action, {
    type: "dsr.action",
    detail: {
      case: of.id,
      kind: operation,
      target: store,
      ...(requested === undefined ? {} : { dataClass: requested }),
      ...(observed === undefined ? {} : { outcome: observed }),
      ...(count === undefined ? {} : { count }),
      ...(digest === undefined ? {} : { digest }),
    },
  });
}

/**
 * GDPR Art. 19: whoever got the data is told of its rectification, erasure or restriction. @throws
 * InputError `INPUT_CASE_*`.
 */
export function tellRecipient(
  by: DraftContext,
  of: RightsCase,
  recipient: string,
  handling: HandlingOptions = {},
): ConsentDraft {
  check(of, "dsr.recipient_notified");
  return draftCaseEvent(by, of, handling, {
    type: "dsr.recipient_notified",
    detail: { case: of.id, recipient },
  });
}

/**
 * The person has their answer.
 * @throws InputError `INPUT_CASE_ACTION_UNOBSERVED` while an action lacks an observed outcome,
 * `INPUT_CASE_ACTION_INCOMPLETE` while one failed or was done in part, `INPUT_CASE_IDENTITY_OPEN`,
 * `INPUT_CASE_REPEATED`.
 */
export function answerCase(
  by: DraftContext,
  of: RightsCase,
  answer: HandlingOptions & {
    /** SHA-256 of the letter or the bundle. */
    readonly digest?: string;
    /** Of a complaint. */
    readonly outcome?: EventDetails["complaint.closed"]["outcome"];
  } = {},
): readonly ConsentDraft[] {
  check(of, "dsr.responded");
  const { digest, outcome } = answer;
  if (of.kind === "complaint" && outcome === undefined) {
    throw new InputError("INPUT_CASE_OUTCOME", "A complaint is closed without saying how.", {
      path: "outcome",
    });
  }
  const drafts = forEachPoint(of.contactPoints, (point) =>
    createDraft(by, {
      ...common(by, answer, of.subject),
      ...at(point),
      id: by.ids.next(),
      type: "dsr.responded",
      detail: { case: of.id, ...(digest === undefined ? {} : { digest }) },
    }),
  );
  return outcome === undefined || of.kind !== "complaint"
    ? drafts
    : [
        ...drafts,
        draftCaseEvent(by, of, answer, {
          type: "complaint.closed",
          detail: { case: of.id, outcome },
        }),
      ];
}

/**
 * No, on a ground that the law knows, and with where to turn: GDPR Art. 12(4).
 * @throws InputError `INPUT_CASE_REPEATED`.
 */
export function refuseCase(
  by: DraftContext,
  of: RightsCase,
  refusal: HandlingOptions & {
    readonly ground: RefusalGround;
    /** The authority to complain to, as the person was told it: `DE-BE`. */
    readonly appeal: string;
    /** The letter; destroyed on erasure. */
    readonly payload?: EventPayload;
  },
): readonly ConsentDraft[] {
  check(of, "dsr.refused");
  const { ground, appeal, payload } = refusal;
  return forEachPoint(of.contactPoints, (point) =>
    createDraft(by, {
      ...common(by, refusal, of.subject),
      ...at(point),
      id: by.ids.next(),
      type: "dsr.refused",
      detail: { case: of.id, ground, appeal },
      ...(payload === undefined ? {} : { payload }),
    }),
  );
}
