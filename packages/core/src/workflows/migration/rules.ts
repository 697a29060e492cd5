import type { NodeId } from "../definition.js";

/**
 * What becomes of the instant that a run waits for, where the new version's wait has another rule.
 *
 * `keep`: the promised instant stands, whatever zone the contact moves to. `recount`: the new rule
 * is counted from when the wait began. `restart`: the new rule is counted from now.
 */
export type WaitRule = "keep" | "recount" | "restart";

/**
 * Where a run goes from a node.
 *
 * A text or `to` is a node of the same kind, in which the run waits on. `enter` is a node that the
 * run passes now. `exit` ends the run with this outcome.
 */
export type NodeMove =
  | NodeId
  | { readonly to: NodeId; readonly waits?: WaitRule }
  | { readonly enter: NodeId }
  | { readonly exit: string };

export interface MigrationRules {
  /**
   * By node of the version that runs leave. A node that is not named stays where it is, if the
   * other version has a node of its name and kind.
   */
  readonly nodes?: Readonly<Record<NodeId, NodeMove>>;
  /** Default `keep`. */
  readonly waits?: WaitRule;
}

/** The move that the rules name for a node. Reads own members only. */
export function namedMove({ nodes = {} }: MigrationRules, node: NodeId): NodeMove | undefined {
  return Object.hasOwn(nodes, node) ? nodes[node] : undefined;
}
