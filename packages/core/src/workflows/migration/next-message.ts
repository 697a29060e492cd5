import type { Instant } from "../../instant.js";
import type { EnrollmentRecord } from "../../ports/store/enrollment.js";
import type {
  GoalNode,
  ListChangeNode,
  NodeId,
  NotifyNode,
  UpdateNode,
  WorkflowDefinition,
  WorkflowNode,
} from "../definition.js";
import { readState } from "../enrollment-state.js";
import { nodeAt } from "../graph.js";
import { plannedEnd } from "../planned-end.js";
import { chooseArm } from "../split.js";
import { isWaiting } from "../wait.js";

/** What a run would send next if only time passes. */
export interface NextMessage {
  readonly node: NodeId;
  readonly template: string;
  /** Before quiet hours, caps and consent, which are checked when it is due. */
  readonly at: Instant;
}

/** `null`: it sends nothing more, or a condition decides first. */
export function nextMessage(
  definition: WorkflowDefinition,
  run: Pick<EnrollmentRecord, "state" | "status" | "contact">,
  now: Instant,
): NextMessage | null {
  const state = run.status === "active" ? readState(run.state) : null;
  if (state === null) return null;
  const zone = state.wait?.zone ?? "UTC";
  let at = Math.max(state.wait?.until ?? now, now);
  let id = state.node;
  let waited = state.wait !== null;
  const seen = new Set<NodeId>();
  for (;;) {
    const node = nodeAt(definition.nodes, id);
    if (node === undefined || seen.has(id)) return null;
    seen.add(id);
    if (node.kind === "send") return { node: id, template: node.template, at };
    if (isWaiting(node)) {
      if (node.kind === "webhook" || node.kind === "throttle" || node.kind === "run") return null;
      const until = waited && node.kind !== "waitSince" ? at : plannedEnd(node, zone, at);
      if (until === null) return null;
      at = until;
      id = node.kind === "waitFor" ? node.onTimeout : node.next;
    } else if (node.kind === "split") id = chooseArm(node, run.contact).next;
    else if (passesOn(node)) id = node.next;
    else return null;
    waited = false;
  }
}

/** Nodes that do something and ask nothing. */
function passesOn(node: WorkflowNode): node is UpdateNode | ListChangeNode | GoalNode | NotifyNode {
  return ["update", "list", "goal", "notify"].includes(node.kind);
}
