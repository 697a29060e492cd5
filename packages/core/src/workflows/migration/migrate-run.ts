import { InputError } from "../../errors/index.js";
import type { Instant } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { EnrollmentRecord, StepLogEntry } from "../../ports/store/enrollment.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import { branchSteps } from "../check-branches.js";
import { childCalls, leftChildren, toldBy, wakesBy } from "../child-runs.js";
import type { NodeId, WorkflowDefinition, WorkflowNode } from "../definition.js";
import { summarizeEffects } from "../effect-summary.js";
import {
  type BranchState,
  type EnrollmentState,
  readState,
  type WaitState,
  writeState,
} from "../enrollment-state.js";
import { exitBy, waitingFor } from "../exit.js";
import { nodeAt } from "../graph.js";
import type { Exit } from "../pass.js";
import { plannedEnd } from "../planned-end.js";
import { isWaiting, type WaitingNode, waitZone, waitZoneRule } from "../wait.js";
import { dueSignal, inputName, pendingInputs, type WorkflowInput } from "../workflow-input.js";
import { type Place, placeFor, wayFor } from "./place.js";
import type { MigrationRules } from "./rules.js";

export interface MigrationContext {
  readonly now: Instant;
  /** The IANA zone of the workspace. */
  readonly zone: string;
  /** As of this transaction: the contact, its memberships, and events that waits listen for. */
  readonly facts: ContactFacts;
  /** When an overdue run is due instead; called only for overdue runs. Default: now. */
  readonly overdueAt?: () => Instant;
}

export interface MigratedRun {
  /** On the new version, with the next revision, so that no key of an effect is used again. */
  readonly enrollment: EnrollmentRecord;
  readonly log: StepLogEntry;
  /** Inputs for other runs: children that the run has left, and a parent that waits for its end. */
  readonly wake: ReturnType<typeof wakesBy>;
  /** Where the run is now. `null`: it has not begun, or has ended. */
  readonly node: NodeId | null;
}

/**
 * Moves one active run to another version of its workflow. Pure and deterministic.
 *
 * A wait is moved by the rules. Exit rules of the new version are asked at once. Inputs that the
 * new version does not know are recorded in the log and dropped. A run that is overdue is due at
 * `overdueAt`, and its lateness counts from then.
 *
 * @throws InputError `INPUT_WORKFLOW_VERSION` for a run that is not an active one of `from`;
 * `INPUT_MIGRATION` where the rules lead nowhere, which `checkMigration` finds before.
 */
export function migrateRun(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  run: EnrollmentRecord,
  rules: MigrationRules,
  context: MigrationContext,
): MigratedRun {
  const state = readState(run.state);
  if (run.status !== "active" || run.workflow !== from.id || run.version !== from.version)
    throw new InputError("INPUT_WORKFLOW_VERSION", "This is no active run of that version.", {
      remedy: "Pass an active run of the version that is left.",
    });
  const place: Place =
    state === null
      ? { goes: "exit", outcome: "failed" }
      : placeFor(from, to, state.wait === null ? null : state.node, rules);
  if (place.goes === "nowhere")
    throw new InputError("INPUT_MIGRATION", place.message, {
      path: `nodes.${state?.node ?? ""}`,
      remedy: "Map the node to one of the other version, or to an exit.",
    });
  const before = state ?? lost;
  if (place.goes !== "exit" && place.goes !== "enter")
    refuseChangedBranches(from, to, place.node, before);
  if (place.goes === "exit")
    return ended(from, to, run, before, { outcome: place.outcome, by: "request" }, context);
  const heard = pendingInputs(run);
  const exit = exitBy(to, run, before, heard, context.facts);
  if (exit !== null) return ended(from, to, run, before, exit, context);
  return moved(from, to, run, before, place, heard, context);
}

