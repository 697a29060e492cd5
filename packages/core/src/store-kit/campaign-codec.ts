import type { CampaignState } from "../campaigns/campaign-state.js";
import { campaignId, contactId, type TenantId } from "../identifiers.js";
import { isObject } from "../json.js";
import type {
  CampaignProgress,
  CampaignRecord,
  RecipientHour,
  RecipientRecord,
  RecipientState,
} from "../ports/store/campaign.js";
import { corrupt, decoded, parsedBody } from "./decode-row.js";
import { checkInstant } from "./drafted-message.js";
import type { RawRow } from "./row-request.js";
import { campaignTable, recipientTable } from "./tables.js";

/** What `body` holds of a campaign: everything that has no column of its own. */
type Body = Omit<CampaignRecord, "tenant" | "state" | "epoch" | "dueAt" | "progress">;

const states: readonly CampaignState[] = [
  "draft",
  "ready",
  "approved",
  "scheduled",
  "preparing",
  "running",
  "paused",
  "held",
  "finished",
  "cancelled",
];

export const nothingYet: CampaignProgress = {
  t0: null,
  prepared: 0,
  cursor: null,
  waves: [],
  task: null,
  reached: null,
};

/** @throws StoreError `STORE_CORRUPT` */
export function decodeCampaign(tenant: TenantId, raw: RawRow): CampaignRecord {
  const { id, epoch, dueAt, state: stored } = decoded(campaignTable, raw);
  const state = states.find((known) => known === stored);
  if (state === undefined) throw corrupt(campaignTable, raw, "state");
  const body = parsedBody<Body>(campaignTable, raw);
  const progress = parsedBody<CampaignProgress>(campaignTable, raw, "progress");
  const whole = body.id === campaignId(id) && isObject(body.definition);
  if (!whole) throw corrupt(campaignTable, raw, "body");
  if (!Array.isArray(progress.waves) || !Number.isSafeInteger(progress.prepared))
    throw corrupt(campaignTable, raw, "progress");
  return { ...body, tenant, state, epoch, dueAt, progress };
}

/**
 * The row of a campaign.
 * @throws StoreError `STORE_RESULT_MISMATCH` for an instant that is none.
 */
export function campaignRow(campaign: CampaignRecord): RawRow {
  const { tenant: _, state, epoch, dueAt, progress, ...body } = campaign;
  if (dueAt !== null) checkInstant(dueAt, "campaign.dueAt");
  return {
    ...{ id: campaign.id, state, epoch, dueAt },
    body: JSON.stringify(body satisfies Body),
    progress: JSON.stringify(progress),
  };
}

const recipientStates: readonly RecipientState[] = ["waiting", "out", "refused"];

/** @throws StoreError `STORE_CORRUPT` */
export function decodeRecipient(raw: RawRow): RecipientRecord {
  const row = decoded(recipientTable, raw);
  const state = recipientStates.find((known) => known === row.state);
  if (state === undefined) throw corrupt(recipientTable, raw, "state");
  const { due, variant, reason } = row;
  const key = { campaign: campaignId(row.campaign), contact: contactId(row.contact) };
  if (state === "refused" || reason === null) return { ...key, state, due, variant, reason };
  const best = readHour(reason);
  if (best === null) throw corrupt(recipientTable, raw, "reason");
  return { ...key, state, due, variant, reason: null, best };
}

const hourReasons: readonly RecipientHour["why"][] = [
  ...(["own", "population", "explored", "flat", "passed"] as const),
];

/** What the column for reasons holds of somebody who is not refused: their hour, and by what. */
export function hourColumn(best: RecipientHour | undefined): string | null {
  return best === undefined ? null : `${best.why} ${best.hour} ${best.clicks}`;
}

function readHour(text: string): RecipientHour | null {
  const [, name, hour, clicks] = /^([a-z]+) (\d|1\d|2[0-3]) (\d+)$/.exec(text) ?? [];
  const why = hourReasons.find((known) => known === name);
  return why === undefined ? null : { hour: Number(hour), why, clicks: Number(clicks) };
}
