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

/** Moved to another time of its own. */
export function retimed(issue: CampaignRecord): CampaignRecord {
  const beginsAt = beginFor(issue, 0);
  return { ...issue, beginsAt, dueAt: issue.state === "scheduled" ? beginsAt : null };
}
