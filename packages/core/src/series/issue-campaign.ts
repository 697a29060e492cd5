import type { CampaignDefinition } from "../campaigns/definition.js";
import { beforeLocalHour, localTime } from "../campaigns/due.js";
import { campaignId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Occurrence } from "../timing/recurrence/index.js";
import type { SeriesDefinition } from "./definition.js";

/** The campaign of an issue: its id follows from series and date, so that there is one. */
export function issueCampaign(
  { id, recurrence, campaign, best, unknownZone, passed = "send" }: SeriesDefinition,
  { at, date, planned }: Occurrence,
): { readonly definition: CampaignDefinition; readonly beginsAt: Instant } {
  const { time } = recurrence;
  const zoned = recurrence.zone === "contact";
  const named = { passed, ...(unknownZone === undefined ? {} : { unknownZone }) };
  const local = { local: `${date}T${time}`, ...named };
  const own =
    best === undefined ? local : { best: date, between: [time, best.until] as const, ...named };
  const definition: CampaignDefinition = {
    ...campaign,
    v: 1,
    id: campaignId(`c-${id}-${planned}`),
    schedule: zoned ? own : { at },
    series: id,
    issue: planned,
  };
  return { definition, beginsAt: zoned ? localTime(local.local) - beforeLocalHour : at };
}
