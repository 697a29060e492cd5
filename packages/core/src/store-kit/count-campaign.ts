import type { CampaignId, ContactId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CampaignFigures, CampaignRecord, RecipientRecord } from "../ports/store/campaign.js";
import type { OutboxStatus } from "../ports/store/facts.js";
import type { Page, Paged } from "../ports/store/store.js";
import { decodeCampaign, decodeRecipient } from "./campaign-codec.js";
import { all, type Io } from "./io.js";
import { decodeStatus } from "./message-codec.js";
import { pageLimit, pageOfRows } from "./page.js";
import { campaignTable, messageTable, recipientTable } from "./tables.js";
import { readable } from "./units.js";

/** The figures of a campaign: those of its end once it is over, and a count of its rows before. */
export function* countCampaign(campaign: CampaignRecord): Io<CampaignFigures> {
  if (campaign.figures !== null) return campaign.figures;
  const { recipients, sent } = yield* all({
    recipients: {
      op: "tally",
      table: recipientTable,
      columns: ["state", "reason", "variant"],
      path: "campaign",
      on: [campaign.id],
    },
    sent: {
      op: "tally",
      table: messageTable,
      columns: ["status", "firstReason"],
      path: "queue",
      on: [campaign.id],
    },
  });
  const messages: Record<OutboxStatus, number> = {
    ...{ queued: 0, claimed: 0, accepted: 0, rejected: 0, failed: 0, unknown: 0, skipped: 0 },
  };
  const refused: Record<string, number> = {};
  const variants: Record<string, number> = {};
  let waiting = 0;
  const add = (to: Record<string, number>, name: unknown, count: number): void => {
    const key = typeof name === "string" ? name : "UNKNOWN";
    to[key] = (to[key] ?? 0) + count;
  };
  for (const { state, reason, variant, count } of recipients) {
    if (state === "waiting") waiting += Number(count);
    else if (state === "refused") add(refused, reason, Number(count));
    else add(variants, variant, Number(count));
  }
  for (const row of sent) {
    const status = decodeStatus(row);
    messages[status] += Number(row["count"]);
    if (status === "skipped") add(refused, row["firstReason"], Number(row["count"]));
  }
  return { prepared: campaign.progress.prepared, waiting, messages, refused, variants };
}

/** See `Store.readFigures`. */
export function* readFigures(call: {
  readonly tenant: TenantId;
  readonly id: CampaignId;
}): Io<CampaignFigures | null> {
  const campaign = yield* readCampaign(call);
  return campaign === null ? null : yield* countCampaign(campaign);
}

/** See `Store.readCampaign`. @throws StoreError `STORE_CORRUPT` */
export function* readCampaign(call: {
  readonly tenant: TenantId;
  readonly id: CampaignId;
}): Io<CampaignRecord | null> {
  const { rows } = yield* all({
    rows: { op: "get", table: campaignTable, path: "key", keys: [[call.id]] },
  });
  const [row] = rows;
  return row === undefined ? null : decodeCampaign(call.tenant, row);
}

/** See `Store.readCampaigns`. */
export function* readCampaigns(
  call: { readonly tenant: TenantId; readonly dueBy?: Instant } & Page,
): Io<Paged<CampaignRecord>> {
  const read = (row: Parameters<typeof decodeCampaign>[1]): CampaignRecord =>
    decodeCampaign(call.tenant, row);
  if (call.dueBy === undefined) {
    const { rows, next } = yield* pageOfRows(campaignTable, "all", [], call);
    return { items: readable(rows, read), next };
  }
  const { due } = yield* all({
    due: {
      op: "due",
      table: campaignTable,
      path: "due",
      on: [],
      now: call.dueBy,
      limit: pageLimit(call),
    },
  });
  return { items: readable(due, read), next: null };
}

/** See `Store.readRecipients`. */
export function* readRecipients(
  call: {
    readonly tenant: TenantId;
    readonly campaign: CampaignId;
    readonly contacts?: readonly ContactId[];
  } & Page,
): Io<Paged<RecipientRecord>> {
  const { campaign, contacts, after } = call;
  if (contacts !== undefined) {
    const keys = [...new Set(contacts)].sort().map((contact) => [campaign, contact]);
    const { rows } = yield* all({
      rows: { op: "get", table: recipientTable, path: "key", keys },
    });
    return { items: readable(rows, decodeRecipient), next: null };
  }
  const limit = pageLimit(call);
  const from = after === undefined ? {} : { after: [after] };
  const on = [campaign];
  const { found } = yield* all({
    found: { op: "range", table: recipientTable, path: "campaign", on, ...from, limit: limit + 1 },
  });
  const shown = readable(found.slice(0, limit), decodeRecipient);
  const next = found.length > limit ? (shown.at(-1)?.contact ?? null) : null;
  return { items: shown, next };
}
