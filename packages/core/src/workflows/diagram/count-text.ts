import type { NodeId, WorkflowNode } from "../definition.js";
import type { WorkflowCounts } from "./count-steps.js";

/** `12,345`, the same in every language. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The counts of a node; empty if nothing was counted. */
export function nodeCount(
  node: WorkflowNode,
  id: NodeId,
  counts: WorkflowCounts | undefined,
): string | undefined {
  if (counts === undefined) return undefined;
  if (node.kind === "send") {
    const skipped = counts.skipped[id] ?? 0;
    return `${grouped(counts.sent[id] ?? 0)} sent${skipped === 0 ? "" : ` · ${grouped(skipped)} skipped`}`;
  }
  const waiting = counts.waiting[id] ?? 0;
  const passed = grouped(counts.passed[id] ?? 0);
  return waiting === 0 ? passed : `${passed} · ${grouped(waiting)} waiting`;
}

/** The count of an edge, at nodes that have more than one. */
export function edgeCount(
  id: NodeId,
  label: string | null,
  counts: WorkflowCounts | undefined,
): string | undefined {
  return counts === undefined || label === null
    ? undefined
    : grouped(counts.took[id]?.[label] ?? 0);
}
