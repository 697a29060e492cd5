import { join } from "node:path";
import { filledShop } from "../campaign/campaign-shop.ts";
import { claimContest } from "../campaign/claim-contest.ts";
import { queueContests } from "../campaign/queue-contest.ts";
import type { Effort, Entry } from "../contest.ts";
import { tempFolder } from "../temp-folder.ts";

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  const folder = tempFolder("campaign");
  const filled = filledShop(join(folder, "filled.db"), effort.quick ? 20_000 : 1_000_000);
  return [...queueContests(folder, filled, effort), claimContest(folder, filled)];
}