/** A run in parallel branches moves only if each of its branches is unchanged. */
function refuseChangedBranches(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  target: NodeId,
  { node: parallel, branches = [] }: EnrollmentState,
): void {
  for (const one of branches) {
    const { node } = one;
    const place = wayFor(from, to, node, {});
    const isSame = place.goes === "held" || (place.goes === "wait" && place.by === "untouched");
    const [old, own] = [nodeAt(from.nodes, parallel), nodeAt(to.nodes, target)];
    if (isSame && meetsAs(old, own) && isOnWay(to, own, one)) continue;
    throw new InputError("INPUT_MIGRATION", `The other version has another step ${node}.`, {
      path: `nodes.${node}`,
      remedy: "Keep the steps between parallel and join as they are, or end the run by an exit.",
    });
  }
}

/** Whether the ways of both meet in the same step. */
function meetsAs(old: WorkflowNode | undefined, own: WorkflowNode | undefined): boolean {
  return old?.kind === "parallel" && own?.kind === "parallel" && old.join === own.join;
}

function isOnWay(
  { nodes }: WorkflowDefinition,
  parallel: WorkflowNode | undefined,
  { branch, node }: BranchState,
): boolean {
  const way =
    parallel?.kind === "parallel" ? parallel.branches.find(({ id }) => id === branch) : undefined;
  return way !== undefined && branchSteps(nodes, way).has(node);
}

const lost: EnrollmentState = { node: "", wait: null, data: null, trigger: null };

function moved(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  run: EnrollmentRecord,
  before: EnrollmentState,
  place: Exclude<Place, { readonly goes: "exit" | "nowhere" }>,
  heard: readonly WorkflowInput[],
  context: MigrationContext,
): MigratedRun {
  const { node } = place;
  const { now, overdueAt = () => now } = context;
  const placed = before.wait === null ? null : waitAt(to, before.wait, place, context);
  const wait = placed === null ? null : settled(to, place, overdue(placed, now, overdueAt));
  // Whoever enters a step leaves all the ways that they went.
  const { branches, ...plain } = before;
  const stays = place.goes !== "enter" && branches !== undefined;
  const state: EnrollmentState = { ...plain, node, wait, ...(stays ? { branches } : {}) };
  const names = new Set(waitingFor(to, node));
  const listened = (input: WorkflowInput): boolean => {
    const name = inputName(input);
    return name === null || names.has(name) || names.has(dueSignal(name));
  };
  const kept = heard.filter(listened);
  const again = recounted(place) ? missed(place.wait, before.wait, kept, context) : [];
  const inputs = [...kept, ...again];
  const dropped = heard.filter((input) => !listened(input)).map((input) => inputName(input));
  const enrollment: EnrollmentRecord = {
    ...run,
    version: to.version,
    revision: run.revision + 1,
    state: writeState(state),
    wakeAt: inputs.length > 0 ? now : (wait?.until ?? run.wakeAt),
    waitingFor: [...names],
    pending: inputs.map((input) => ({ ...input })),
  };
  const effects = leftChildren(from, childCalls(before), state);
  const detail = {
    ...(effects.length === 0 ? {} : { effects: effects.map(summarizeEffects) }),
    ...(before.wait === null ? {} : { waitIn: node }),
    ...(dropped.length === 0 ? {} : { dropped }),
  };
  return {
    enrollment,
    log: entry(to, run, before, context, detail),
    wake: wakesBy(effects, now),
    node: wait === null ? null : node,
  };
}

/** The wait by the rules, before overdue runs are delayed. */
function waitAt(
  to: WorkflowDefinition,
  wait: WaitState,
  place: Exclude<Place, { readonly goes: "exit" | "nowhere" }>,
  { now, zone: workspace, facts }: MigrationContext,
): WaitState {
  const { node } = place;
  if (place.goes === "held") return place.by === "keep" ? wait : { ...wait, until: now };
  if (place.goes === "enter") {
    const entered = nodeAt(to.nodes, node);
    if (entered !== undefined && isWaiting(entered)) return begun(entered, now);
    // Treated as a held step that tries again now: the run passes the node in its next step.
    return { since: now, until: now, zone: workspace, rule: `fixed:${workspace}` };
  }
  if (place.by === "untouched" || place.by === "keep") return wait;
  if (place.by === "restart") return begun(place.wait, now);
  const begunThen = begun(place.wait, wait.since);
  // A call that is under way goes on, and its answer is heard.
  const counted =
    wait.call === undefined || place.wait.kind === "throttle"
      ? begunThen
      : { ...begunThen, call: wait.call };
  // The next time of day, and not the one that has passed.
  if (place.wait.kind === "waitUntil" && counted.until < now)
    return { ...counted, until: begun(place.wait, now).until };
  return counted;

  function begun(waiting: WaitingNode, since: Instant): WaitState {
    const rule = waitZoneRule(waiting, to.zone);
    const zone = waitZone(rule, facts.contact, workspace);
    // What depends on more than time is asked again in the run's next step.
    return { since, until: plannedEnd(waiting, zone, since) ?? now, zone, rule };
  }
}

