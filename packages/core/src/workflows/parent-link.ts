import { type EnrollmentId, enrollmentId, type SendKey, sendKey } from "../identifiers.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";

/** More runs than this do not start one another: whoever goes on has defined a circle. */
export const deepestRun = 5;

/** How a run that another run started is tied to it. */
export interface ParentLink {
  readonly run: EnrollmentId;
  /** The parent's call, which the child's end answers. */
  readonly call: SendKey;
  /** How many runs started one another up to this one: 1 for a child of a run that had none. */
  readonly depth: number;
  /** The parent waits for the end. */
  readonly told?: true;
  /** The run goes on where the parent leaves the step that waits for it. */
  readonly kept?: true;
  /** The goals reached so far, kept where the parent is told of them. */
  readonly goals?: readonly string[];
}

/** The link as JSON, in the state of a run. */
export function writeLink({ run, call, depth, told, kept, goals }: ParentLink): JsonObject {
  return {
    ...{ run, call, depth },
    ...(told === undefined ? {} : { told }),
    ...(kept === undefined ? {} : { kept }),
    ...(goals === undefined ? {} : { goals }),
  };
}

/** `null` for what this release did not write. */
export function readLink(json: JsonValue): ParentLink | null {
  if (!isObject(json)) return null;
  const { run, call, depth, told, kept, goals } = json;
  if (typeof run !== "string" || typeof call !== "string" || typeof depth !== "number") return null;
  const names: readonly JsonValue[] = Array.isArray(goals) ? goals : [];
  const known = names.filter((name) => typeof name === "string");
  return {
    ...{ run: enrollmentId(run), call: sendKey(call), depth },
    ...(told === true ? { told } : {}),
    ...(kept === true ? { kept } : {}),
    ...(known.length === 0 ? {} : { goals: known }),
  };
}

/**
 * The id of the child that a call starts. The same call is the same child, however often a step is
 * taken; and no key of the child's messages begins with the parent's id and a colon.
 */
export function childRunId(call: SendKey): EnrollmentId {
  return enrollmentId(call.replaceAll(":", "."));
}
