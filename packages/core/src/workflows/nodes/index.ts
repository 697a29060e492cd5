import type { FactsNeeded } from "../../ports/store/facts.js";
import { mergeNeeds } from "../../segments/index.js";
import type { KnownNames, Report } from "../check-parts.js";
import type { WorkflowDefinition } from "../definition.js";
import { branchEdges, branchNeeds, checkBranch } from "./branch.js";
import { checkList, checkUpdate } from "./change.js";
import { checkExperiment, experimentEdges } from "./experiment.js";
import { checkGoal } from "./goal.js";
import { type EveryKind, type Kind, type NodeOf, onward, type WorkflowEdge } from "./node-kind.js";
import { checkNotify, notifyNeeds } from "./notify.js";
import { checkParallel, joinEdges, parallelEdges } from "./parallel.js";
import { checkRun, runEdges } from "./run.js";
import { checkSend, sendNeeds } from "./send.js";
import { checkSplit, splitEdges } from "./split.js";
import { checkThrottle, throttleEdges } from "./throttle.js";
import { checkWait, waitEdges } from "./wait.js";
import { checkWaitFor, waitForEdges, waitForHears, waitForNeeds } from "./wait-for.js";
import { checkWaitSince, waitSinceEdges, waitSinceHears, waitSinceNeeds } from "./wait-since.js";
import { checkWaitUntil, waitUntilEdges, waitUntilNeeds } from "./wait-until.js";
import { checkWaitUntilDate, waitUntilDateEdges } from "./wait-until-date.js";
import { checkWebhook, webhookEdges } from "./webhook.js";

export type { WorkflowEdge } from "./node-kind.js";

// One table per question rather than one for all, so that a bundle which only draws workflows does
// not contain the checks.

const edges: EveryKind<[], readonly WorkflowEdge[]> = {
  send: onward,
  wait: waitEdges,
  waitUntil: waitUntilEdges,
  waitUntilDate: waitUntilDateEdges,
  waitSince: waitSinceEdges,
  waitFor: waitForEdges,
  branch: branchEdges,
  split: splitEdges,
  experiment: experimentEdges,
  parallel: parallelEdges,
  join: joinEdges,
  update: onward,
  list: onward,
  goal: onward,
  webhook: webhookEdges,
  throttle: throttleEdges,
  run: runEdges,
  notify: onward,
  exit: () => [],
};

const checks: EveryKind<[string, KnownNames, Report], void> = {
  send: checkSend,
  wait: checkWait,
  waitUntil: checkWaitUntil,
  waitUntilDate: checkWaitUntilDate,
  waitSince: checkWaitSince,
  waitFor: checkWaitFor,
  branch: checkBranch,
  split: checkSplit,
  experiment: checkExperiment,
  parallel: checkParallel,
  join: () => undefined,
  update: checkUpdate,
  list: checkList,
  goal: checkGoal,
  webhook: checkWebhook,
  throttle: checkThrottle,
  run: checkRun,
  notify: checkNotify,
  exit: () => undefined,
};

function nothing(): readonly never[] {
  return [];
}

const needs: EveryKind<[], readonly FactsNeeded[]> = {
  send: sendNeeds,
  wait: nothing,
  waitUntil: waitUntilNeeds,
  waitUntilDate: nothing,
  waitSince: waitSinceNeeds,
  waitFor: waitForNeeds,
  branch: branchNeeds,
  split: nothing,
  experiment: nothing,
  parallel: nothing,
  join: nothing,
  update: nothing,
  list: nothing,
  goal: nothing,
  webhook: nothing,
  throttle: nothing,
  run: sendNeeds,
  notify: notifyNeeds,
  exit: nothing,
};

const hears: EveryKind<[], readonly string[]> = {
  send: nothing,
  wait: nothing,
  waitUntil: nothing,
  waitUntilDate: nothing,
  waitSince: waitSinceHears,
  waitFor: waitForHears,
  branch: nothing,
  split: nothing,
  experiment: nothing,
  parallel: nothing,
  join: nothing,
  update: nothing,
  list: nothing,
  goal: nothing,
  webhook: nothing,
  throttle: nothing,
  run: nothing,
  notify: nothing,
  exit: nothing,
};

/** Whether this release knows this kind of node. */
export function isKnownKind(kind: string): boolean {
  return Object.hasOwn(edges, kind);
}

/** Every edge out of a node, in the order in which they are tried. Empty: the run ends here. */
export function nodeEdges<K extends Kind>(node: NodeOf<K>): readonly WorkflowEdge[] {
  return edges[node.kind](node);
}

/** Reports the faults of a single node. */
export function checkNode<K extends Kind>(
  node: NodeOf<K>,
  path: string,
  known: KnownNames,
  report: Report,
): void {
  checks[node.kind](node, path, known, report);
}

/** The facts about the contact that a run needs to pass the node. */
function nodeNeeds<K extends Kind>(node: NodeOf<K>): readonly FactsNeeded[] {
  return needs[node.kind](node);
}

/** The names of the signals that wake a run waiting in the node. */
export function heardIn<K extends Kind>(node: NodeOf<K>): readonly string[] {
  return hears[node.kind](node);
}

/** The facts that must be read about a contact before `transition` is called. */
export function workflowNeeds({ nodes }: WorkflowDefinition): FactsNeeded {
  return mergeNeeds(Object.values(nodes).flatMap((node) => nodeNeeds(node)));
}
