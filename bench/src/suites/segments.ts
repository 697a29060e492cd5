import type { Effort, Entry } from "../contest.ts";
import { flipContests } from "../segments/flip-contest.ts";
import { scanContests } from "../segments/scan-contests.ts";
import { timeMeasurement } from "../segments/time-measurement.ts";
import { windowContest } from "../segments/window-contest.ts";

export async function contests(effort: Effort): Promise<readonly Entry[]> {
  return [
    ...scanContests(effort),
    windowContest(effort),
    ...flipContests(),
    timeMeasurement(effort),
  ];
}
