import type { CampaignProgress, CampaignRecord, CampaignSaid } from "../ports/store/campaign.js";
import type { StoreScope } from "../ports/store/store.js";
import { campaignRow, nothingYet } from "./campaign-codec.js";
import { moveWrite } from "./campaign-moves.js";
import { gateWrites, lockCampaign } from "./campaign-rows.js";
import type { Io } from "./io.js";
import { revisionConflict, sameTenant } from "./refusals.js";
import { campaignContentTable, campaignTable } from "./tables.js";

/** See `Store.putCampaign`. */
export function* putCampaign(
  call: StoreScope & {
    readonly campaign: CampaignRecord;
    readonly said?: CampaignSaid;
    readonly progress?: Partial<CampaignProgress>;
  },
): Io<CampaignRecord> {
  const { campaign, progress, said } = call;
  const { id, revision, definition } = campaign;
  sameTenant(call.tenant, campaign.tenant, "campaign");
  const locked = yield* lockCampaign(call.tenant, id);
  if ((locked?.campaign.epoch ?? 0) !== campaign.epoch) throw revisionConflict("campaign.epoch");
  const content = {
    op: "add",
    table: campaignContentTable,
    rows: [{ campaign: id, revision, body: JSON.stringify(definition.content) }],
  } as const;
  const known = locked?.campaign.progress ?? nothingYet;
  const after = { ...campaign, progress: { ...known, ...progress } };
  if (locked === null) {
    const made = { ...after, epoch: 1 };
    const [added = []] = yield [
      { op: "add", table: campaignTable, rows: [campaignRow(made)] },
      content,
      yield* moveWrite(call, null, made, said),
    ];
    if (added[0]?.["added"] !== true) throw revisionConflict("campaign.epoch");
    return made;
  }
  const raised = { ...after, epoch: campaign.epoch + 1 };
  const before = locked.campaign;
  const entry = yield* moveWrite(call, before, raised, said);
  yield [
    { op: "put", table: campaignTable, rows: [campaignRow(raised)] },
    ...(raised.state === before.state ? [] : gateWrites(id, raised.state, locked.gate)),
    content,
    entry,
  ];
  return raised;
}
