import type { Instant } from "../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";
import type { DecisionReason } from "../ports/consent-gate.js";

/** The effects of one kind that a step's log entry tells. */
export function effectsIn(detail: JsonObject, kind: string): readonly JsonObject[] {
  const effects: JsonValue = detail["effects"] ?? [];
  if (!Array.isArray(effects)) return [];
  return effects.filter((effect: JsonValue) => isObject(effect) && effect["kind"] === kind);
}

/** What else an effect was to be and was refused as: the messages before or behind a fallback. */
export function refusalsIn({ refused = [] }: JsonObject): readonly JsonObject[] {
  return Array.isArray(refused) ? refused.filter((one: JsonValue) => isObject(one)) : [];
}

/** A goal that a run reached. */
export interface ReachedGoal {
  readonly name: string;
  readonly at: Instant;
  /** `null`: nothing says what it is worth. */
  readonly value: number | null;
}

/** The goals that a step's log entry tells. */
export function goalsIn(detail: JsonObject): readonly ReachedGoal[] {
  return effectsIn(detail, "goal").flatMap(({ name, at, value }) =>
    typeof name === "string" && typeof at === "number"
      ? [{ name, at, value: typeof value === "number" ? value : null }]
      : [],
  );
}

/** Something that a step asked for and did not get: the answer of a webhook, room at a throttle. */
export interface FailedCall {
  readonly step: string;
  /**
   * `STATUS_404`, `TIMEOUT`, `NO_ANSWER`; `OVER`: a throttle had no room; `NO_END`: a
   * run that it started did not end in time; else why no such run began.
   */
  readonly reason: string;
}

/** A run of another workflow that a step started. */
export interface StartedRun {
  readonly step: string;
  readonly workflow: string;
}

/** The runs that a step's log entry tells to have started. */
export function startedRunsIn(detail: JsonObject): readonly StartedRun[] {
  return effectsIn(detail, "run").flatMap(({ node, workflow, run }) =>
    typeof node === "string" && typeof workflow === "string" && typeof run === "string"
      ? [{ step: node, workflow }]
      : [],
  );
}

/** The calls that failed by a step's log entry. */
export function failedCallsIn(detail: JsonObject): readonly FailedCall[] {
  const refused = effectsIn(detail, "run").flatMap(({ node, run, reasons }) =>
    run === null && typeof node === "string"
      ? [{ step: node, reason: reasonsIn(reasons)[0]?.code ?? "UNKNOWN" }]
      : [],
  );
  const unanswered = effectsIn(detail, "answer").flatMap(({ node, outcome, reason }) =>
    outcome === "failed" && typeof node === "string"
      ? [{ step: node, reason: typeof reason === "string" ? reason : "UNKNOWN" }]
      : [],
  );
  return [...refused, ...unanswered];
}

/** The reasons in a log entry; what is none is left out. */
export function reasonsIn(value: JsonValue | undefined): readonly DecisionReason[] {
  return Array.isArray(value) ? value.filter(isReason) : [];
}

function isReason(value: unknown): value is DecisionReason {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    "effect" in value &&
    "rule" in value
  );
}
