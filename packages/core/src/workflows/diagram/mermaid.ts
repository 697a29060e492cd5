import type { NodeId, WorkflowDefinition, WorkflowNode } from "../definition.js";
import { nodeAt } from "../graph.js";
import { nodeEdges } from "../nodes/index.js";
import { edgeCount, edgeDays, entryFigures, grouped, nodeFigures } from "./count-text.js";
import { beforeFirst, type DrawnCounts } from "./figures.js";
import { entryText, exitTexts, type NodeText, nodeText } from "./node-text.js";

/**
 * A workflow as a Mermaid flowchart, with counts or figures where given.
 * @example
 * console.log(workflowMermaid(welcome, await acme.workflowFigures(welcome)));
 */
export function workflowMermaid(definition: WorkflowDefinition, counts?: DrawnCounts): string {
  const names = new Map<NodeId, string>(
    Object.keys(definition.nodes).map((id, index) => [id, `n${index}`]),
  );
  const lines = [
    "flowchart TD",
    `  start(["${label(entryText(definition), startFigures(counts))}"])`,
  ];
  for (const [id, node] of Object.entries(definition.nodes)) {
    const [open, close] = shapes[node.kind];
    lines.push(
      `  ${names.get(id)}${open}"${label(nodeText(node), nodeFigures(node, id, counts))}"${close}`,
    );
  }
  const first = names.get(definition.start);
  if (first !== undefined) lines.push(`  start --> ${first}`);
  for (const [id, node] of Object.entries(definition.nodes)) {
    for (const edge of nodeEdges(node)) {
      if (nodeAt(definition.nodes, edge.to) === undefined) continue;
      const count = [edge.label, edgeCount(id, edge.label, counts)].filter(Boolean).join(" · ");
      const texts = [...(count === "" ? [] : [count]), ...edgeDays(id, edge.label, counts)];
      const text = texts.map(coded).join("<br/>");
      lines.push(`  ${names.get(id)} -->${text === "" ? "" : `|"${text}"|`} ${names.get(edge.to)}`);
    }
  }
  const exits = exitTexts(definition);
  if (exits.length > 0)
    lines.push(`  leaves[/"Leaves at once: ${coded(exits.join(", "))}"/]`, "  start -.- leaves");
  return `${lines.join("\n")}\n`;
}

const shapes: Readonly<Record<WorkflowNode["kind"], readonly [string, string]>> = {
  send: ["[", "]"],
  wait: ["(", ")"],
  waitUntil: ["(", ")"],
  waitUntilDate: ["(", ")"],
  waitSince: ["(", ")"],
  waitFor: ["(", ")"],
  branch: ["{", "}"],
  split: ["{", "}"],
  parallel: ["[/", "\\]"],
  join: ["[\\", "/]"],
  experiment: ["{", "}"],
  update: ["[[", "]]"],
  list: ["[[", "]]"],
  goal: ["[[", "]]"],
  webhook: ["(", ")"],
  throttle: ["(", ")"],
  run: ["[[", "]]"],
  notify: ["[[", "]]"],
  exit: ["([", "])"],
};

function startFigures(counts: DrawnCounts | undefined): readonly string[] {
  if (counts === undefined) return [];
  return [grouped(counts.started), ...entryFigures(beforeFirst, counts)];
}

function label({ caption, title }: NodeText, figures: readonly string[]): string {
  return [`<b>${coded(caption)}</b>`, coded(title), ...figures.map(coded)].join("<br/>");
}

/** Escapes characters as Mermaid's character codes, between `#` and `;`. */
function coded(text: string): string {
  return text.replace(
    /[^\p{L}\p{N} .,:·+−=_/…-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}
