import { murmur3 } from "../hash/murmur3.js";
import type { ContactId } from "../identifiers.js";
import type { SplitNode } from "./definition.js";

type Arm = SplitNode["arms"][number];

/**
 * The arm of a contact. It is chosen by hash, so that it is the same in every run, replay and
 * version. Arms are consecutive ranges of a 32-bit circle: if one grows, only contacts of its
 * neighbors move.
 */
export function chooseArm(
  { arms, salt }: Pick<SplitNode, "arms" | "salt">,
  contact: ContactId,
): Arm {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const point = murmur3(`${salt}/${contact}`) * total;
  let bound = 0;
  let last: Arm | undefined;
  for (const arm of arms) {
    if (arm.weight <= 0) continue;
    bound += arm.weight;
    last = arm;
    if (point < bound * 2 ** 32) break;
  }
  return last ?? { id: "", weight: 0, next: "" };
}

/**
 * Whether a contact is held out of an experiment. Drawn apart from the arms, so that another share
 * moves nobody from one arm to another.
 */
export function isHeldOut(experiment: string, share: number, contact: ContactId): boolean {
  return murmur3(`holdout/${experiment}/${contact}`) < share * 2 ** 32;
}
