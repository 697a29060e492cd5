import type { CampaignId, ContactId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CampaignFigures, CampaignRecord, RecipientRecord } from "../ports/store/campaign.js";
import type { Page, Paged } from "../ports/store/store.js";
import { decodeCampaign, decodeRecipient } from "./campaign-codec.js";
import { figureTable } from "./campaign-tables.js";
import { all, type Io } from "./io.js";
import { pageLimit, pageOfRows } from "./page.js";
import { campaignTable, recipientTable } from "./tables.js";
import { readable } from "./units.js";

/**
 * The figures of a campaign as its counters have them: a few rows, whatever its size. Those of its
 * end stand once it is over; what receivers report comes in afterwards as well.
 */
export function* countCampaign(campaign: CampaignRecord): Io<CampaignFigures> {
  const { rows } = yield* all({
    rows: { op: "get", table: figureTable, path: "campaign", keys: [[campaign.id]] },
  });
  const counts = new Map<string, number>();
  for (const { name, n } of rows)
    counts.set(String(name), (counts.get(String(name)) ?? 0) + Number(n));
  const count = (name: string): number => counts.get(name) ?? 0;
  const named = (kind: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      [...counts]
        .flatMap(([name, n]) => (name.startsWith(kind) && n !== 0 ? [[name, n] as const] : []))
        .map(([name, n]) => [name.slice(kind.length), n] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const reports = {
    delivered: count("report:delivered"),
    bounced: count("report:bounced"),
    hardBounced: count("report:hardBounced"),
    complained: count("report:complained"),
  };
  if (campaign.figures !== null) return { ...campaign.figures, reports };
  return {
    prepared: campaign.progress.prepared,
    waiting: count("waiting"),
    messages: {
      ...{ queued: 0, claimed: 0, accepted: 0, rejected: 0, failed: 0, unknown: 0, skipped: 0 },
      ...named("message:"),
    },
    refused: named("refused:"),
    variants: named("variant:"),
    reports,
  };
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