function overdue(wait: WaitState, now: Instant, overdueAt: () => Instant): WaitState {
  return wait.until > now ? wait : { ...wait, until: overdueAt() };
}

/** Marks an instant that the node's own rule would not give, so that nothing counts it again. */
function settled(to: WorkflowDefinition, place: Place, wait: WaitState): WaitState {
  const { kept, ...plain } = wait;
  if (place.goes !== "wait" && place.goes !== "enter") return plain;
  const node = nodeAt(to.nodes, place.node);
  if (node === undefined || !isWaiting(node)) return plain;
  const untouched = place.goes === "wait" && place.by === "untouched" && kept !== true;
  const until = plannedEnd(node, plain.zone, plain.since);
  if (until === null) {
    const asked = place.goes === "enter" || place.by === "recount" || place.by === "restart";
    return untouched || asked ? plain : { ...plain, kept: true };
  }
  return until === plain.until || untouched ? plain : { ...plain, kept: true };
}

function recounted(place: Place): place is Extract<Place, { readonly goes: "wait" }> {
  return place.goes === "wait" && place.by === "recount";
}

/** Events since the wait began that the old conditions did not ask for. */
function missed(
  node: WaitingNode,
  wait: WaitState | null,
  heard: readonly WorkflowInput[],
  { facts }: MigrationContext,
): readonly WorkflowInput[] {
  if (node.kind !== "waitFor" || wait === null) return [];
  const names = new Set(node.any.flatMap((one) => (one.op === "event" ? [one.event] : [])));
  const known = new Set(heard.flatMap((input) => (input.type === "event" ? [input.id] : [])));
  return facts.events
    .filter(({ id, name, at }) => names.has(name) && at >= wait.since && !known.has(id))
    .map((event) => ({ type: "event" as const, ...event }))
    .reverse();
}

function ended(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  run: EnrollmentRecord,
  before: EnrollmentState,
  { outcome, by, signal }: Exit,
  context: MigrationContext,
): MigratedRun {
  const { node, trigger, parent } = before;
  const exited = { kind: "exited", node: null, outcome, by };
  const said = signal === undefined ? exited : { ...exited, signal };
  const others = [
    ...leftChildren(from, childCalls(before), null),
    ...toldBy(before, { outcome, by }, []),
  ];
  return {
    enrollment: {
      ...run,
      version: to.version,
      revision: run.revision + 1,
      state: writeState({
        ...{ node, wait: null, data: null, trigger },
        ...(parent === undefined ? {} : { parent }),
      }),
      status: "ended",
      wakeAt: null,
      waitingFor: [],
      pending: [],
      endedAt: context.now,
      outcome,
    },
    log: entry(to, run, before, context, {
      effects: [...others.map(summarizeEffects), said],
    }),
    wake: wakesBy(others, context.now),
    node: null,
  };
}

/** The entry stands at the revision that was left, as every step's does. */
function entry(
  to: WorkflowDefinition,
  run: EnrollmentRecord,
  { node }: EnrollmentState,
  { now }: MigrationContext,
  more: JsonObject,
): StepLogEntry {
  const { tenant, id, workflow, contact, revision } = run;
  const migrated = { from: run.version, to: to.version, node };
  const detail = { took: {}, effects: [], migrated, ...more };
  return { tenant, enrollment: id, workflow, contact, revision, at: now, path: [], detail };
}
