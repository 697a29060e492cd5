import { isSolicited } from "../../message-class.js";
import type { FrequencyCap } from "../../timing/index.js";
import { capLength, durationLength } from "../../timing/index.js";
import type { NodeId, SendNode, WorkflowDefinition, WorkflowNode } from "../definition.js";
import type { Advise } from "../finding.js";
import { nodeAt } from "../graph.js";
import { nodeEdges } from "../nodes/index.js";

/** A way is not followed further than this many nodes, and a workflow not on more ways. */
const mostSteps = 20_000;

/**
 * Reports caps that one way through the workflow exceeds by itself: messages that are sure to wait
 * or to be dropped, even if nothing else is sent. The least time that waits take is counted.
 */
export function checkRates(
  { nodes, policy }: WorkflowDefinition,
  caps: readonly FrequencyCap[],
  advise: Advise,
): void {
  for (const [index, cap] of [...(policy.caps ?? []), ...caps].entries()) {
    const own = index < (policy.caps?.length ?? 0);
    const worst = worstWay(nodes, cap);
    if (worst === null || worst.count <= cap.max) continue;
    const per = typeof cap.per === "string" ? cap.per : `one ${cap.per.unit}`;
    advise(
      "OVER_CAP",
      own ? `policy.caps[${index}]` : `nodes.${worst.from}`,
      `From ${worst.from}, up to ${worst.count} messages fall within ${per}, and a cap allows ${cap.max}.`,
    );
  }
}

function worstWay(
  nodes: WorkflowDefinition["nodes"],
  cap: FrequencyCap,
): { readonly from: NodeId; readonly count: number } | null {
  const length = typeof cap.per === "string" ? capLength(cap.per) : unitLength(cap.per.unit);
  let steps = 0;
  let worst: { readonly from: NodeId; readonly count: number } | null = null;
  const follow = (id: NodeId, from: NodeId, count: number, left: number, seen: Set<NodeId>) => {
    const node = nodeAt(nodes, id);
    if (node === undefined || seen.has(id) || ++steps > mostSteps) return;
    const counted = count + (node.kind === "send" && counts(cap, node) ? 1 : 0);
    if (worst === null || counted > worst.count) worst = { from, count: counted };
    for (const { to, label } of nodeEdges(node)) {
      const after = left - leastWait(node, label);
      if (after <= 0) continue;
      // A loop over a wait comes back later, and counts anew.
      follow(to, from, counted, after, after < left ? new Set() : new Set([...seen, id]));
    }
  };
  for (const [id, node] of Object.entries(nodes))
    if (node.kind === "send" && counts(cap, node)) follow(id, id, 0, length, new Set());
  return worst;
}

function counts({ channel, purpose, messageClass }: FrequencyCap, node: SendNode): boolean {
  const own = node.messageClass ?? "marketing";
  return (
    (channel === undefined || channel === node.channel) &&
    (purpose === undefined || purpose === node.purpose) &&
    (messageClass === undefined ? !isSolicited(own) : messageClass === own)
  );
}

function leastWait(node: WorkflowNode, label: string | null): number {
  if (node.kind === "wait") return durationLength(node.for);
  return node.kind === "waitFor" && label === "timeout" ? durationLength(node.timeout) : 0;
}

const day = 86_400_000;

function unitLength(unit: "day" | "week" | "month" | "quarter" | "year"): number {
  const days = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };
  return days[unit] * day;
}
