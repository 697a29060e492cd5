import { beforeLocalHour, type CampaignDefinition, localTime } from "../../campaigns/index.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";

/** When a campaign begins by its schedule. */
export function beginFor({ definition }: CampaignRecord, now: Instant): Instant {
  const { schedule } = definition;
  if ("local" in schedule) return Math.max(now, localTime(schedule.local) - beforeLocalHour);
  return schedule.at === "now" ? now : Math.max(now, schedule.at);
}

const day = 86_400_000;

/** By how much a pause plans the rest later: in local time by whole days. */
export function shiftFor({ schedule }: CampaignDefinition, paused: Milliseconds): Milliseconds {
  return "local" in schedule ? Math.ceil(paused / day) * day : paused;
}
