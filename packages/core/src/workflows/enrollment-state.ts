import type { Instant } from "../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";
import type { ZoneRule } from "../segments/index.js";
import type { NodeId } from "./definition.js";

/**
 * A wait as meant and as resolved. What was meant is the node's rule counted from `since`; `until`
 * is the instant this comes to in `zone`, and is reckoned anew when the zone is no longer that one.
 */
export interface WaitState {
  readonly since: Instant;
  readonly until: Instant;
  readonly zone: string;
  /**
   * Whose clock it follows: what tells, without the definition, that somebody has moved under it.
   */
  readonly rule: ZoneRule;
}

/**
 * What an enrolment keeps between steps. Never the definition: id and version stand on the record.
 */
export interface EnrollmentState {
  /** The node to enter next, or the one it waits in. */
  readonly node: NodeId;
  readonly wait: WaitState | null;
  /** The trigger's data, for templates and branches. */
  readonly data: JsonObject | null;
  /** The trigger's id: the event that started a run does not end it. */
  readonly trigger: string | null;
  /**
   * When what began the run happened, where that was before the run itself began. Kept until the
   * first step.
   */
  readonly enteredAt?: Instant;
}

/** What is `null`, or as in most, is left out: a million of these lie in a table. */
export function writeState({ node, wait, data, trigger, enteredAt }: EnrollmentState): JsonObject {
  return {
    node,
    ...(wait === null ? {} : { wait: writeWait(wait) }),
    ...(data === null ? {} : { data }),
    ...(trigger === null ? {} : { trigger }),
    ...(enteredAt === undefined ? {} : { enteredAt }),
  };
}

function writeWait({ since, until, zone, rule }: WaitState): JsonObject {
  return {
    ...{ since, until, zone },
    ...(rule === "contact" ? {} : { rule }),
  };
}

/** `null`: nothing this release has written. */
export function readState(json: JsonObject): EnrollmentState | null {
  const { node, data = null, trigger = null, enteredAt } = json;
  const wait = readWait(json);
  if (typeof node !== "string" || wait === undefined) return null;
  if (data !== null && !isObject(data)) return null;
  if (trigger !== null && typeof trigger !== "string") return null;
  const state = { node, wait, data, trigger };
  return typeof enteredAt === "number" ? { ...state, enteredAt } : state;
}

function readWait({ wait = null }: JsonObject): WaitState | null | undefined {
  if (wait === null) return null;
  if (!isObject(wait)) return undefined;
  const { since, until, zone, rule = "contact" } = wait;
  return typeof since === "number" &&
    typeof until === "number" &&
    typeof zone === "string" &&
    isZoneRule(rule)
    ? { since, until, zone, rule }
    : undefined;
}

function isZoneRule(value: JsonValue): value is ZoneRule {
  return (
    value === "contact" ||
    value === "workspace" ||
    (typeof value === "string" && value.startsWith("fixed:"))
  );
}
