import type { Instant } from "../../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../../json.js";
import type { StepLogEntry } from "../../ports/store/enrollment.js";
import type { NodeId } from "../definition.js";

type Count = Readonly<Record<NodeId, number>>;

/** The numbers of a workflow's runs, for drawings and reports. */
export interface WorkflowCounts {
  /** Runs that were refused at entry do not count. */
  readonly started: number;
  /** Runs that passed a node. */
  readonly passed: Count;
  /** Runs that wait in a node now. */
  readonly waiting: Count;
  readonly sent: Count;
  readonly skipped: Count;
  /** By edge, at nodes that have more than one: `took["split"]?.["arm-b"]`. */
  readonly took: Readonly<Record<NodeId, Readonly<Record<string, number>>>>;
  /** How often goals were reached, by their names, and what that was worth in sum. */
  readonly goals: Readonly<Record<string, GoalCount>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface GoalCount {
  readonly reached: number;
  /** Goals without a value add nothing. */
  readonly value: number;
}

/** Adds up a workflow's step log, in any order. */
export function countSteps(log: Iterable<StepLogEntry>): WorkflowCounts {
  const counter = stepCounter();
  for (const entry of log) counter.add(entry);
  return counter.counts();
}

/** How often something happened, and the first and the last time. */
export interface Activity {
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
}

export interface StepCounter {
  add(entry: StepLogEntry): void;
  counts(): WorkflowCounts;
  /** When runs passed each node, and each edge where there are several. */
  activities(): {
    readonly nodes: Readonly<Record<NodeId, Activity>>;
    readonly edges: Readonly<Record<NodeId, Readonly<Record<string, Activity>>>>;
  };
}

/** Counts one entry at a time, for logs that do not fit in memory. */
export function stepCounter(): StepCounter {
  const [waiting, sent, skipped, outcomes] = [tally(), tally(), tally(), tally()];
  const passed: Activities = new Map();
  const took = new Map<NodeId, Activities>();
  const goals = new Map<string, GoalCount>();
  let started = 0;
  return {
    add({ path, detail, revision, at }) {
      if (revision === 0 && detail["refused"] === undefined) started++;
      for (const id of path) see(passed, id, at);
      const { waitIn, left, effects, took: ways } = detail;
      addIds(waiting, waitIn, 1);
      addIds(waiting, left, -1);
      const edges = asObject(ways);
      for (const id of Object.keys(edges)) {
        const way = edges[id];
        if (typeof way !== "string") continue;
        const known = took.get(id);
        if (known === undefined) took.set(id, new Map([[way, { count: 1, first: at, last: at }]]));
        else see(known, way, at);
      }
      for (const effect of Array.isArray(effects) ? effects : []) {
        const { kind, node, outcome, name, value } = asObject(effect);
        if (kind === "send" && typeof node === "string") sent.add(node, 1);
        if (kind === "skip" && typeof node === "string") skipped.add(node, 1);
        if (kind === "goal" && typeof name === "string") {
          const before = goals.get(name) ?? { reached: 0, value: 0 };
          const worth = typeof value === "number" ? value : 0;
          goals.set(name, { reached: before.reached + 1, value: before.value + worth });
        }
        if (kind === "exited" && typeof outcome === "string") outcomes.add(outcome, 1);
      }
    },
    counts: () => ({
      started,
      passed: countsOf(passed),
      waiting: waiting.counts(),
      sent: sent.counts(),
      skipped: skipped.counts(),
      took: Object.fromEntries([...took].map(([id, ways]) => [id, countsOf(ways)])),
      goals: Object.fromEntries(goals),
      outcomes: outcomes.counts(),
    }),
    activities: () => ({
      nodes: copies(passed),
      edges: Object.fromEntries([...took].map(([id, ways]) => [id, copies(ways)])),
    }),
  };
}

type Activities = Map<string, { -readonly [Name in keyof Activity]: Activity[Name] }>;

function see(activities: Activities, name: string, at: Instant): void {
  const activity = activities.get(name);
  if (activity === undefined) {
    activities.set(name, { count: 1, first: at, last: at });
    return;
  }
  activity.count++;
  if (at < activity.first) activity.first = at;
  if (at > activity.last) activity.last = at;
}

function countsOf(activities: Activities): Readonly<Record<string, number>> {
  return Object.fromEntries([...activities].map(([name, { count }]) => [name, count]));
}

/** Copies of figures that are still added to, by name. */
export function copies<V extends object>(all: ReadonlyMap<string, V>): Readonly<Record<string, V>> {
  return Object.fromEntries([...all].map(([name, figures]) => [name, { ...figures }]));
}

interface Tally {
  add(name: string, by: number): void;
  counts(): Readonly<Record<string, number>>;
}

function tally(): Tally {
  const counts = new Map<string, { sum: number }>();
  return {
    add(name, by) {
      const count = counts.get(name);
      if (count === undefined) counts.set(name, { sum: by });
      else count.sum += by;
    },
    counts: () =>
      Object.fromEntries(
        [...counts].flatMap(([name, { sum }]) => (sum === 0 ? [] : [[name, sum]])),
      ),
  };
}

/** One id, or several where a run goes several ways. */
function addIds(counts: Tally, value: JsonValue | undefined, by: number): void {
  if (typeof value === "string") counts.add(value, by);
  else if (Array.isArray(value)) for (const id of value) addIds(counts, id, by);
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
