import type { Instant } from "../../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../../json.js";

/**
 * What becomes of runs that were under way when their workflow was paused.
 *
 * `hold`: they run on, and what they send waits in the queue until the workflow goes on.
 * `skipLate`: they stand still, and then pass what is overdue: a send that is more than the
 * workflow's `lateAfter` late is skipped as `LATE`. `shift`: they stand still, and then what waits
 * for a duration waits on for as long as was left. A wait for a time of day that has passed takes the
 * next one; waits for events and their timeouts do not move.
 */
export type OnResume = "hold" | "skipLate" | "shift";

/** What becomes of contacts who would enter a paused workflow. A refusal is on record. */
export type PausedEntries = "refuse" | "queue";

export interface WorkflowStanding {
  /** `resuming`: runs that stood still are being set going again; see `resume`. */
  readonly state: "active" | "paused" | "resuming" | "retired";
  /** When it came into this state. */
  readonly since: Instant;
  /** Rises with every change in the tenant. */
  readonly turn: number;
  /** Who changed it, and why, as the caller said. */
  readonly by?: string;
  readonly why?: string;
  /** While paused or resuming. */
  readonly onResume?: OnResume;
  readonly entries?: PausedEntries;
  /** While resuming: when the pause began. */
  readonly pausedAt?: Instant;
}

/** The standing of every workflow of a tenant that was ever paused or retired, by its id. */
export type Standings = ReadonlyMap<string, WorkflowStanding>;

/** A change, as it is kept for good. */
export interface StandingChange {
  readonly workflow: string;
  /** `resumed`: every run that stood still has been set going. */
  readonly did: "pause" | "resume" | "resumed" | "retire" | "migrate";
  readonly at: Instant;
  readonly by?: string;
  readonly why?: string;
  /** Of a migration: the versions. */
  readonly from?: number;
  readonly to?: number;
}

/** The body of a tenant's definition of the kind `standing`. */
export function writeStandings(standings: Standings, changed: StandingChange): JsonObject {
  const workflows = Object.fromEntries(
    [...standings].map(([id, standing]) => [id, { ...standing }]),
  );
  return { v: 1, changed: { ...changed }, workflows };
}

/** `null` for a body that this release did not write: then it is unknown what is paused. */
export function readStandings(body: JsonValue): Standings | null {
  if (!isObject(body) || body["v"] !== 1 || !isObject(body["workflows"])) return null;
  const found = Object.entries(body["workflows"]);
  const known = found.flatMap(([id, value]) => {
    const standing = standingIn(value);
    return standing === null ? [] : [[id, standing] as const];
  });
  return known.length === found.length ? new Map(known) : null;
}

/** The change that a body came with; `null` for one that this release did not write. */
export function readChange(body: JsonValue): StandingChange | null {
  if (!isObject(body) || !isObject(body["changed"])) return null;
  const { workflow, at, by, why, from, to } = body["changed"];
  const did = deedIn(body["changed"]["did"]);
  if (typeof workflow !== "string" || typeof at !== "number" || did === undefined) return null;
  return {
    ...{ workflow, did, at },
    ...(typeof by === "string" ? { by } : {}),
    ...(typeof why === "string" ? { why } : {}),
    ...(typeof from === "number" ? { from } : {}),
    ...(typeof to === "number" ? { to } : {}),
  };
}

function standingIn(value: JsonValue): WorkflowStanding | null {
  if (!isObject(value)) return null;
  const { state, since, turn, by, why, onResume, entries, pausedAt } = value;
  if (!isState(state) || typeof since !== "number" || typeof turn !== "number") return null;
  return {
    ...{ state, since, turn },
    ...(typeof by === "string" ? { by } : {}),
    ...(typeof why === "string" ? { why } : {}),
    ...(isOnResume(onResume) ? { onResume } : {}),
    ...(entries === "queue" || entries === "refuse" ? { entries } : {}),
    ...(typeof pausedAt === "number" ? { pausedAt } : {}),
  };
}

function isState(value: JsonValue | undefined): value is WorkflowStanding["state"] {
  return value === "active" || value === "paused" || value === "resuming" || value === "retired";
}

function isOnResume(value: JsonValue | undefined): value is OnResume {
  return value === "hold" || value === "skipLate" || value === "shift";
}

const deeds: readonly StandingChange["did"][] = [
  ...(["pause", "resume", "resumed", "retire", "migrate"] as const),
];

function deedIn(value: JsonValue | undefined): StandingChange["did"] | undefined {
  return deeds.find((deed) => deed === value);
}
