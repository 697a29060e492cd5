import { type DurationText, durationLength } from "../../timing/index.js";
import type { WorkflowDefinition, WorkflowNode } from "../definition.js";
import type { Advise } from "../finding.js";

/** Reports waits at whose end what the run was begun for may have been deleted. */
export function checkRetention(
  { nodes }: WorkflowDefinition,
  retention: DurationText | undefined,
  advise: Advise,
): void {
  if (retention === undefined) return;
  const longest = durationLength(retention);
  for (const [id, node] of Object.entries(nodes)) {
    const [member, wait] = longestIn(node) ?? [];
    if (wait === undefined || durationLength(wait) <= longest) continue;
    advise(
      "BEYOND_RETENTION",
      `nodes.${id}.${member}`,
      `The wait is longer than ${retention}, after which the contact's data is deleted.`,
    );
  }
}

/** How long a run may stay in the node, and which member says so. */
function longestIn(node: WorkflowNode): readonly [string, DurationText] | null {
  switch (node.kind) {
    case "wait":
      return ["for", node.for];
    case "waitFor":
      return ["timeout", node.timeout];
    case "webhook":
      return node.within === undefined ? null : ["within", node.within];
    case "run":
      return node.wait === undefined ? null : ["wait.within", node.wait.within];
    default:
      return null;
  }
}
