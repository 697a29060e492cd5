import type { Report } from "../check-parts.js";
import type { NodeId, SplitNode } from "../definition.js";
import type { Pass, Passed } from "../pass.js";
import { chooseArm } from "../split.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";

export function splitEdges({ arms }: SplitNode): readonly WorkflowEdge[] {
  return arms.map(({ id, next }, index) => edge(next, id, `arms[${index}].next`));
}

export const checkSplit: Check<SplitNode> = ({ arms }, path, _, report) =>
  checkArms(arms, path, report);

export function checkArms(arms: SplitNode["arms"], path: string, report: Report): void {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const whole = arms.every(({ weight }) => Number.isSafeInteger(weight) && weight >= 0);
  // With larger weights the shares would no longer be exact on a circle of 32 bits.
  if (!whole || total < 1 || total > 1_000_000) {
    report(
      "SPLIT_WEIGHTS",
      `${path}.arms`,
      "Weights are integers from 0 on, with a sum from 1 to 1,000,000.",
    );
  }
  if (new Set(arms.map(({ id }) => id)).size < arms.length) {
    report("SPLIT_ARM_TWICE", `${path}.arms`, "Two arms have the same id.");
  }
}

export function passSplit(pass: Pass, id: NodeId, node: SplitNode): Passed {
  const arm = chooseArm(node, pass.enrollment.contact);
  pass.took[id] = arm.id;
  return arm.next;
}
