import type { Effort, Entry } from "../contest.ts";
import { parseContests } from "../import/parse-contest.ts";
import { writeContest } from "../import/write-contest.ts";
import { tempFolder } from "../temp-folder.ts";

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  const folder = tempFolder("import");
  return [...parseContests(folder, effort), writeContest(folder, effort)];
}
