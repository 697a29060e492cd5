import { type SendKey, sendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";
import type { ZoneRule } from "../segments/index.js";
import type { BestHour } from "../timing/index.js";
import { readHour } from "./best-hour-record.js";
import type { NodeId } from "./definition.js";
import { type ParentLink, readLink, writeLink } from "./parent-link.js";

/**
 * A wait as defined and as computed. The node's rule counted from `since` in `zone` gives `until`;
 * it is computed again when the zone changes.
 */
export interface WaitState {
  readonly since: Instant;
  readonly until: Instant;
  readonly zone: string;
  /**
   * The zone rule of the wait. Shows without the definition whether a change of the contact's zone
   * matters.
   */
  readonly rule: ZoneRule;
  /** `until` was promised under another rule: no change of the zone counts it again. */
  readonly kept?: true;
  /** The attribute that the wait is counted from, with the value it had. */
  readonly from?: { readonly attribute: string; readonly value: JsonValue };
  /** The time of the report that the wait is counted from. */
  readonly counted?: Instant;
  /** The call whose answer is waited for. */
  readonly call?: SendKey;
  /** The local hour that was chosen for the contact, which no later history changes. */
  readonly best?: BestHour;
}

/** One of the ways that a run goes at the same time. */
export interface BranchState {
  readonly branch: string;
  /** The node it waits in, or the one where it met the others. */
  readonly node: NodeId;
  /** `null`: it has arrived. */
  readonly wait: WaitState | null;
  /** When it arrived. */
  readonly arrivedAt?: Instant;
}

/**
 * The state that an enrollment keeps between steps. Does not hold the definition: its id and
 * version are on the record.
 */
export interface EnrollmentState {
  /** The node to enter next, or the one it waits in. */
  readonly node: NodeId;
  readonly wait: WaitState | null;
  /** The trigger's data, for templates and branches. */
  readonly data: JsonObject | null;
  /** The trigger's id, because the event that started a run must not end it. */
  readonly trigger: string | null;
  /** When the trigger happened, if that was before the run began. Kept until the first step. */
  readonly enteredAt?: Instant;
  /** The turn of its workflow's standing that set the run going again after a pause. */
  readonly resumed?: number;
  /** The run that started this one, if one did. */
  readonly parent?: ParentLink;
  /** The branches of the parallel step `node`. `wait` is then until the first of them is due. */
  readonly branches?: readonly BranchState[];
}

/** A state while it is read or written: every step does both, and spreads would cost most of it. */
export type Written<State> = { -readonly [Member in keyof State]: State[Member] };

/** Omits `null` and default values, because a table may hold a million of these. */
export function writeState(state: EnrollmentState): JsonObject {
  const { node, wait, data, trigger, enteredAt, resumed, branches, parent } = state;
  const json: Record<string, JsonValue> =
    wait === null ? { node } : { node, wait: writeWait(wait) };
  if (data !== null) json["data"] = data;
  if (trigger !== null) json["trigger"] = trigger;
  if (enteredAt !== undefined) json["enteredAt"] = enteredAt;
  if (resumed !== undefined) json["resumed"] = resumed;
  if (parent !== undefined) json["parent"] = writeLink(parent);
  if (branches !== undefined) json["branches"] = branches.map(writeBranch);
  return json;
}

function writeBranch({ branch, node, wait, arrivedAt }: BranchState): JsonObject {
  return {
    ...{ branch, node },
    ...(wait === null ? {} : { wait: writeWait(wait) }),
    ...(arrivedAt === undefined ? {} : { arrivedAt }),
  };
}

function writeWait(wait: WaitState): JsonObject {
  const { since, until, zone, rule, kept, from, counted, call, best } = wait;
  const json: Record<string, JsonValue> = { since, until, zone };
  if (rule !== "contact") json["rule"] = rule;
  if (kept !== undefined) json["kept"] = kept;
  if (from !== undefined) json["from"] = from;
  if (counted !== undefined) json["counted"] = counted;
  if (call !== undefined) json["call"] = call;
  if (best !== undefined) json["best"] = { hour: best.hour, why: best.why };
  return json;
}

/** `null` for data that this release did not write. */
export function readState(json: JsonObject): EnrollmentState | null {
  const { node, data = null, trigger = null, enteredAt, resumed } = json;
  const wait = readWait(json);
  if (typeof node !== "string" || wait === undefined) return null;
  if (data !== null && !isObject(data)) return null;
  if (trigger !== null && typeof trigger !== "string") return null;
  const branches = json["branches"] === undefined ? undefined : readBranches(json["branches"]);
  if (branches === null) return null;
  const parent = json["parent"] === undefined ? undefined : readLink(json["parent"]);
  if (parent === null) return null;
  const read: Written<EnrollmentState> = { node, wait, data, trigger };
  if (typeof enteredAt === "number") read.enteredAt = enteredAt;
  if (typeof resumed === "number") read.resumed = resumed;
  if (parent !== undefined) read.parent = parent;
  if (branches !== undefined) read.branches = branches;
  return read;
}

function readBranches(json: JsonValue): readonly BranchState[] | null {
  if (!Array.isArray(json)) return null;
  const read: BranchState[] = [];
  const branches: readonly JsonValue[] = json;
  for (const one of branches) {
    if (!isObject(one)) return null;
    const { branch, node, arrivedAt } = one;
    const wait = readWait(one);
    if (typeof branch !== "string" || typeof node !== "string" || wait === undefined) return null;
    const arrived = typeof arrivedAt === "number" ? { arrivedAt } : {};
    if (wait === null && typeof arrivedAt !== "number") return null;
    read.push({ branch, node, wait, ...arrived });
  }
  return read;
}

function readWait({ wait = null }: JsonObject): WaitState | null | undefined {
  if (wait === null) return null;
  if (!isObject(wait)) return undefined;
  const { since, until, zone, rule = "contact", kept, from, counted, call, best } = wait;
  if (typeof since !== "number" || typeof until !== "number") return undefined;
  if (typeof zone !== "string" || !isZoneRule(rule)) return undefined;
  const read: Written<WaitState> = { since, until, zone, rule };
  if (kept === true) read.kept = kept;
  if (typeof counted === "number") read.counted = counted;
  if (typeof call === "string") read.call = sendKey(call);
  // A choice that cannot be read is made again.
  const chosen = best === undefined ? null : readHour(best);
  if (chosen !== null) read.best = chosen;
  if (from === undefined) return read;
  if (!isObject(from) || typeof from["attribute"] !== "string") return undefined;
  read.from = { attribute: from["attribute"], value: from["value"] ?? null };
  return read;
}

function isZoneRule(value: JsonValue): value is ZoneRule {
  return (
    value === "contact" ||
    value === "workspace" ||
    (typeof value === "string" && value.startsWith("fixed:"))
  );
}
