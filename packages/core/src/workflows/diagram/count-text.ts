import type { Instant } from "../../instant.js";
import type { NodeId, WorkflowNode } from "../definition.js";
import type { Activity } from "./count-steps.js";
import type { DrawnCounts } from "./figures.js";

/** `12,345`, the same in every language. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The figures of a node, one line each; empty if nothing was counted. */
export function nodeFigures(
  node: WorkflowNode,
  id: NodeId,
  counts: DrawnCounts | undefined,
): readonly string[] {
  if (counts === undefined) return [];
  return [
    node.kind === "send" ? sendCount(id, counts) : passedCount(id, counts),
    ...messageTexts(id, counts),
    ...activityTexts(counts.nodes?.[id]),
    ...(node.kind === "exit" ? [] : leaveTexts(id, counts)),
  ];
}

/** Where runs ended before the first node, and those that did not begin. */
export function entryFigures(id: NodeId, counts: DrawnCounts | undefined): readonly string[] {
  if (counts === undefined) return [];
  const refused = Object.entries(counts.refused ?? {});
  return [
    ...leaveTexts(id, counts),
    ...(refused.length === 0 ? [] : [`refused: ${listed(refused)}`]),
  ];
}

/** The count of an edge, at nodes that have more than one. */
export function edgeCount(
  id: NodeId,
  label: string | null,
  counts: DrawnCounts | undefined,
): string | undefined {
  return counts === undefined || label === null
    ? undefined
    : grouped(counts.took[id]?.[label] ?? 0);
}

/** When an edge was taken first and last; empty where that is not known. */
export function edgeDays(
  id: NodeId,
  label: string | null,
  counts: DrawnCounts | undefined,
): readonly string[] {
  return activityTexts(label === null ? undefined : counts?.edges?.[id]?.[label]);
}

function sendCount(id: NodeId, counts: DrawnCounts): string {
  const skipped = counts.skipped[id] ?? 0;
  const rest = skipped === 0 ? "" : ` · ${grouped(skipped)} skipped`;
  return `${grouped(counts.sent[id] ?? 0)} sent${rest}`;
}

function passedCount(id: NodeId, counts: DrawnCounts): string {
  const waiting = counts.waiting[id] ?? 0;
  const passed = grouped(counts.passed[id] ?? 0);
  return waiting === 0 ? passed : `${passed} · ${grouped(waiting)} waiting`;
}

function messageTexts(id: NodeId, { messages }: DrawnCounts): readonly string[] {
  const found = messages?.[id];
  if (found === undefined) return [];
  const { delivered, bounced, complained, opened, openedByPeople, clicked, clickedByPeople } =
    found;
  const losses = [
    ...(bounced === 0 ? [] : [`${grouped(bounced)} bounced`]),
    ...(complained === 0 ? [] : [`${grouped(complained)} complained`]),
  ];
  return [
    [`${grouped(delivered)} delivered`, ...losses].join(" · "),
    `${grouped(openedByPeople)} opened, ${grouped(opened)} with machines`,
    `${grouped(clickedByPeople)} clicked, ${grouped(clicked)} with machines`,
  ];
}

function leaveTexts(id: NodeId, { leaves }: DrawnCounts): readonly string[] {
  const found = Object.entries(leaves?.[id] ?? {});
  return found.length === 0 ? [] : [`left: ${listed(found)}`];
}

/** The most frequent first. */
function listed(counts: readonly (readonly [string, number])[]): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${grouped(count)} ${name.replace(/^delivery:/, "")}`)
    .join(", ");
}

function activityTexts(activity: Activity | undefined): readonly string[] {
  if (activity === undefined) return [];
  const [first, last] = [formatDay(activity.first), formatDay(activity.last)];
  return [first === last ? first : `${first} to ${last}`];
}

/** In UTC: a drawing is the same wherever it is made. */
function formatDay(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}
