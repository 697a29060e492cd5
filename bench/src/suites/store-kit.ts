import type { Effort, Entry } from "../contest.ts";
import { appendContest } from "../store-kit/append-contest.ts";
import { formerCommit, formerStore } from "../store-kit/former-store.ts";
import { handOverContest } from "../store-kit/hand-over-contest.ts";
import { statementCounts } from "../store-kit/statement-counts.ts";
import { tempFolder } from "../temp-folder.ts";

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  const folder = tempFolder("store-kit");
  const openFormer = await formerStore(folder);
  if (openFormer === null) {
    console.log(`left out: this history does not hold ${formerCommit}, the peer of the contests`);
  }
  const againstFormer =
    openFormer === null
      ? []
      : [
          handOverContest(folder, openFormer, effort),
          appendContest(folder, openFormer, 100, effort),
          appendContest(folder, openFormer, 1, effort),
        ];
  return [...againstFormer, ...statementCounts(folder)];
}
