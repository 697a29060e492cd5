import type { CampaignState } from "../campaigns/campaign-state.js";
import type { CampaignId, TenantId } from "../identifiers.js";
import type { CampaignProgress, CampaignRecord } from "../ports/store/campaign.js";
import { campaignRow, decodeCampaign } from "./campaign-codec.js";
import { all, type Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { campaignTable, gateTable } from "./tables.js";

/** A campaign locked, with its gate's row. */
export interface LockedCampaign {
  readonly campaign: CampaignRecord;
  readonly gate: RawRow | undefined;
}

/** `null`: there is none. @throws StoreError `STORE_CORRUPT` */
export function* lockCampaign(tenant: TenantId, id: CampaignId): Io<LockedCampaign | null> {
  const read = yield* all({
    rows: { op: "get", table: campaignTable, path: "key", keys: [[id]], lock: true },
    gates: { op: "get", table: gateTable, path: "key", keys: [[id]], lock: true },
  });
  const [row] = read.rows;
  return row === undefined ? null : { campaign: decodeCampaign(tenant, row), gate: read.gates[0] };
}

/**
 * The writes that make `after` of a locked campaign: one epoch later where it is a move. The
 * queue's gate goes with the state, in the same transaction: what is not running lets nothing out.
 */
export function campaignWrites(
  { campaign: before, gate }: LockedCampaign,
  after: CampaignRecord,
): { readonly campaign: CampaignRecord; readonly writes: readonly RowRequest[] } {
  const moved = after.state !== before.state;
  const campaign = moved ? { ...after, epoch: before.epoch + 1 } : after;
  return {
    campaign,
    writes: [
      { op: "put", table: campaignTable, rows: [campaignRow(campaign)] },
      ...(moved ? gateWrites(campaign.id, campaign.state, gate) : []),
    ],
  };
}

/** Only the store's own progress changes: no move, and no new epoch. */
export function progressWrite(
  campaign: CampaignRecord,
  change: Partial<CampaignProgress>,
): CampaignRecord {
  return { ...campaign, progress: { ...campaign.progress, ...change } };
}

/** Opens the queue's gate while the campaign runs, and shuts it in every other state. */
function gateWrites(
  queue: CampaignId,
  state: CampaignState,
  gate: RawRow | undefined,
): readonly RowRequest[] {
  const open = state === "running" ? 1 : 0;
  // The gate of a campaign that is over and has no message under way is removed; a queue without a
  // gate is open.
  if (state === "finished") return [{ op: "drop", table: gateTable, path: "key", keys: [[queue]] }];
  if (gate === undefined) {
    if (open === 1) return [];
    const made = { queue, open, epoch: 1, priority: null, share: 1, why: "CAMPAIGN" };
    return [{ op: "put", table: gateTable, rows: [made] }];
  }
  if (gate["open"] === open) return [];
  const row = {
    queue,
    open,
    epoch: Number(gate["epoch"]) + 1,
    why: open === 1 ? null : "CAMPAIGN",
  };
  return [{ op: "patch", table: gateTable, rows: [row] }];
}
