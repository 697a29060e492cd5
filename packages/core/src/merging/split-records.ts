import { sameJson } from "../json.js";
import type { UndoScene } from "../ports/store/contact-merge.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { valueAt, valuePaths, valuesFrom } from "./contact-values.js";

/**
 * Two contacts out of a merged one. Each gets back what it had. What was changed since the merge
 * stays with the survivor, and so does what came since. A list that the person has left since is
 * left by both.
 */
export function splitRecords(scene: UndoScene): {
  readonly keep: ContactRecord;
  readonly other: ContactRecord;
} {
  const { now, merged, before, taken } = scene;
  const back = before.other.points.filter(({ id }) => !taken.points.has(id));
  const returned = new Set(back.map(({ id }) => id));
  const { lastOpenDay: _, origins: __, ...record } = now;
  const paths = valuePaths(now, merged, before.keep);
  const stays = (path: string): boolean => {
    const [one, two] = [valueAt(now, path), valueAt(merged, path)];
    return one === undefined || two === undefined ? one === two : sameJson(one, two);
  };
  const lists = new Set(now.lists);
  const day = now.lastOpenDay === merged.lastOpenDay ? before.keep.lastOpenDay : now.lastOpenDay;
  const keep: ContactRecord = {
    ...record,
    ...valuesFrom(paths, (path) => (stays(path) ? before.keep : now)),
    key: now.key === merged.key ? before.keep.key : now.key,
    points: now.points.filter(({ id }) => !returned.has(id)),
    lists: [
      ...before.keep.lists.filter((list) => lists.has(list)),
      ...now.lists.filter((list) => !merged.lists.includes(list)),
    ],
    ...(day === undefined ? {} : { lastOpenDay: day }),
    createdAt: before.keep.createdAt,
  };
  const other: ContactRecord = {
    ...before.other,
    key: otherKey(scene, keep.key),
    points: back,
    lists: before.other.lists.filter((list) => lists.has(list)),
  };
  return { keep, other };
}

/** Its own, unless the survivor was given that for good, or somebody else has it. */
function otherKey({ before: { other }, taken }: UndoScene, kept: string): string {
  const isFree = !taken.key && other.key !== kept;
  return isFree ? other.key : other.id;
}
