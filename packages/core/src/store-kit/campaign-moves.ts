import type { CampaignId, TenantId } from "../identifiers.js";
import { isObject } from "../json.js";
import type { CampaignMove, CampaignRecord, CampaignSaid } from "../ports/store/campaign.js";
import type { Page, Paged, StoreScope } from "../ports/store/store.js";
import { campaignMoveTable } from "./campaign-tables.js";
import { countCampaign } from "./count-campaign.js";
import { corrupt, decoded, parsedBody } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { pageLimit } from "./page.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { readable } from "./units.js";

type Body = Omit<CampaignMove, "campaign" | "epoch">;

/**
 * The entry of a write of a campaign in its log, under the epoch that it makes: with the figures as
 * they are in this transaction. `before`: as it was; `null`: it is new.
 */
export function* moveWrite(
  { now }: Pick<StoreScope, "now">,
  before: CampaignRecord | null,
  after: CampaignRecord,
  said?: CampaignSaid,
): Io<RowRequest> {
  const body: Body = {
    at: now,
    by: said?.by ?? null,
    verb: said?.verb ?? verbFor(before, after),
    ...{ from: before?.state ?? null, to: after.state },
    ...{ why: after.why, reason: said?.reason ?? null },
    ...{ revision: after.revision, digest: after.approved?.digest ?? null },
    figures: before === null ? null : yield* countCampaign(before),
  };
  const row = { campaign: after.id, epoch: after.epoch, body: JSON.stringify(body) };
  return { op: "add", table: campaignMoveTable, rows: [row] };
}

/** What the store's own moves are called. */
function verbFor(before: CampaignRecord | null, { state }: CampaignRecord): CampaignMove["verb"] {
  if (before === null) return "create";
  if (state === "running") return before.state === "preparing" ? "run" : "resume";
  if (state === "finished") return "finish";
  return state === "held" ? "hold" : "edit";
}

/** See `Store.readMoves`. */
export function* readMoves(
  call: { readonly tenant: TenantId; readonly campaign: CampaignId } & Page,
): Io<Paged<CampaignMove>> {
  const limit = pageLimit(call);
  const { campaign, after } = call;
  const from = after === undefined ? {} : { after: [Number(after)] };
  const { found } = yield* all({
    found: {
      ...{ op: "range", table: campaignMoveTable, path: "campaign" },
      ...{ on: [campaign], ...from, limit: limit + 1 },
    },
  });
  const items = readable(found.slice(0, limit), (row) => decodeMove(campaign, row));
  const last = found[limit - 1]?.["epoch"];
  return { items, next: found.length > limit ? String(last) : null };
}

/** @throws StoreError `STORE_CORRUPT` */
function decodeMove(campaign: CampaignId, row: RawRow): CampaignMove {
  const { epoch } = decoded(campaignMoveTable, row);
  const body = parsedBody<Body>(campaignMoveTable, row);
  if (!isObject(body) || typeof body.to !== "string") throw corrupt(campaignMoveTable, row, "body");
  return { ...body, campaign, epoch };
}
