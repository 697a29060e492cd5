import {
  afterLocalHour,
  beforeLocalHour,
  bestWindow,
  type CampaignDefinition,
  type LocalHour,
  localTime,
} from "../../campaigns/index.js";
import { DefinitionError } from "../../errors/index.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import type { WallTime } from "../../timing/wall-clock.js";

/**
 * A campaign of a later release is left to processes of that: a decision on any of its people would
 * put them aside.
 * @throws DefinitionError `DEFINITION_FORMAT`
 */
export function refuseUnknownSchedule({ id, definition: { schedule } }: CampaignRecord): void {
  if ("at" in schedule || "local" in schedule || "best" in schedule) return;
  throw new DefinitionError("DEFINITION_FORMAT", "This engine does not know such a schedule.", {
    path: `campaigns.${id}.schedule`,
    remedy: "Run the release that made the campaign.",
  });
}

/** When a campaign begins by its schedule. */
export function beginFor({ definition }: CampaignRecord, now: Instant): Instant {
  const { schedule } = definition;
  if ("at" in schedule) return schedule.at === "now" ? now : schedule.at;
  const { first, last } = "best" in schedule ? bestWindow(schedule) : onlyHour(schedule);
  // An hour that is over everywhere was missed when it came to the last place on earth.
  return Math.min(Math.max(now, first - beforeLocalHour), last + afterLocalHour);
}

function onlyHour({ local }: LocalHour): { readonly first: WallTime; readonly last: WallTime } {
  const hour = localTime(local);
  return { first: hour, last: hour };
}

const day = 86_400_000;

/** By how much a pause plans the rest later: in local time by whole days. */
export function shiftFor({ schedule }: CampaignDefinition, paused: Milliseconds): Milliseconds {
  // A clock that went back plans nothing earlier.
  const length = Math.max(0, paused);
  return "at" in schedule ? Math.ceil(length / 1_000) * 1_000 : Math.ceil(length / day) * day;
}
