import type { CampaignDefinition } from "../campaigns/definition.js";
import { beforeLocalHour, localTime } from "../campaigns/due.js";
import { campaignId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Occurrence } from "../timing/recurrence/index.js";
import type { SeriesDefinition } from "./definition.js";

/** The campaign of an issue: its id follows from series and date, so that there is one. */
export function issueCampaign(
  { id, recurrence, campaign, unknownZone, passed = "send" }: SeriesDefinition,
  { at, date, planned }: Occurrence,
): { readonly definition: CampaignDefinition; readonly beginsAt: Instant } {
  const local = `${date}T${recurrence.time}`;
  const zoned = recurrence.zone === "contact";
  const named = unknownZone === undefined ? {} : { unknownZone };
  const definition: CampaignDefinition = {
    ...campaign,
    v: 1,
    id: campaignId(`c-${id}-${planned}`),
    schedule: zoned ? { local, passed, ...named } : { at },
    series: id,
    issue: planned,
  };
  return { definition, beginsAt: zoned ? localTime(local) - beforeLocalHour : at };
}
