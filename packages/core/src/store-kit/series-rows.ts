import { campaignId, type TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import type { CampaignRecord } from "../ports/store/campaign.js";
import type { IssueRecord, SeriesRecord, SeriesState } from "../ports/store/series.js";
import type { Page, Paged, StoreScope } from "../ports/store/store.js";
import { campaignRow } from "./campaign-codec.js";
import { moveWrite } from "./campaign-moves.js";
import { corrupt, decoded, parsedBody } from "./decode-row.js";
import { checkInstant } from "./drafted-message.js";
import { all, type Io } from "./io.js";
import { pageLimit, pageOfRows } from "./page.js";
import { revisionConflict, sameTenant } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { campaignContentTable, campaignTable, issueTable, seriesTable } from "./tables.js";
import { readable } from "./units.js";

type SeriesBody = Omit<SeriesRecord, "tenant" | "state" | "epoch" | "dueAt">;
type IssueBody = Omit<IssueRecord, "series" | "issue" | "campaign">;

const states: readonly SeriesState[] = ["active", "paused", "ended"];

/** @throws StoreError `STORE_CORRUPT` */
export function decodeSeries(tenant: TenantId, raw: RawRow): SeriesRecord {
  const { id, epoch, dueAt, state: stored } = decoded(seriesTable, raw);
  const state = states.find((known) => known === stored);
  if (state === undefined) throw corrupt(seriesTable, raw, "state");
  const body = parsedBody<SeriesBody>(seriesTable, raw);
  const whole = body.id === id && isObject(body.definition) && Number.isSafeInteger(body.reached);
  if (!whole) throw corrupt(seriesTable, raw, "body");
  return { ...body, tenant, state, epoch, dueAt };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeIssue(raw: RawRow): IssueRecord {
  const { series, issue, campaign } = decoded(issueTable, raw);
  const body = parsedBody<IssueBody>(issueTable, raw);
  if (!Number.isSafeInteger(body.at)) throw corrupt(issueTable, raw, "body");
  return { ...body, series, issue, campaign: campaign === null ? null : campaignId(campaign) };
}

function seriesRow(series: SeriesRecord): RawRow {
  const { tenant: _, state, epoch, dueAt, ...body } = series;
  if (dueAt !== null) checkInstant(dueAt, "series.dueAt");
  const { id } = series;
  return { id, state, epoch, dueAt, body: JSON.stringify(body satisfies SeriesBody) };
}

function issueRow({ series, issue, campaign, ...body }: IssueRecord): RawRow {
  return { series, issue, campaign, body: JSON.stringify(body satisfies IssueBody) };
}

/** See `Store.putSeries`. */
export function* putSeries(
  call: StoreScope & {
    readonly series: SeriesRecord;
    readonly issues?: readonly IssueRecord[];
    readonly campaign?: CampaignRecord;
  },
): Io<SeriesRecord> {
  const { series, issues = [], campaign } = call;
  sameTenant(call.tenant, series.tenant, "series");
  const keys = [[series.id]];
  const { rows } = yield* all({
    rows: { op: "get", table: seriesTable, path: "key", keys, lock: true },
  });
  const [row] = rows;
  const epoch = row === undefined ? 0 : decodeSeries(call.tenant, row).epoch;
  if (epoch !== series.epoch) throw revisionConflict("series.epoch");
  const after = { ...series, epoch: epoch + 1 };
  const own = { table: seriesTable, rows: [seriesRow(after)] };
  const added: RowRequest[] = [];
  if (row === undefined) added.push({ op: "add", ...own });
  if (issues.length > 0) added.push({ op: "add", table: issueTable, rows: issues.map(issueRow) });
  if (campaign !== undefined) {
    sameTenant(call.tenant, campaign.tenant, "campaign");
    added.push({
      ...{ op: "add", table: campaignTable },
      rows: [campaignRow({ ...campaign, epoch: 1 })],
    });
  }
  const entry = campaign === undefined ? null : { ...campaign, epoch: 1 };
  if (entry !== null) added.push(yield* moveWrite(call, null, entry));
  const answers = yield added;
  const isNew = answers.flat().every((answer) => answer["added"] === true);
  if (!isNew) throw revisionConflict("issues");
  const writes: RowRequest[] = row === undefined ? [] : [{ op: "put", ...own }];
  if (campaign !== undefined) {
    const { id, revision, definition } = campaign;
    const body = JSON.stringify(definition.content);
    const content = [{ campaign: id, revision, body }];
    writes.push({ op: "add", table: campaignContentTable, rows: content });
  }
  yield writes;
  return after;
}

/** See `Store.readSeries`. */
export function* readSeries(
  call: { readonly tenant: TenantId; readonly id?: string; readonly dueBy?: Instant } & Page,
): Io<Paged<SeriesRecord>> {
  const read = (row: RawRow): SeriesRecord => decodeSeries(call.tenant, row);
  const { id, dueBy } = call;
  if (id !== undefined) {
    const { rows } = yield* all({
      rows: { op: "get", table: seriesTable, path: "key", keys: [[id]] },
    });
    return { items: rows.map(read), next: null };
  }
  if (dueBy === undefined) {
    const { rows, next } = yield* pageOfRows(seriesTable, "all", [], call);
    return { items: readable(rows, read), next };
  }
  const limit = pageLimit(call);
  const { due } = yield* all({
    due: { op: "due", table: seriesTable, path: "due", on: [], now: dueBy, limit },
  });
  return { items: readable(due, read), next: null };
}

/** See `Store.readIssues`. */
export function* readIssues(
  call: { readonly tenant: TenantId; readonly series: string; readonly issue?: string } & Page,
): Io<Paged<IssueRecord>> {
  const { series, issue, after } = call;
  if (issue !== undefined) {
    const { rows } = yield* all({
      rows: { op: "get", table: issueTable, path: "key", keys: [[series, issue]] },
    });
    return { items: rows.map(decodeIssue), next: null };
  }
  const limit = pageLimit(call);
  const from = after === undefined ? {} : { after: [after] };
  const on = [series];
  const { found } = yield* all({
    found: { op: "range", table: issueTable, path: "series", on, ...from, limit: limit + 1 },
  });
  const last = found[limit - 1]?.["issue"];
  const next = found.length > limit && typeof last === "string" ? last : null;
  return { items: readable(found.slice(0, limit), decodeIssue), next };
}
