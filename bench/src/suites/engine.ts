import type { Effort, Entry } from "../contest.ts";
import { campaignContests } from "../engine/campaign-contest.ts";
import { importMeasurements } from "../engine/import-measurements.ts";
import { outboxMeasurements } from "../engine/outbox-measurements.ts";
import { tickContest } from "../engine/tick-contest.ts";
import { unsubscribeContests } from "../engine/unsubscribe-contest.ts";
import { tempFolder } from "../temp-folder.ts";

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  const folder = tempFolder("engine");
  return [
    tickContest(folder),
    ...campaignContests(folder, effort),
    ...unsubscribeContests(folder),
    ...importMeasurements(folder, effort),
    ...outboxMeasurements(folder, effort),
  ];
}
