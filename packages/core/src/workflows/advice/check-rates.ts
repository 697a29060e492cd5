import { isSolicited } from "../../message-class.js";
import type { FrequencyCap } from "../../timing/index.js";
import { capLength } from "../../timing/index.js";
import type { NodeId, SendNode, WorkflowDefinition } from "../definition.js";
import type { Advise, WorkflowCatalog } from "../finding.js";
import { messageWays } from "./message-ways.js";

/**
 * Reports caps that one way through the workflow exceeds by itself: messages that are sure to wait
 * or to be dropped, even if nothing else is sent. The least time that waits take is counted, and
 * what the workflows send that its steps start, as far as they are known.
 */
export function checkRates(
  definition: WorkflowDefinition,
  catalog: Pick<WorkflowCatalog, "caps" | "workflow">,
  advise: Advise,
): void {
  const own = definition.policy.caps ?? [];
  for (const [index, cap] of [...own, ...(catalog.caps ?? [])].entries()) {
    const isOwn = index < own.length;
    // A workflow's own caps hold back its own messages only, and count the others.
    const worst = worstWay(definition, cap, isOwn, catalog);
    if (worst === null || worst.count <= cap.max) continue;
    const per = typeof cap.per === "string" ? cap.per : `one ${cap.per.unit}`;
    advise(
      "OVER_CAP",
      isOwn ? `policy.caps[${index}]` : `nodes.${worst.from}`,
      `From ${worst.from}, up to ${worst.count} messages fall within ${per}, and a cap allows ${cap.max}.`,
    );
  }
}

function worstWay(
  { nodes }: WorkflowDefinition,
  cap: FrequencyCap,
  isOwn: boolean,
  { workflow }: Pick<WorkflowCatalog, "workflow">,
): { readonly from: NodeId; readonly count: number } | null {
  const length = typeof cap.per === "string" ? capLength(cap.per) : unitLength(cap.per.unit);
  const ways = messageWays({
    counts: (node) => counts(cap, node),
    holds: (depth) => !isOwn || depth === 0,
    workflow,
  });
  let worst: { readonly from: NodeId; readonly count: number } | null = null;
  for (const { from, place } of ways.begins(nodes)) {
    const count = ways.most(place, length);
    if (worst === null || count > worst.count) worst = { from, count };
  }
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

const day = 86_400_000;

function unitLength(unit: "day" | "week" | "month" | "quarter" | "year"): number {
  const days = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };
  return days[unit] * day;
}
