import { InputError } from "../errors/index.js";
import type { SegmentId, SendKey } from "../identifiers.js";
import { segmentId, sendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";
import { isPendingStart } from "../pending-start.js";
import type { DeliveryEventType } from "../ports/delivery-event.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";

/** What is told of a message: that it has left, or what a provider or a page of ours reports. */
type ReportName = DeliveryEventType | "sent";

/** What can happen to an enrollment besides time, as JSON in `EnrollmentRecord.pending`. */
export type WorkflowInput =
  | {
      readonly type: "event";
      readonly id: string;
      readonly name: string;
      readonly at: Instant;
      readonly data: JsonObject;
    }
  | {
      readonly type: "delivery";
      readonly event: ReportName;
      readonly template: string;
      readonly message: SendKey;
      readonly at: Instant;
      /** `null` if unknown; counts as a person. */
      readonly machine: boolean | null;
    }
  | {
      readonly type: "member";
      readonly segment: SegmentId;
      readonly entered: boolean;
      readonly at: Instant;
    }
  /**
   * The contact's record changed: a wait by wall-clock time is computed again if the zone changed.
   */
  | { readonly type: "contact"; readonly at: Instant }
  /** The end of a call that a step made: what was answered, or why nothing was. */
  | {
      readonly type: "answer";
      readonly call: SendKey;
      readonly at: Instant;
      readonly outcome: "answered" | "failed";
      /** Why it failed: `TIMEOUT`, `STATUS_404`. */
      readonly reason: string | null;
      /** The declared members. */
      readonly data: JsonObject | null;
    }
  /** A request from outside: by an operator, a merge or an erasure. Becomes the outcome. */
  | { readonly type: "exit"; readonly reason: string; readonly at: Instant };

/**
 * The name of an input in `EnrollmentRecord.waitingFor`; `null` for inputs that every enrollment
 * listens to.
 */
export function inputName(input: WorkflowInput): string | null {
  switch (input.type) {
    case "event":
      return input.name;
    case "delivery":
      return `delivery:${input.event}`;
    case "member":
      return memberSignal(input.segment, input.entered);
    default:
      return null;
  }
}

export function memberSignal(segment: SegmentId, entered: boolean): string {
  return `segment:${entered ? "entered" : "left"}:${segment}`;
}

/** The name in `waitingFor` of a signal that is listened to only while a step is due. */
export function dueSignal(name: string): string {
  return `due:${name}`;
}

/**
 * Whether the input concerns this enrollment and is worth a step. A run with an overdue step also
 * listens to the signals of the waits behind that step, as if the step had run on time.
 */
export function wakes(enrollment: EnrollmentRecord, input: WorkflowInput): boolean {
  return wakesByName(enrollment, inputName(input), input.at);
}

/** The same by the input's name alone. */
export function wakesByName(
  enrollment: EnrollmentRecord,
  name: string | null,
  at: Instant,
): boolean {
  if (enrollment.status === "ended") return false;
  // What it listens to is known only to who can read its workflow.
  if (isPendingStart(enrollment)) return true;
  if (name === null || enrollment.waitingFor.includes(name)) return true;
  const { revision, pending, wakeAt } = enrollment;
  const isDue = revision === 0 || pending.length > 0 || (wakeAt !== null && wakeAt <= at);
  return isDue && enrollment.waitingFor.includes(dueSignal(name));
}

/**
 * Reads the inputs that wait for an enrollment's next step. @throws InputError
 * `INPUT_WORKFLOW_INPUT`
 */
export function pendingInputs(enrollment: EnrollmentRecord): readonly WorkflowInput[] {
  return enrollment.pending.map((value, index) => readInput(value, `pending[${index}]`));
}

/** @throws InputError `INPUT_WORKFLOW_INPUT` */
export function parseWorkflowInput(value: JsonValue): WorkflowInput {
  return readInput(value, "");
}

const reportNames: Readonly<Record<ReportName, true>> = {
  sent: true,
  delivered: true,
  deferred: true,
  bounced: true,
  rejected: true,
  complained: true,
  opened: true,
  clicked: true,
  unsubscribed: true,
  replied: true,
  unknown: true,
};

function isReportName(value: string): value is ReportName {
  return Object.hasOwn(reportNames, value);
}

function readInput(value: JsonValue, path: string): WorkflowInput {
  if (!isObject(value)) throw refused(path);
  const { type, at, data, machine, entered } = value;
  if (typeof at !== "number" || !Number.isSafeInteger(at)) throw refused(join(path, "at"));
  const text = (name: string): string => {
    const found = value[name];
    if (typeof found !== "string") throw refused(join(path, name));
    return found;
  };
  switch (type) {
    case "event":
      if (!isObject(data)) throw refused(join(path, "data"));
      return { type, id: text("id"), name: text("name"), at, data };
    case "delivery": {
      const event = text("event");
      if (!isReportName(event)) throw refused(join(path, "event"));
      if (machine !== null && typeof machine !== "boolean") throw refused(join(path, "machine"));
      return {
        type,
        event,
        template: text("template"),
        message: sendKey(text("message")),
        at,
        machine,
      };
    }
    case "member":
      if (typeof entered !== "boolean") throw refused(join(path, "entered"));
      return { type, segment: segmentId(text("segment")), entered, at };
    case "contact":
      return { type, at };
    case "answer": {
      const { outcome, reason = null, data: said = null } = value;
      if (outcome !== "answered" && outcome !== "failed") throw refused(join(path, "outcome"));
      if (reason !== null && typeof reason !== "string") throw refused(join(path, "reason"));
      if (said !== null && !isObject(said)) throw refused(join(path, "data"));
      return { type, call: sendKey(text("call")), at, outcome, reason, data: said };
    }
    case "exit":
      return { type, reason: text("reason"), at };
    default:
      throw refused(join(path, "type"));
  }
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function refused(path: string): InputError {
  return new InputError("INPUT_WORKFLOW_INPUT", "This is no input of a workflow.", {
    path,
    remedy: "Pass an event, delivery, member, contact, answer or exit input with its members.",
  });
}
