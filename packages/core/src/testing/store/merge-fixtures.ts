import type {
  MergePlan,
  MergeScene,
  UndoPlan,
  UndoScene,
} from "../../ports/store/contact-merge.js";

/** The survivor as it is, with the points of both. */
export function united({ keep, other }: MergeScene): MergePlan {
  return { contact: { ...keep, points: [...keep.points, ...other.points] }, ends: [] };
}

/** Both as they were. */
export function divided({ now, before: { keep, other } }: UndoScene): UndoPlan {
  return { keep: { ...keep, revision: now.revision }, other, drafts: [] };
}
