import type { ConsentDraft, ContactPointId, Instant } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import {
  type Actor,
  type EventDetails,
  type EventInput,
  type EventPayload,
  instantText,
  type RightsKind,
} from "../events/index.js";
import { type Producing, produce } from "../opt-in/index.js";
import { type CaseEvent, type CaseFault, caseFault } from "./case-rules.js";
import { due, extendedUntil } from "./due.js";
import type { ActionKind, ObservedOutcome, RefusalGround, RightsCase } from "./rights-case.js";
import { type PauseReason, type RightsTerm, rightsTerms } from "./terms.js";
import type { WorkingCalendar } from "./working-days.js";

/** Who handles it. Default: the system. */
interface Handled {
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

const check = (of: RightsCase, type: CaseEvent["type"]): void => {
  const fault = caseFault(of, { type });
  if (fault === undefined) return;
  throw new InputError(`INPUT_${fault}`, `A case cannot take ${type} now.`, {
    path: "case",
    remedy: remedies[fault],
  });
};

const common = (by: Producing, { actor, at }: Handled, subject?: string) => ({
  effectiveAt: at ?? by.now,
  actor: actor ?? ({ kind: "system" } as const),
  ...(subject === undefined ? {} : { subject }),
});

type CaseInput = EventInput<CaseEvent["type"] | "complaint.received" | "complaint.closed">;
type Said = {
  readonly [T in CaseInput["type"]]: { readonly type: T; readonly detail: EventDetails[T] };
}[CaseInput["type"]];

const say = (by: Producing, of: RightsCase, handled: Handled, said: Said): ConsentDraft =>
  produce(by, { ...common(by, handled, of.subject), ...said, id: by.ids.next() } as CaseInput);

/** Opening and closing concern what may be sent: each contact point has an event of its own. */
const forEachPoint = (
  points: readonly ContactPointId[],
  make: (point?: ContactPointId) => ConsentDraft,
): readonly ConsentDraft[] => (points.length === 0 ? [make()] : points.map((point) => make(point)));

const at = (point: ContactPointId | undefined): { readonly contactPoint?: ContactPointId } =>
  point === undefined ? {} : { contactPoint: point };

export interface OpenedCase extends Handled {
  /** A random id; the same again is the same case. */
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
export const openCase = (by: Producing, request: OpenedCase): readonly ConsentDraft[] => {
  const { kind, subject, contactPoints = [], payload, calendar, terms = rightsTerms } = request;
  const handled = { actor: { kind: "subject" } as const, ...request };
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
    produce(by, {
      ...common(by, handled, subject),
      ...at(point),
      id: by.ids.next(),
      type: "dsr.opened",
      detail: {
        case: request.case,
        kind,
        ...(clock === undefined ? {} : { dueAt: instantText(clock.dueAt) }),
      },
      ...(payload === undefined ? {} : { payload }),
    }),
  );
  const of = subject === undefined ? empty : { ...empty, subject };
  return kind === "complaint"
    ? [
        ...drafts,
        say(by, of, handled, { type: "complaint.received", detail: { case: request.case } }),
      ]
    : drafts;
};

/** @throws InputError `INPUT_CASE_CLOSED`. */
export const assignCase = (
  by: Producing,
  of: RightsCase,
  assignee: string,
  handled: Handled = {},
): ConsentDraft => {
  check(of, "dsr.assigned");
  return say(by, of, handled, { type: "dsr.assigned", detail: { case: of.id, assignee } });
};

/** The person is told that the request arrived. @throws InputError `INPUT_CASE_CLOSED`. */
export const acknowledgeCase = (
  by: Producing,
  of: RightsCase,
  handled: Handled = {},
): ConsentDraft => {
  const type = of.kind === "complaint" ? "complaint.acknowledged" : "dsr.acknowledged";
  check(of, type);
  return say(by, of, handled, { type, detail: { case: of.id } });
};

/** GDPR Art. 12(6): there is doubt who asks. Stops the clock. @throws InputError `INPUT_CASE_*`. */
export const askIdentity = (
  by: Producing,
  of: RightsCase,
  handled: Handled = {},
): readonly ConsentDraft[] => {
  check(of, "dsr.identity_requested");
  const asked = say(by, of, handled, { type: "dsr.identity_requested", detail: { case: of.id } });
  return [asked, pauseCase(by, of, "identity", handled)];
};

/** They are who they say. The clock runs on. @throws InputError `INPUT_CASE_*`. */
export const confirmIdentity = (
  by: Producing,
  of: RightsCase,
  proof: Handled & { readonly by: NonNullable<EventDetails["dsr.identity_confirmed"]["by"]> },
): readonly ConsentDraft[] => {
  check(of, "dsr.identity_confirmed");
  const confirmed = say(by, of, proof, {
    type: "dsr.identity_confirmed",
    detail: { case: of.id, by: proof.by },
  });
  return [confirmed, resumeCase(by, of, proof)];
};

/**
 * Whether a clock heeds it is for its term to say. @throws InputError `INPUT_CASE_PAUSED`,
 * `INPUT_CASE_CLOSED`.
 */
export const pauseCase = (
  by: Producing,
  of: RightsCase,
  reason: PauseReason,
  handled: Handled = {},
): ConsentDraft => {
  check(of, "dsr.clock_paused");
  return say(by, of, handled, { type: "dsr.clock_paused", detail: { case: of.id, reason } });
};

/** @throws InputError `INPUT_CASE_NOT_PAUSED`, `INPUT_CASE_CLOSED`. */
export const resumeCase = (by: Producing, of: RightsCase, handled: Handled = {}): ConsentDraft => {
  check(of, "dsr.clock_resumed");
  return say(by, of, handled, { type: "dsr.clock_resumed", detail: { case: of.id } });
};

/**
 * The person is told, in time, that the answer takes longer and why.
 * @throws InputError `INPUT_CASE_EXTENSION_LATE` once the first term is over or where no law allows
 * one; `INPUT_CASE_*`.
 */
export const extendCase = (
  by: Producing,
  of: RightsCase,
  extension: Handled & {
    readonly reason: "complexity" | "number";
    readonly calendar: WorkingCalendar;
    readonly terms?: readonly RightsTerm[];
  },
): ConsentDraft => {
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
  return say(by, of, extension, {
    type: "dsr.extended",
    detail: { case: of.id, dueAt: instantText(until), reason },
  });
};

export interface RecordedAction extends Handled {
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
export const recordAction = (
  by: Producing,
  of: RightsCase,
  action: RecordedAction,
): ConsentDraft => {
  check(of, "dsr.action");
  const { store, operation, requested, observed, count, digest } = action;
  return say(by, of, action, {
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
};

/**
 * GDPR Art. 19: whoever got the data is told of its rectification, erasure or restriction. @throws
 * InputError `INPUT_CASE_*`.
 */
export const tellRecipient = (
  by: Producing,
  of: RightsCase,
  recipient: string,
  handled: Handled = {},
): ConsentDraft => {
  check(of, "dsr.recipient_notified");
  return say(by, of, handled, {
    type: "dsr.recipient_notified",
    detail: { case: of.id, recipient },
  });
};

/**
 * The person has their answer.
 * @throws InputError `INPUT_CASE_ACTION_UNOBSERVED` while an action lacks an observed outcome,
 * `INPUT_CASE_ACTION_INCOMPLETE` while one failed or was done in part, `INPUT_CASE_IDENTITY_OPEN`,
 * `INPUT_CASE_REPEATED`.
 */
export const answerCase = (
  by: Producing,
  of: RightsCase,
  answer: Handled & {
    /** SHA-256 of the letter or the bundle. */
    readonly digest?: string;
    /** Of a complaint. */
    readonly outcome?: EventDetails["complaint.closed"]["outcome"];
  } = {},
): readonly ConsentDraft[] => {
  check(of, "dsr.responded");
  const { digest, outcome } = answer;
  if (of.kind === "complaint" && outcome === undefined) {
    throw new InputError("INPUT_CASE_OUTCOME", "A complaint is closed without saying how.", {
      path: "outcome",
    });
  }
  const drafts = forEachPoint(of.contactPoints, (point) =>
    produce(by, {
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
        say(by, of, answer, { type: "complaint.closed", detail: { case: of.id, outcome } }),
      ];
};

/**
 * No, on a ground that the law knows, and with where to turn: GDPR Art. 12(4).
 * @throws InputError `INPUT_CASE_REPEATED`.
 */
export const refuseCase = (
  by: Producing,
  of: RightsCase,
  refusal: Handled & {
    readonly ground: RefusalGround;
    /** The authority to complain to, as the person was told it: `DE-BE`. */
    readonly appeal: string;
    /** The letter; destroyed on erasure. */
    readonly payload?: EventPayload;
  },
): readonly ConsentDraft[] => {
  check(of, "dsr.refused");
  const { ground, appeal, payload } = refusal;
  return forEachPoint(of.contactPoints, (point) =>
    produce(by, {
      ...common(by, refusal, of.subject),
      ...at(point),
      id: by.ids.next(),
      type: "dsr.refused",
      detail: { case: of.id, ground, appeal },
      ...(payload === undefined ? {} : { payload }),
    }),
  );
};
