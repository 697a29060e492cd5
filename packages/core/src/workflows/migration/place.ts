import type { JsonValue } from "../../json.js";
import { sameJson } from "../../json.js";
import { stepsInBranches } from "../check-branches.js";
import type { NodeId, WorkflowDefinition, WorkflowNode } from "../definition.js";
import { nodeAt } from "../graph.js";
import { isWaiting, type WaitingNode, waitZoneRule } from "../wait.js";
import { type MigrationRules, type NodeMove, namedMove, type WaitRule } from "./rules.js";

/** Why runs in a node cannot be moved. */
export type PlaceFault =
  | "MIGRATION_UNMAPPED"
  | "MIGRATION_TARGET"
  | "MIGRATION_KIND"
  | "MIGRATION_BRANCH"
  | "MIGRATION_CONDITIONS";

/** Where the runs of one node go. */
export type Place =
  | {
      readonly goes: "wait";
      readonly node: NodeId;
      readonly wait: WaitingNode;
      /** `untouched`: both versions have the same rule. */
      readonly by: "untouched" | WaitRule;
    }
  /** A step that a decision deferred asks again. */
  | { readonly goes: "held"; readonly node: NodeId; readonly by: WaitRule }
  | { readonly goes: "enter"; readonly node: NodeId }
  | { readonly goes: "exit"; readonly outcome: string }
  | { readonly goes: "nowhere"; readonly fault: PlaceFault; readonly message: string };

/**
 * Where a run goes that waits in a node, or is held in it. `null`: a run that has not begun. It
 * begins with the new version's first node unless the rules move the first node itself. No run goes
 * into a step of one of several ways: it would come to where they meet without the others.
 */
export function placeFor(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  node: NodeId | null,
  rules: MigrationRules,
): Place {
  const place = wayFor(from, to, node, rules);
  if (place.goes === "exit" || place.goes === "nowhere") return place;
  const { node: target } = place;
  if (!stepsInBranches(to).has(target)) return place;
  return nowhere(
    "MIGRATION_BRANCH",
    `${target} is a step of one of several ways now: enter the step where they part, or exit.`,
  );
}

/** The same for a branch of a run as well. */
export function wayFor(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  node: NodeId | null,
  rules: MigrationRules,
): Place {
  const move = namedMove(rules, node ?? from.start);
  if (move !== undefined && typeof move !== "string") {
    if ("exit" in move) return { goes: "exit", outcome: move.exit };
    if ("enter" in move) return enter(to, move.enter);
  }
  if (node === null) return enter(to, move === undefined ? to.start : targetIn(move));
  const old = nodeAt(from.nodes, node);
  const target = move === undefined ? node : targetIn(move);
  const found = nodeAt(to.nodes, target);
  const waits = waitsIn(move) ?? rules.waits ?? "keep";
  if (old !== undefined && found !== undefined && found.kind === old.kind)
    return sameKind({ from, old }, { to, node: target, found }, waits);
  if (move !== undefined) return found === undefined ? noTarget(target) : otherKind(node, target);
  // A held message that the new version does not send: the run goes on behind its node.
  if (old?.kind === "send" && found === undefined) return behind(from, to, old.next, rules);
  return nowhere("MIGRATION_UNMAPPED", `The other version has no node ${node} of the same kind.`);
}

function sameKind(
  { from, old }: { readonly from: WorkflowDefinition; readonly old: WorkflowNode },
  target: { readonly to: WorkflowDefinition; readonly node: NodeId; readonly found: WorkflowNode },
  by: WaitRule,
): Place {
  const { to, node, found } = target;
  if (!isWaiting(found) || !isWaiting(old)) return { goes: "held", node, by };
  if (sameJson(ruleIn(old, from), ruleIn(found, to)))
    return { goes: "wait", node, wait: found, by: "untouched" };
  if (by === "keep" && found.kind === "waitFor")
    return nowhere(
      "MIGRATION_CONDITIONS",
      `${node} waits for something else now: its old conditions cannot be kept.`,
    );
  return { goes: "wait", node, wait: found, by };
}

function behind(
  from: WorkflowDefinition,
  to: WorkflowDefinition,
  next: NodeId,
  rules: MigrationRules,
): Place {
  const move = namedMove(rules, next);
  if (move !== undefined && typeof move !== "string" && "exit" in move)
    return { goes: "exit", outcome: move.exit };
  const target = move === undefined ? next : targetIn(move);
  if (nodeAt(to.nodes, target) !== undefined) return { goes: "enter", node: target };
  const after = nodeAt(from.nodes, next);
  if (after?.kind === "exit") return { goes: "exit", outcome: after.outcome };
  return nowhere("MIGRATION_UNMAPPED", `The other version has neither the step nor ${next}.`);
}

function enter(to: WorkflowDefinition, node: NodeId): Place {
  return nodeAt(to.nodes, node) === undefined ? noTarget(node) : { goes: "enter", node };
}

function targetIn(move: Exclude<NodeMove, { readonly exit: string }>): NodeId {
  if (typeof move === "string") return move;
  return "to" in move ? move.to : move.enter;
}

function waitsIn(move: NodeMove | undefined): WaitRule | undefined {
  return typeof move === "object" && "to" in move ? move.waits : undefined;
}

/** The inputs of a wait as plain data. */
function ruleIn(node: WaitingNode, { zone }: WorkflowDefinition): JsonValue {
  const rule = waitZoneRule(node, zone);
  if (node.kind === "wait") return { for: node.for, rule };
  if (node.kind === "waitUntil")
    return {
      ...{ time: node.time, days: node.days === undefined ? null : [...node.days], rule },
      ...(node.between === undefined ? {} : { between: [...node.between] }),
    };
  if (node.kind === "waitUntilDate") {
    const { date, offset = null, time = null } = node;
    return { date: { ...date }, offset: offset && { ...offset }, time, rule };
  }
  if (node.kind === "waitSince")
    return { report: { ...node.report }, for: node.for, timeout: node.timeout, rule };
  if (node.kind === "run") {
    const { workflow, wait } = node;
    return { workflow, within: wait?.within ?? null, rule };
  }
  if (node.kind === "throttle") {
    const { key, max, per, onOver = null } = node;
    return { key, max, per, onOver };
  }
  if (node.kind === "webhook") {
    // The call is under way as it was made: only how long it is waited for can change.
    return { within: node.within ?? null, rule };
  }
  const any: JsonValue = JSON.parse(JSON.stringify(node.any));
  return { any, timeout: node.timeout, rule };
}

function noTarget(target: NodeId): Place {
  return nowhere("MIGRATION_TARGET", `The other version has no node ${target}.`);
}

function otherKind(node: NodeId, target: NodeId): Place {
  return nowhere(
    "MIGRATION_KIND",
    `${node} and ${target} are of different kinds: enter ${target}, or exit.`,
  );
}

function nowhere(fault: PlaceFault, message: string): Place {
  return { goes: "nowhere", fault, message };
}
