import { branchSteps } from "./check-branches.js";
import type { NodeId, WorkflowDefinition } from "./definition.js";
import { type EdgeTable, nodeAt, reachableFrom } from "./graph.js";

type Nodes = WorkflowDefinition["nodes"];
type Names = ReadonlySet<string>;

const none: Names = new Set();

/** What waits keep, by name: the events whose data may stand there. */
export function keptEvents(nodes: Nodes): ReadonlyMap<string, readonly string[]> {
  const events = new Map<string, readonly string[]>();
  for (const node of Object.values(nodes)) {
    if (node.kind !== "waitFor" || node.as === undefined) continue;
    const own = node.any.flatMap((one) => (one.op === "event" ? one.event : []));
    events.set(node.as, [...(events.get(node.as) ?? []), ...own]);
  }
  return events;
}

/**
 * The names of kept events that stand in the data of every run that comes to a node, on whichever
 * way. Where branches meet these are the names of all branches if the join waits for all of them.
 * A node that nothing leads to has none.
 */
export function keptNames(
  { nodes, start }: Pick<WorkflowDefinition, "nodes" | "start">,
  edges: EdgeTable,
): (id: NodeId) => Names {
  const all: Names = new Set(keptEvents(nodes).keys());
  if (all.size === 0) return () => none;
  const reached = reachableFrom(edges, start);
  const ways = waysInto(nodes, edges, reached);
  const into = new Map<NodeId, Names>([...reached].map((id) => [id, id === start ? none : all]));
  // Every node begins with all names and only loses some, so that loops come to rest.
  const queue = new Set(reached);
  for (const id of queue) {
    queue.delete(id);
    if (id === start) continue;
    const brought = (ways.get(id) ?? []).map((way): Brought => {
      const before = into.get(way.from) ?? none;
      return { ...way, names: way.keeps === null ? before : new Set([...before, way.keeps]) };
    });
    const join = nodeAt(nodes, id);
    const now =
      join?.kind === "join" && join.when === "all" ? whereAllMeet(brought) : onEach(brought);
    if (now.size === into.get(id)?.size) continue;
    into.set(id, now);
    for (const { to } of edges.get(id) ?? []) if (reached.has(to)) queue.add(to);
  }
  return (id) => into.get(id) ?? none;
}

interface WayIn {
  readonly from: NodeId;
  /** The branch of a parallel step that the way belongs to. */
  readonly branch: string;
  /** What a wait keeps for whoever goes this way. */
  readonly keeps: string | null;
}

interface Brought extends WayIn {
  readonly names: Names;
}

function waysInto(
  nodes: Nodes,
  edges: EdgeTable,
  reached: Iterable<NodeId>,
): ReadonlyMap<NodeId, readonly WayIn[]> {
  const branches = new Map<NodeId, string>();
  for (const node of Object.values(nodes)) {
    if (node.kind !== "parallel") continue;
    for (const branch of node.branches)
      for (const step of branchSteps(nodes, branch, edges)) branches.set(step, branch.id);
  }
  const ways = new Map<NodeId, WayIn[]>();
  for (const from of reached) {
    const node = nodeAt(nodes, from);
    for (const { to, label } of edges.get(from) ?? []) {
      const branch = node?.kind === "parallel" ? label : branches.get(from);
      const keeps = node?.kind === "waitFor" && label === "match" ? (node.as ?? null) : null;
      const known = ways.get(to);
      const way: WayIn = { from, branch: branch ?? "", keeps };
      if (known === undefined) ways.set(to, [way]);
      else known.push(way);
    }
  }
  return ways;
}

function onEach([first, ...others]: readonly Brought[]): Names {
  if (first === undefined) return none;
  return new Set([...first.names].filter((name) => others.every(({ names }) => names.has(name))));
}

/** What stands where all branches meet: what is on every way of one of them. */
function whereAllMeet(brought: readonly Brought[]): Names {
  const branches = [...new Set(brought.map(({ branch }) => branch))];
  return new Set(
    branches.flatMap((branch) => [...onEach(brought.filter((way) => way.branch === branch))]),
  );
}
