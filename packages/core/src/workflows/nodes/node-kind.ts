import type { FactsNeeded } from "../../ports/store/facts.js";
import type { KnownNames, Report } from "../check-parts.js";
import type { NodeId, WorkflowNode } from "../definition.js";

/** An edge from a node to the next. */
export interface WorkflowEdge {
  readonly to: NodeId;
  /** Its name in the transition's log; `null` if it is the only edge. */
  readonly label: string | null;
  /** The path of the target's id within the node: `cases[1].next`. */
  readonly path: string;
  /**
   * True if the run waits for time or an event before it takes this edge, so that a loop over it
   * does not spin.
   */
  readonly waits: boolean;
}

export type Kind = WorkflowNode["kind"];

/** The node type of a kind, in a form that lets TypeScript look up both together. */
export type NodeOf<K extends Kind> = {
  readonly [P in K]: { readonly kind: P } & Extract<WorkflowNode, { readonly kind: P }>;
}[K];

/**
 * A table with an entry for every kind of node, so that a new kind does not compile without one.
 */
export type EveryKind<Args extends readonly unknown[], Answer> = {
  readonly [K in Kind]: (node: NodeOf<K>, ...more: Args) => Answer;
};

/** Reports the faults of a single node. */
export type Check<Node> = (node: Node, path: string, known: KnownNames, report: Report) => void;

export function edge(
  to: NodeId,
  label: string | null = null,
  path = "next",
  waits = false,
): WorkflowEdge {
  return { to, label, path, waits };
}

/** The edge of a node that has only one. */
export function onward({ next }: { readonly next: NodeId }): readonly WorkflowEdge[] {
  return [edge(next)];
}

export const nothingNeeded: FactsNeeded = { events: {}, messages: 0, consent: false };
/** Unlimited, because a run can last for any time. */
export const ownMessages: FactsNeeded = { ...nothingNeeded, messages: null };
