import type { EnrollmentId, SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { NodeId, WorkflowDefinition } from "./definition.js";
import type { EnrollmentState, WaitState } from "./enrollment-state.js";
import { nodeAt } from "./graph.js";
import { childRunId, type ParentLink } from "./parent-link.js";
import type { Exit, Pass } from "./pass.js";
import type { EndRunEffect, ToldEffect, WorkflowEffect } from "./workflow-effect.js";
import type { WorkflowInput } from "./workflow-input.js";

/** The outcome of a run that ended because its parent left the step which waited for it. */
export const parentLeft = "parent left";

/** The link as the state keeps it after this step; nothing for a run that nobody started. */
export function keptLink({ state: { parent }, effects }: Pass): {
  readonly parent?: ParentLink;
} {
  if (parent === undefined) return {};
  const goals = parent.told === true ? goalsReached(parent, effects) : [];
  return { parent: goals.length === 0 ? parent : { ...parent, goals } };
}

function goalsReached(
  { goals = [] }: ParentLink,
  effects: readonly WorkflowEffect[],
): readonly string[] {
  const reached = effects.flatMap((effect) => (effect.kind === "goal" ? [effect.name] : []));
  return [...new Set([...goals, ...reached])];
}

/** Tells a waiting parent how the run ended. */
export function tellParent({ state, effects }: Pass, exit: Exit): void {
  effects.push(...toldBy(state, exit, effects));
}

/** What a waiting parent is told. One that ended the run itself is not told. */
export function toldBy(
  { parent, data }: Pick<EnrollmentState, "parent" | "data">,
  { outcome, by }: Pick<Exit, "outcome" | "by">,
  effects: readonly WorkflowEffect[],
): readonly ToldEffect[] {
  if (parent?.told !== true || (by === "request" && outcome === parentLeft)) return [];
  const { run, call } = parent;
  const goals = goalsReached(parent, effects);
  return [{ kind: "told", node: null, run, call, outcome, goals, data: data ?? {} }];
}

/** Ends the children that steps waited for which the run has left, unless they are to be kept. */
export function endChildren(pass: Pass, next: Waiting | null): void {
  const { definition, effects } = pass;
  const ended = new Set(
    effects.flatMap((one) =>
      one.kind === "answer" && one.outcome === "answered" ? [one.call] : [],
    ),
  );
  const begun = effects.flatMap((one) =>
    one.kind === "run" && one.run !== null ? [{ node: one.node, call: one.key }] : [],
  );
  const calls = [...childCalls(pass.state), ...begun].filter(({ call }) => !ended.has(call));
  effects.push(...leftChildren(definition, calls, next));
}

type Waiting = Pick<EnrollmentState, "wait" | "branches">;

/** Those of the calls that nobody waits for any more, as far as their children end with that. */
export function leftChildren(
  { nodes }: Pick<WorkflowDefinition, "nodes">,
  calls: readonly ChildCall[],
  next: Waiting | null,
): readonly EndRunEffect[] {
  const kept = new Set(next === null ? [] : callsIn(next));
  return calls.flatMap(({ node: id, call }) => {
    const node = nodeAt(nodes, id);
    if (node?.kind !== "run" || node.wait === undefined || node.wait.left === "keep") return [];
    return kept.has(call) ? [] : [{ kind: "endRun", node: id, run: childRunId(call) } as const];
  });
}

/** An input for another run of the contact. */
interface OtherRun {
  readonly enrollment: EnrollmentId;
  readonly input: WorkflowInput & JsonObject;
}

/** What these effects say to other runs of the contact. */
export function wakesBy(effects: readonly WorkflowEffect[], now: Instant): readonly OtherRun[] {
  return effects.flatMap((effect): readonly OtherRun[] => {
    if (effect.kind === "endRun")
      return [{ enrollment: effect.run, input: { type: "exit", reason: parentLeft, at: now } }];
    if (effect.kind !== "told") return [];
    const { run, call, outcome, goals, data } = effect;
    const said = { outcome: "answered", reason: null, data: { outcome, goals, data } } as const;
    return [{ enrollment: run, input: { type: "answer", call, at: now, ...said } }];
  });
}

/** A call of a step that waits, and the step. */
interface ChildCall {
  readonly node: NodeId;
  readonly call: SendKey;
}

function callsIn({ wait, branches }: Waiting): readonly SendKey[] {
  const waits: readonly (WaitState | null)[] = branches?.map((one) => one.wait) ?? [wait];
  return waits.flatMap((one) => one?.call ?? []);
}

/** The calls that a run waits for, with the steps. */
export function childCalls({
  node,
  wait,
  branches,
}: Waiting & Pick<EnrollmentState, "node">): readonly ChildCall[] {
  const places = branches ?? [{ node, wait }];
  return places.flatMap((one) => {
    const call = one.wait?.call;
    return call === undefined ? [] : [{ node: one.node, call }];
  });
}
