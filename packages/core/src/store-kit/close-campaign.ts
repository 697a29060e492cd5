import type { CampaignId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CampaignRecord, TaskReport } from "../ports/store/campaign.js";
import type { StoreScope } from "../ports/store/store.js";
import { campaignRow } from "./campaign-codec.js";
import { campaignWrites, lockCampaign } from "./campaign-rows.js";
import { countCampaign } from "./count-campaign.js";
import { quietAgain } from "./expand-campaign.js";
import { all, type Io } from "./io.js";
import { atLeastOne } from "./page.js";
import type { RawRow } from "./row-request.js";
import { patches } from "./row-writes.js";
import { cancelled, messagesWaiting, openMessages } from "./run-campaign-task.js";
import { campaignTable, gateTable, messageTable, recipientTable } from "./tables.js";

/** See `Store.closeCampaign`. */
export function* closeCampaign(
  call: StoreScope & { readonly id: CampaignId; readonly limit: number },
): Io<TaskReport> {
  atLeastOne(call.limit, "limit");
  const locked = yield* lockCampaign(call.tenant, call.id);
  if (locked === null) return { campaign: null, changed: 0, more: false };
  const { campaign } = locked;
  if (campaign.state === "cancelled" && campaign.figures === null)
    return yield* clear(call, campaign);
  const { progress, state } = campaign;
  const isBusy = progress.task !== null || progress.cursor !== null || progress.waves.length > 0;
  if (state !== "running" || isBusy) return { campaign, changed: 0, more: false };
  const rest = yield* underWay(campaign, 1);
  if (rest.waiting.length > 0) return { campaign, changed: 0, more: false };
  if (rest.queued.length > 0 || rest.claimed.length > 0) {
    const dueAt = quietAgain(call.now, firstAt(rest.queued));
    yield [{ op: "patch", table: campaignTable, rows: [{ id: call.id, dueAt }] }];
    return { campaign: { ...campaign, dueAt }, changed: 0, more: false };
  }
  const figures = yield* countCampaign(campaign);
  const end = { state: "finished", endedAt: call.now, dueAt: null, figures } as const;
  const { campaign: after, writes } = campaignWrites(locked, { ...campaign, ...end });
  yield writes;
  return { campaign: after, changed: 1, more: false };
}

/**
 * Ends the remaining messages of a cancelled campaign, a part at a time. None of them can leave.
 */
function* clear(
  { now, id, limit }: StoreScope & { readonly id: CampaignId; readonly limit: number },
  campaign: CampaignRecord,
): Io<TaskReport> {
  const rest = yield* underWay(campaign, limit);
  const open = yield* openMessages([...rest.queued, ...rest.claimed]);
  const inHands = rest.queued.length + rest.claimed.length - open.length;
  yield [
    ...patches(
      recipientTable,
      rest.waiting.map(({ contact = null }) => ({
        ...{ campaign: id, contact, due: null },
        ...{ state: "refused", reason: "CANCELLED" },
      })),
    ),
    ...patches(
      messageTable,
      open.map((row) => cancelled(row, now)),
    ),
  ];
  const changed = rest.waiting.length + open.length;
  if (rest.waiting.length === limit || rest.queued.length === limit)
    return { campaign, changed, more: true };
  if (inHands > 0) {
    const dueAt = quietAgain(now, null);
    yield [{ op: "patch", table: campaignTable, rows: [{ id, dueAt }] }];
    return { campaign: { ...campaign, dueAt }, changed, more: false };
  }
  const after = { ...campaign, dueAt: null, figures: yield* countCampaign(campaign) };
  yield [
    { op: "put", table: campaignTable, rows: [campaignRow(after)] },
    { op: "drop", table: gateTable, path: "key", keys: [[id]] },
  ];
  return { campaign: after, changed, more: false };
}

/** Recipients and messages of a campaign that have not ended. */
function* underWay(
  { id, definition }: CampaignRecord,
  limit: number,
): Io<{
  readonly waiting: readonly RawRow[];
  readonly queued: readonly RawRow[];
  readonly claimed: readonly RawRow[];
}> {
  const { waiting, queued } = yield* all({
    waiting: { op: "range", table: recipientTable, path: "due", on: [id], limit },
    queued: messagesWaiting(definition.channel, id, limit),
  });
  return { waiting, queued, claimed: yield* readClaimed(id) };
}

/** There are at most as many claims as all workers hold at once: few, even for a large campaign. */
function* readClaimed(queue: CampaignId): Io<readonly RawRow[]> {
  const found: RawRow[] = [];
  let after: number | undefined;
  for (;;) {
    const from = after === undefined ? {} : { after: [after] };
    const { rows } = yield* all({
      rows: { op: "range", table: messageTable, path: "status", on: ["claimed"], ...from, limit },
    });
    found.push(...rows.filter((row) => row["queue"] === queue));
    const last = rows.at(-1)?.["seq"];
    if (rows.length < limit || typeof last !== "number") return found;
    after = last;
  }
}

const limit = 500;

function firstAt([row]: readonly RawRow[]): Instant | null {
  const at = row?.["nextAt"];
  return typeof at === "number" ? at : null;
}
