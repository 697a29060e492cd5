import { DefinitionError } from "../../errors/index.js";
import type { NodeId, WorkflowNode } from "../definition.js";

/** An edge without a target yet. */
export interface OpenEnd {
  to: NodeId;
}

/** Nodes with unfinished edges: each node is created when all its edges have a target. */
export interface Draft {
  readonly workflow: string;
  readonly nodes: Map<NodeId, () => WorkflowNode>;
}

export function openEnd(): OpenEnd {
  return { to: "" };
}

export function connect(ends: readonly OpenEnd[], to: NodeId): void {
  for (const end of ends) end.to = to;
}

/** The given id, or one made of words that describe the step, numbered if it is taken. */
export function nodeIdFor(draft: Draft, given: NodeId | undefined, words: string): NodeId {
  if (given !== undefined) {
    if (!draft.nodes.has(given)) return given;
    throw new DefinitionError(
      "DEFINITION_NODE_TWICE",
      `${draft.workflow}: two steps are called ${given}.`,
      {
        path: `nodes.${given}`,
        remedy: "Give each step its own id, or none.",
      },
    );
  }
  const plain = words.replace(/[^A-Za-z0-9._:-]+/g, "-").slice(0, 100);
  let id = plain;
  for (let number = 2; draft.nodes.has(id); number++) id = `${plain}-${number}`;
  return id;
}

export function buildNodes(draft: Draft): Readonly<Record<NodeId, WorkflowNode>> {
  return Object.fromEntries([...draft.nodes].map(([id, make]) => [id, make()]));
}
