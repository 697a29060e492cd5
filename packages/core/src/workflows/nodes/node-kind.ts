import type { FactsNeeded } from "../../ports/store/facts.js";
import type { KnownNames, Report } from "../check-parts.js";
import type { NodeId, WorkflowNode } from "../definition.js";

/** One way out of a node. */
export interface WorkflowEdge {
  readonly to: NodeId;
  /** What the transition's log calls it; `null` where there is only one way. */
  readonly label: string | null;
  /** Where the target stands in the node: `cases[1].next`. */
  readonly path: string;
  /** Time or a new event lies between: a loop over such an edge does not spin. */
  readonly waits: boolean;
}

export type Kind = WorkflowNode["kind"];

/** A node of a kind, in a form that lets a kind and its node be looked up together. */
export type NodeOf<K extends Kind> = {
  readonly [P in K]: { readonly kind: P } & Extract<WorkflowNode, { readonly kind: P }>;
}[K];

/** Something said of every kind of node: a new one does not compile before it stands there. */
export type EveryKind<Args extends readonly unknown[], Answer> = {
  readonly [K in Kind]: (node: NodeOf<K>, ...more: Args) => Answer;
};

/** What a node by itself can have wrong. */
export type Check<Node> = (node: Node, path: string, known: KnownNames, report: Report) => void;

export function edge(
  to: NodeId,
  label: string | null = null,
  path = "next",
  waits = false,
): WorkflowEdge {
  return { to, label, path, waits };
}

/** The way on of a node that has just one. */
export function onward({ next }: { readonly next: NodeId }): readonly WorkflowEdge[] {
  return [edge(next)];
}

export const nothingNeeded: FactsNeeded = { events: {}, messages: 0, consent: false };
/** A run has no end that is known beforehand. */
export const ownMessages: FactsNeeded = { ...nothingNeeded, messages: null };
