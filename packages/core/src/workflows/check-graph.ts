import type { NodeId, WorkflowDefinition } from "./definition.js";
import type { WorkflowFault } from "./finding.js";
import { nodeAt, reachableFrom } from "./graph.js";
import { nodeEdges } from "./nodes/index.js";

/**
 * Finds faults in the graph: edges to missing nodes, unreachable nodes, and runs that never end or
 * never wait.
 */
export function checkGraph({
  nodes,
  start,
  exitOn,
  goals = [],
}: WorkflowDefinition): readonly WorkflowFault[] {
  const findings: WorkflowFault[] = [];
  if (nodeAt(nodes, start) === undefined) {
    findings.push({
      code: "START",
      path: "start",
      message: `The workflow starts with ${start}, and there is no such node.`,
    });
  }
  for (const [id, node] of Object.entries(nodes)) {
    for (const { to, path } of nodeEdges(node)) {
      if (nodeAt(nodes, to) !== undefined) continue;
      findings.push({
        code: "DANGLING",
        path: `nodes.${id}.${path}`,
        message: `${id} leads to ${to}, and there is no such node.`,
      });
    }
  }
  const reached = reachableFrom(nodes, start);
  for (const id of Object.keys(nodes)) {
    if (!reached.has(id)) {
      findings.push({
        code: "UNREACHABLE",
        path: `nodes.${id}`,
        message: `${id} is never reached: lead a step to it, or remove it.`,
      });
    }
  }
  // An exit rule can end a run at any node, so it is a way out of every loop.
  const ended = exitOn.length > 0 || goals.some(({ outcome }) => outcome !== undefined);
  for (const loop of ended ? [] : endlessLoops(nodes, reached)) {
    findings.push({
      code: "NO_WAY_OUT",
      path: `nodes.${loop[0]}`,
      message: `${round(loop)} is an endless loop: add a way to an exit, or an exit rule.`,
    });
  }
  const loop = restlessLoop(nodes, reached);
  if (loop !== null) {
    const message = `${round(loop)} is a loop without a wait: add a wait step.`;
    findings.push({ code: "LOOP_WITHOUT_WAIT", path: `nodes.${loop[0]}`, message });
  }
  return findings;
}

function round(loop: readonly NodeId[]): string {
  return [...loop, loop[0]].join(" → ");
}

/** Loops without a path to an exit, each once. An edge to a missing node is reported separately. */
function endlessLoops(
  nodes: WorkflowDefinition["nodes"],
  reached: ReadonlySet<NodeId>,
): readonly (readonly NodeId[])[] {
  const ending = canEnd(nodes);
  const loops: (readonly NodeId[])[] = [];
  const done = new Set<NodeId>();
  for (const first of reached) {
    const walked: NodeId[] = [];
    let id: NodeId | undefined = first;
    while (id !== undefined && !ending.has(id) && !done.has(id)) {
      done.add(id);
      walked.push(id);
      const node = nodeAt(nodes, id);
      const next: NodeId | undefined = (node === undefined ? [] : nodeEdges(node)).find(
        ({ to }) => nodeAt(nodes, to) !== undefined,
      )?.to;
      const begin = next === undefined ? -1 : walked.indexOf(next);
      if (begin >= 0) loops.push(walked.slice(begin));
      id = next;
    }
  }
  return loops;
}

/** Adds in place: a thousand branches may all lead to one end. */
function leadsTo(before: Map<NodeId, NodeId[]>, to: NodeId, from: NodeId): void {
  const known = before.get(to);
  if (known === undefined) before.set(to, [from]);
  else known.push(from);
}

function canEnd(nodes: WorkflowDefinition["nodes"]): ReadonlySet<NodeId> {
  const before = new Map<NodeId, NodeId[]>();
  const queue: NodeId[] = [];
  for (const [id, node] of Object.entries(nodes)) {
    if (node.kind === "exit") queue.push(id);
    for (const { to } of nodeEdges(node)) leadsTo(before, to, id);
  }
  const seen = new Set(queue);
  for (const id of queue) {
    for (const earlier of before.get(id) ?? []) {
      if (seen.has(earlier)) continue;
      seen.add(earlier);
      queue.push(earlier);
    }
  }
  return seen;
}

/**
 * The nodes of a loop that a run could pass within one instant, or `null`. Removes nodes that lead
 * only to waits and exits until none is left; the remaining nodes must contain a loop.
 */
function restlessLoop(
  nodes: WorkflowDefinition["nodes"],
  reached: ReadonlySet<NodeId>,
): readonly NodeId[] | null {
  const left = new Map<NodeId, Set<NodeId>>();
  for (const id of reached) {
    const node = nodeAt(nodes, id);
    const edges = node === undefined ? [] : nodeEdges(node);
    left.set(
      id,
      new Set(edges.filter(({ to, waits }) => !waits && reached.has(to)).map(({ to }) => to)),
    );
  }
  const before = new Map<NodeId, NodeId[]>();
  for (const [id, to] of left) for (const one of to) leadsTo(before, one, id);
  const done = [...left].filter(([, to]) => to.size === 0).map(([id]) => id);
  for (const id of done) {
    left.delete(id);
    for (const earlier of before.get(id) ?? []) {
      const to = left.get(earlier);
      if (to?.delete(id) && to.size === 0) done.push(earlier);
    }
  }
  const walked: NodeId[] = [];
  for (let [id] = left.keys(); id !== undefined; [id] = left.get(id) ?? []) {
    const first = walked.indexOf(id);
    if (first >= 0) return walked.slice(first);
    walked.push(id);
  }
  return null;
}
