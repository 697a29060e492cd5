import type { CampaignDefinition } from "../../campaigns/index.js";
import { InputError } from "../../errors/index.js";
import type { TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { CampaignRecord } from "../../ports/store/campaign.js";
import { beginFor } from "./campaign-times.js";
import type { CampaignInput } from "./campaigns-face.js";

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

/** Only what nobody was chosen or planned by may change once the audience is in. */
export function checkPrepared(
  before: CampaignDefinition,
  after: CampaignDefinition,
  change: Partial<CampaignInput>,
): void {
  const free = new Set(["content", "policy", "name"]);
  const fixed = Object.keys(change).find((member) => !free.has(member));
  const ids = (definition: CampaignDefinition): string =>
    definition.content.variants
      .map(({ id }) => id)
      .sort()
      .join(" ");
  if (fixed === undefined && ids(before) === ids(after)) return;
  throw new InputError("INPUT_CAMPAIGN_PREPARED", "Its audience is prepared already.", {
    path: fixed ?? "content.variants",
    remedy: "Change content and policy only, and keep the ids of the variants.",
  });
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
