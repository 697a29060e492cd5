import { nextLocalTime } from "../../timing/index.js";
import { checkDuration, checkZone, reportThrown } from "../check-parts.js";
import type { WaitNode, WaitUntilNode } from "../definition.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function waitEdges({ next }: WaitNode | WaitUntilNode): readonly WorkflowEdge[] {
  return [edge(next, null, "next", true)];
}

export const checkWait: Check<WaitNode> = (node, path, _, report) =>
  checkDuration(node.for, `${path}.for`, report);

export const checkWaitUntil: Check<WaitUntilNode> = ({ time, days, zone }, path, _, report) => {
  if (zone !== undefined) checkZone(zone, `${path}.zone`, report);
  reportThrown(() => nextLocalTime({ time }, "UTC", 0), "TIME", `${path}.time`, report);
  if (days === undefined) return;
  reportThrown(
    () => nextLocalTime({ time: "00:00", days }, "UTC", 0),
    "TIME",
    `${path}.days`,
    report,
  );
};
