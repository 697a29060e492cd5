import { workflowSendKey } from "../../messages/send-key.js";
import { thereAre } from "../../there-are.js";
import type { ExperimentNode, NodeId } from "../definition.js";
import type { Pass, Passed } from "../pass.js";
import { chooseArm, isHeldOut } from "../split.js";
import { type Check, edge, type WorkflowEdge } from "./node-kind.js";
import { checkArms } from "./split.js";

/** The edge of those who get no arm. */
const heldOut = "holdout";

export function experimentEdges({ arms, holdout }: ExperimentNode): readonly WorkflowEdge[] {
  return [
    ...arms.map(({ id, next }, index) => edge(next, id, `arms[${index}].next`)),
    ...(holdout === undefined ? [] : [edge(holdout.next, heldOut, "holdout.next")]),
  ];
}

export const checkExperiment: Check<ExperimentNode> = (node, path, { goals }, report) => {
  const { experiment, arms, holdout, metric } = node;
  checkArms(arms, path, report);
  if (experiment === "") report("EXPERIMENT", `${path}.experiment`, "An experiment has an id.");
  if (arms.some(({ id }) => id === heldOut))
    report("EXPERIMENT", `${path}.arms`, "“holdout” is no arm: it is those who get none.");
  if (holdout !== undefined && !(holdout.share > 0 && holdout.share < 1))
    report("EXPERIMENT", `${path}.holdout.share`, "A share lies between 0 and 1.");
  if (!goals.has(metric)) {
    const message = `The workflow has no goal “${metric}”; ${thereAre(goals, metric)}`;
    report("EXPERIMENT", `${path}.metric`, message);
  }
};

export function passExperiment(pass: Pass, id: NodeId, node: ExperimentNode): Passed {
  const { enrollment, effects, due, took } = pass;
  const { experiment, arms, holdout, metric } = node;
  const { contact, revision } = enrollment;
  const out = holdout !== undefined && isHeldOut(experiment, holdout.share, contact);
  const arm = out ? null : chooseArm({ arms, salt: `experiment/${experiment}` }, contact);
  const key = workflowSendKey(enrollment.id, revision, effects.length);
  effects.push({
    ...{ kind: "exposure", node: id, key, experiment, metric, at: due },
    arm: arm?.id ?? null,
  });
  took[id] = arm?.id ?? heldOut;
  return arm?.next ?? holdout?.next ?? "";
}
