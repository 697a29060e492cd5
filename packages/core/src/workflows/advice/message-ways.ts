import { durationLength } from "../../timing/index.js";
import type { NodeId, RunNode, SendNode, WorkflowDefinition, WorkflowNode } from "../definition.js";
import type { WorkflowCatalog } from "../finding.js";
import { nodeAt } from "../graph.js";
import { nodeEdges } from "../nodes/index.js";
import { deepestRun } from "../parent-link.js";

type Nodes = WorkflowDefinition["nodes"];

/** A node, and where the run goes on that waits for the end of this one. */
interface Place {
  readonly nodes: Nodes;
  readonly id: NodeId;
  readonly depth: number;
  /** `null`: nobody waits for the end. */
  readonly back: Back | null;
}

interface Back {
  readonly place: Place;
  /** The waiting run does not go on with less of the window left than this: its time is over. */
  readonly least: number;
  readonly seen: ReadonlySet<WorkflowNode>;
}

/** Ways through a workflow and those that it starts, by the messages on them. */
interface MessageWays {
  /** Where a stretch of messages may begin. */
  begins(nodes: Nodes): readonly { readonly from: NodeId; readonly place: Place }[];
  /** The most messages on one way from the place, in a stretch of so many milliseconds. */
  most(place: Place, length: number): number;
}

/** Ways are not followed further than this many nodes altogether. */
const mostSteps = 20_000;

export function messageWays({
  counts,
  holds,
  workflow,
}: {
  readonly workflow: WorkflowCatalog["workflow"] | undefined;
  /** Whether the message is one of those that are counted. */
  readonly counts: (node: SendNode) => boolean;
  /**
   * Whether messages of a workflow so deep may be too many; what comes after the last is left out.
   */
  readonly holds: (depth: number) => boolean;
}): MessageWays {
  let steps = 0;
  const childOf = (node: RunNode, depth: number): WorkflowDefinition | null =>
    depth < deepestRun ? (workflow?.(node.workflow) ?? null) : null;

  const follow = (place: Place, left: number, seen: ReadonlySet<WorkflowNode>): number => {
    const { nodes, id, depth, back } = place;
    const node = nodeAt(nodes, id);
    if (node === undefined || seen.has(node) || ++steps > mostSteps) return 0;
    if (node.kind === "exit")
      return back === null || left < back.least ? 0 : follow(back.place, left, back.seen);
    const been = new Set([...seen, node]);
    const child = node.kind === "run" ? childOf(node, depth) : null;
    if (node.kind === "run" && child !== null) return run(place, node, child, left, been);
    const ways = nodeEdges(node).map(({ to, label }) => {
      const after = left - leastWait(node, label);
      // A loop over a wait comes back later, and counts anew.
      return after <= 0 ? 0 : follow({ ...place, id: to }, after, after < left ? new Set() : been);
    });
    const rest = Math.max(0, ...ways);
    return node.kind === "send" && counts(node) && (rest > 0 || holds(depth)) ? rest + 1 : rest;
  };

  /** The workflow that is started sends on its way, and beside the way of the one that goes on. */
  const run = (
    place: Place,
    { next, onRefused, wait }: RunNode,
    child: WorkflowDefinition,
    left: number,
    seen: ReadonlySet<WorkflowNode>,
  ): number => {
    const inChild = { nodes: child.nodes, id: child.start, depth: place.depth + 1 };
    const goOn = (id: NodeId, rest: number) =>
      rest <= 0 ? 0 : follow({ ...place, id }, rest, rest < left ? new Set() : seen);
    const beside = (rest: number, length: number) => {
      const most = (at: Place) => follow(at, length, new Set());
      return (rest > 0 || holds(inChild.depth) ? most({ ...inChild, back: null }) : 0) + rest;
    };
    const refused = goOn(onRefused, left);
    if (wait === undefined) return Math.max(refused, beside(goOn(next, left), left));
    const within = durationLength(wait.within);
    const back = { place: { ...place, id: next }, least: left - within, seen };
    const late = goOn(wait.onTimeout, left - within);
    return Math.max(
      refused,
      follow({ ...inChild, back }, left, new Set()),
      beside(late, wait.left === "keep" ? left : Math.min(left, within)),
    );
  };

  /** Messages of other workflows come by the step of this one that started them. */
  const begins = (at: Omit<Place, "id">, from: NodeId | null): ReturnType<MessageWays["begins"]> =>
    Object.entries(at.nodes).flatMap(([id, node]) => {
      const place = { ...at, id };
      const here = { from: from ?? id, place };
      if (node.kind === "send") return counts(node) ? [here] : [];
      const child = node.kind === "run" ? childOf(node, at.depth) : null;
      if (node.kind !== "run" || child === null) return [];
      const back: Back | null =
        node.wait === undefined
          ? null
          : {
              place: { ...place, id: node.next },
              ...{ least: Number.NEGATIVE_INFINITY, seen: new Set() },
            };
      const deeper = { nodes: child.nodes, depth: at.depth + 1, back };
      return [here, ...begins(deeper, here.from)];
    });

  return {
    begins: (nodes) => begins({ nodes, depth: 0, back: null }, null),
    most: (place, length) => follow(place, length, new Set()),
  };
}

function leastWait(node: WorkflowNode, label: string | null): number {
  if (node.kind === "wait") return durationLength(node.for);
  return node.kind === "waitFor" && label === "timeout" ? durationLength(node.timeout) : 0;
}
