import { type DurationText, durationLength } from "../../timing/index.js";
import type { WorkflowDefinition } from "../definition.js";
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
    const wait =
      node.kind === "wait" ? node.for : node.kind === "waitFor" ? node.timeout : undefined;
    if (wait === undefined || durationLength(wait) <= longest) continue;
    advise(
      "BEYOND_RETENTION",
      `nodes.${id}.${node.kind === "wait" ? "for" : "timeout"}`,
      `The wait is longer than ${retention}, after which the contact's data is deleted.`,
    );
  }
}
