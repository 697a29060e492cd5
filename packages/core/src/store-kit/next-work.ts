import { StoreError } from "../errors/index.js";
import { tenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { LaneReach, WorkReach } from "../ports/store/store.js";
import { callTable } from "./call-tables.js";
import { decodeCampaign } from "./campaign-codec.js";
import { codeClaimTable } from "./code-tables.js";
import { dueInQueue, queueHeads } from "./due-messages.js";
import { loadGates } from "./gates.js";
import { all, type Io, together } from "./io.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { decodeSeries } from "./series-rows.js";
import type { Table } from "./table.js";
import {
  campaignTable,
  contactTable,
  enrollmentTable,
  leaseTable,
  messageTable,
  seriesTable,
} from "./tables.js";
import { tried } from "./units.js";

/** See `Store.nextWork`. */
export function* nextWork(reach?: WorkReach): Io<Instant | null> {
  const { lanes, exceptVersions = [], exceptCalls = [] } = reach ?? {};
  const runs = except(enrollmentTable, [], {
    columns: ["workflow", "version"],
    values: exceptVersions.map(({ workflow, version }) => [workflow, version]),
  });
  const { due, campaigns, series, contacts, holding, known, codes, calls } = yield* all({
    due: runs,
    campaigns: first(campaignTable),
    series: first(seriesTable),
    contacts: first(contactTable),
    holding: { op: "heads", table: messageTable, path: "worker" },
    // No lanes were named, so all lanes with messages are looked at.
    known: { op: "heads", table: messageTable, path: "due" },
    codes: { ...first(codeClaimTable), path: "sweep" },
    calls: except(callTable, [], { columns: ["kind"], values: exceptCalls.map((kind) => [kind]) }),
  });
  const [leases, messages] = yield* together(
    readLeases(holding),
    findMessageTimes(lanes ?? known.map(({ lane }) => wholeLane(String(lane)))),
  );
  const instants = [
    ...of(due, "dueAt"),
    ...(reach?.exceptCampaigns === true ? [] : yield* campaignTimes(campaigns, series)),
    ...of(contacts, "segmentsDueAt"),
    ...of(codes, "sweepAt"),
    ...of(calls, "dueAt"),
    // A lease ends after its last instant and the grace, not at it.
    ...of(leases, "until").map((at) => (reach === undefined ? at : at + reach.graceMs + 1)),
    ...messages,
  ];
  return instants.length === 0 ? null : Math.min(...instants);
}

function* campaignTimes(
  campaigns: readonly RawRow[],
  series: readonly RawRow[],
): Io<readonly Instant[]> {
  return [
    ...of(yield* legible(campaignTable, campaigns), "dueAt"),
    ...of(yield* legible(seriesTable, series), "dueAt"),
  ];
}

/**
 * The first of these that can be read: nobody can carry on what cannot, so it is no work. Nearly
 * always that is the head, which has been read.
 */
function* legible(table: Table, head: readonly RawRow[]): Io<readonly RawRow[]> {
  const isLegible = (row: RawRow): boolean =>
    !(tried(() => readAny(table, row)) instanceof StoreError);
  if (head.every(isLegible)) return head;
  const { rows } = yield* all({ rows: { ...first(table), limit: manyDamaged } });
  return rows.filter(isLegible).slice(0, 1);
}

/** More rows of one table than are ever damaged, and nobody has noticed. */
const manyDamaged = 500;

function readAny(table: Table, row: RawRow): unknown {
  return table === campaignTable ? decodeCampaign(nobody, row) : decodeSeries(nobody, row);
}

/** Whose rows they are is no matter for whether they can be read. */
const nobody = tenantId("nobody");

function wholeLane(lane: string): LaneReach {
  return { lane, notBefore: 0, exceptTemplates: [] };
}

/** When the first message of each open queue of these lanes is due. */
function* findMessageTimes(lanes: readonly LaneReach[]): Io<readonly Instant[]> {
  if (lanes.length === 0) return [];
  const heads = yield lanes.map(({ lane }) => queueHeads(lane));
  const gates = yield* loadGates(heads.flat());
  const waiting = lanes.map((_, index) => (heads[index] ?? []).filter(gates.isOpen));
  // Only where templates are passed over can another message than the head be the first.
  const firsts = lanes.flatMap(({ lane, exceptTemplates }, index): readonly RowRequest[] =>
    exceptTemplates.length === 0
      ? []
      : (waiting[index] ?? []).map(({ queue }) =>
          dueInQueue({ lane, now: ever, exceptTemplates }, String(queue), 1),
        ),
  );
  const found = firsts.length === 0 ? [] : (yield firsts).flat();
  return lanes.flatMap(({ lane, notBefore, exceptTemplates }, index) => {
    const rows =
      exceptTemplates.length === 0
        ? (waiting[index] ?? [])
        : found.filter((row) => row["lane"] === lane);
    return of(rows, "nextAt").map((at) => Math.max(at, notBefore));
  });
}

/**
 * A lease without messages needs nobody to end it: a worker that settled the last message of a
 * batch keeps its lease for the next one.
 */
function* readLeases(holding: readonly RawRow[]): Io<readonly RawRow[]> {
  const workers = sortedKeys(
    holding.flatMap(({ worker }) => (typeof worker === "string" ? [worker] : [])),
  );
  if (workers.length === 0) return [];
  const [leases = []] = yield [{ op: "get", table: leaseTable, path: "key", keys: workers }];
  return leases;
}

type Due = Extract<RowRequest, { readonly op: "due" }>;

const ever: Instant = Number.MAX_SAFE_INTEGER;

function except(table: Table, on: Due["on"], passedOver: NonNullable<Due["except"]>): RowRequest {
  return { ...first(table), on, except: passedOver };
}

function first(table: Table): Due {
  return { op: "due", table, path: "due", on: [], now: ever, limit: 1 };
}

function of(rows: readonly RawRow[], column: string): readonly Instant[] {
  return rows.flatMap(({ [column]: at }) => (typeof at === "number" ? [at] : []));
}
