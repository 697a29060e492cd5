import { InputError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import { enrollmentId, listId, type TenantId, workflowId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject, type JsonObject } from "../json.js";
import { isPendingStart, pendingPrefix } from "../pending-start.js";
import type { IdSource } from "../ports/sources.js";
import type { EnrollmentRecord, StepLogEntry } from "../ports/store/enrollment.js";
import { identifyTrigger, type WorkflowTrigger } from "./enrollment.js";
import { readState, writeState } from "./enrollment-state.js";
import { parseWorkflowInput } from "./workflow-input.js";

/** A trigger that a process may have to leave to another: a date or a request never is. */
export type LeftTrigger = Exclude<WorkflowTrigger, { readonly type: "planned" | "manual" }>;

/**
 * Whether a definition of another release may begin with this trigger, by as much as can be read of
 * it. `triggers`: as stored, or `null` if they cannot be told.
 */
export function mayStart(triggers: readonly JsonObject[] | null, trigger: LeftTrigger): boolean {
  if (triggers === null) return true;
  return triggers.some(({ on, event, segment, list }) => {
    switch (on) {
      case "event":
        return trigger.type === "event" && trigger.event.name === event;
      case "consent":
        return trigger.type === "event" && trigger.event.name.startsWith("consent.");
      case "segment":
        return trigger.type === "member" && trigger.segment === segment;
      case "list":
        return trigger.type === "list" && trigger.list === list;
      case "delivery":
        return trigger.type === "delivery" && trigger.event === event;
      case "date":
      case "schedule":
      case "manual":
        return false;
      default:
        return true;
    }
  });
}

/**
 * The note that a trigger waits for a process which can read the workflow. It is a run that has not
 * begun: due at once, at the version published, so whoever can read that finds it; everybody else
 * leaves it. It hears all that comes after.
 */
export function pendingStart(
  { workflow, version }: { readonly workflow: string; readonly version: number },
  contact: { readonly tenant: TenantId; readonly id: ContactId },
  trigger: LeftTrigger,
  now: Instant,
  ids: IdSource,
): EnrollmentRecord {
  const data = { trigger: writeTrigger(trigger) };
  return {
    ...{ tenant: contact.tenant, id: enrollmentId(ids.next()), workflow: workflowId(workflow) },
    ...{ version, contact: contact.id, revision: 0, status: "active", wakeAt: now },
    state: writeState({ node: "", wait: null, data, trigger: null }),
    ...{ waitingFor: [], pending: [], entryKey: pendingKey(trigger) },
    ...{ startedAt: now, endedAt: null, outcome: null },
  };
}

/** The end of the note, when its trigger was judged. `begun`: whether a run has begun by it. */
export function endPendingStart(
  note: EnrollmentRecord,
  begun: boolean,
  now: Instant,
): { readonly enrollment: EnrollmentRecord; readonly log: StepLogEntry } {
  const { tenant, id, workflow, contact, revision } = note;
  return {
    enrollment: {
      ...note,
      ...{ revision: revision + 1, status: "ended", wakeAt: null, pending: [], endedAt: now },
      outcome: begun ? "begun" : "not begun",
    },
    log: {
      ...{ tenant, enrollment: id, workflow, contact, revision, at: now, path: [] },
      detail: { begun },
    },
  };
}

/** @throws InputError `INPUT_WORKFLOW_INPUT` for what no release has written */
export function pendingTrigger(note: EnrollmentRecord): LeftTrigger {
  const kept = isPendingStart(note) ? (readState(note.state)?.data?.["trigger"] ?? null) : null;
  if (!isObject(kept)) throw unreadable();
  const { type, list, joined, at, revision, workflow = null } = kept;
  if (type === "list") {
    if (typeof list !== "string" || typeof joined !== "boolean") throw unreadable();
    if (typeof at !== "number" || typeof revision !== "number") throw unreadable();
    return { type, list: listId(list), joined, at, revision };
  }
  const input = parseWorkflowInput(kept);
  if (input.type === "member") return input;
  if (input.type === "event") {
    const { id, name, data } = input;
    return { type: "event", event: { id, name, at: input.at, data } };
  }
  if (input.type !== "delivery") throw unreadable();
  const { event } = input;
  if (event !== "opened" && event !== "clicked" && event !== "bounced" && event !== "replied")
    throw unreadable();
  if (workflow !== null && typeof workflow !== "string") throw unreadable();
  return { ...input, event, workflow };
}

/**
 * Only who reads the workflow knows which report of a message begins it: a machine's may not, and a
 * person's that comes later may.
 */
function pendingKey(trigger: LeftTrigger): string {
  const key = `${pendingPrefix}${identifyTrigger(trigger)}`;
  return trigger.type === "delivery" ? `${key}:${trigger.machine}:${trigger.at}` : key;
}

function writeTrigger(trigger: LeftTrigger): JsonObject {
  return trigger.type === "event" ? { type: "event", ...trigger.event } : { ...trigger };
}

function unreadable(): InputError {
  return new InputError("INPUT_WORKFLOW_INPUT", "This is no trigger that was left to others.", {
    path: "state.data.trigger",
    remedy: "Drop the run from quarantine.",
  });
}
