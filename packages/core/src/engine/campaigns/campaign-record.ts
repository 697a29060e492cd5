import type { CampaignDefinition } from "../../campaigns/index.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import { beginFor } from "./campaign-times.js";

/** A draft as it is before its first write. */
export function newCampaign(
  tenant: TenantId,
  definition: CampaignDefinition,
  author: string | null,
  now: Instant,
): CampaignRecord {
  return {
    ...{ tenant, id: definition.id, author, state: "draft", epoch: 0, revision: 1 },
    ...{ createdAt: now, definition },
    ...{ approved: null, beginsAt: null, resumesTo: null, stoppedAt: null, resumedAt: null },
    ...{ pauses: [], why: null, endedAt: null, dueAt: null, figures: null },
    progress: { t0: null, prepared: 0, cursor: null, waves: [], task: null, reached: null },
  };
}

/** An issue that waits for its hour: it keeps that, whatever is edited. */
export function isIssue({ definition, state }: CampaignRecord): boolean {
  return definition.series !== undefined && (state === "scheduled" || state === "held");
}

/**
 * Whether an edit leaves it where it stands: approved again, it goes on from there. An issue that
 * waits for its hour does, and what was stopped before it began.
 */
export function keepsItsHour(campaign: CampaignRecord): boolean {
  const { state } = campaign;
  return isIssue(campaign) || state === "paused" || state === "held";
}

/** Moved to another time of its own. */
export function retimed(campaign: CampaignRecord, now: Instant): CampaignRecord {
  const { schedule } = campaign.definition;
  const beginsAt = beginFor(campaign, "at" in schedule && schedule.at === "now" ? now : 0);
  return { ...campaign, beginsAt, dueAt: campaign.state === "scheduled" ? beginsAt : null };
}
