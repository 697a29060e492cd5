import type { NodeId, WorkflowDefinition } from "./definition.js";
import type { WorkflowFault } from "./finding.js";
import { type EdgeTable, nodeAt, reachableFrom } from "./graph.js";

/**
 * Finds faults in the graph: edges to missing nodes, unreachable nodes, and runs that never end or
 * never wait.
 */
export function checkGraph(
  { nodes, start, exitOn, goals = [] }: WorkflowDefinition,
  edges: EdgeTable,
): readonly WorkflowFault[] {
  const findings: WorkflowFault[] = [];
  if (!edges.has(start)) {
    findings.push({
      code: "START",
      path: "start",
      message: `The workflow starts with ${start}, and there is no such node.`,
    });
  }
  for (const [id, ways] of edges) {
    for (const { to, path } of ways) {
      if (edges.has(to)) continue;
      findings.push({
        code: "DANGLING",
        path: `nodes.${id}.${path}`,
        message: `${id} leads to ${to}, and there is no such node.`,
      });
    }
  }
  const reached = reachableFrom(edges, start);
  for (const id of edges.keys()) {
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
  for (const loop of ended ? [] : endlessLoops(nodes, edges, reached)) {
    findings.push({
      code: "NO_WAY_OUT",
      path: `nodes.${loop[0]}`,
      message: `${round(loop)} is an endless loop: add a way to an exit, or an exit rule.`,
    });
  }
  const loop = restlessLoop(edges, reached);
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
  edges: EdgeTable,
  reached: ReadonlySet<NodeId>,
): readonly (readonly NodeId[])[] {
  const ending = canEnd(nodes, edges);
  const loops: (readonly NodeId[])[] = [];
  const done = new Set<NodeId>();
  for (const first of reached) {
    const walked: NodeId[] = [];
    let id: NodeId | undefined = first;
    while (id !== undefined && !ending.has(id) && !done.has(id)) {
      done.add(id);
      walked.push(id);
      const next: NodeId | undefined = edges.get(id)?.find(({ to }) => edges.has(to))?.to;
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

function canEnd(nodes: WorkflowDefinition["nodes"], edges: EdgeTable): ReadonlySet<NodeId> {
  const before = new Map<NodeId, NodeId[]>();
  const queue: NodeId[] = [];
  for (const [id, ways] of edges) {
    if (nodeAt(nodes, id)?.kind === "exit") queue.push(id);
    for (const { to } of ways) leadsTo(before, to, id);
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
function restlessLoop(edges: EdgeTable, reached: ReadonlySet<NodeId>): readonly NodeId[] | null {
  /** For each node that is left, how many edges lead without a wait to one that is left, too. */
  const left = new Map<NodeId, number>();
  const before = new Map<NodeId, NodeId[]>();
  const done: NodeId[] = [];
  for (const id of reached) {
    let count = 0;
    for (const { to, waits } of edges.get(id) ?? []) {
      if (waits || !reached.has(to)) continue;
      count++;
      leadsTo(before, to, id);
    }
    if (count === 0) done.push(id);
    else left.set(id, count);
  }
  for (const id of done) {
    for (const earlier of before.get(id) ?? []) {
      const count = (left.get(earlier) ?? 0) - 1;
      left.set(earlier, count);
      if (count > 0) continue;
      left.delete(earlier);
      done.push(earlier);
    }
  }
  const walked: NodeId[] = [];
  let [id] = left.keys();
  while (id !== undefined) {
    const first = walked.indexOf(id);
    if (first >= 0) return walked.slice(first);
    walked.push(id);
    id = edges.get(id)?.find(({ to, waits }) => !waits && left.has(to))?.to;
  }
  return null;
}
