import { StoreError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { HeadCheck } from "../ports/consent-gate.js";
import type { Damage } from "../ports/store/store.js";
import { decodeArrivals } from "./arrivals.js";
import { decodeReports } from "./budget-reports.js";
import { decodeBudget } from "./budgets.js";
import { callTable, throttleTable } from "./call-tables.js";
import { decodeCall } from "./calls.js";
import { decodeCampaign, decodeRecipient } from "./campaign-codec.js";
import { contactChangeTable } from "./change-tables.js";
import { decodeCode } from "./code-rows.js";
import { codeClaimTable, codeTable } from "./code-tables.js";
import { decodeChange } from "./contact-changes.js";
import { decodeContact, zoneColumn } from "./contact-codec.js";
import { decoded, keyText, parsed } from "./decode-row.js";
import { isMark } from "./feed-marks.js";
import { decodeFlow, decodeFlowConflict, decodeFlowLink } from "./flow-rows.js";
import { flowConflictTable, flowLinkTable, flowTable } from "./flow-tables.js";
import { decodeGate } from "./gates.js";
import { heldListTable } from "./held-list-table.js";
import { decodeCounts } from "./hour-counts.js";
import { all, type Io } from "./io.js";
import {
  decodeHead,
  decodeLedgerEntry,
  headOfRow,
  headRead,
  lastEntryRead,
} from "./ledger-codec.js";
import { decodeMerge } from "./merge-codec.js";
import { contactAliasTable, contactMergeTable, contactPairTable } from "./merge-tables.js";
import { decodeMessage, decodeMessageFact, openWindow } from "./message-codec.js";
import { noteTable } from "./note-tables.js";
import { decodeNote } from "./notes.js";
import { decodePair } from "./pairs.js";
import { decodeQuarantineEntry } from "./quarantine-rows.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { decodeEnrollment, decodeStep } from "./run-codec.js";
import { decodeIssue, decodeSeries } from "./series-rows.js";
import type { Table, Value } from "./table.js";
import {
  budgetReportTable,
  budgetTable,
  campaignTable,
  consentPointTable,
  contactPointTable,
  contactTable,
  deliveryTable,
  enrollmentTable,
  eventTable,
  fingerprintTable,
  gateTable,
  handOverTable,
  hourCountTable,
  issueTable,
  leaseTable,
  ledgerHeadTable,
  ledgerTable,
  linkListTable,
  listMemberTable,
  membershipTable,
  messageTable,
  quarantineTable,
  recipientTable,
  seriesTable,
  stepTable,
  tables,
} from "./tables.js";
import { taskTable } from "./task-tables.js";
import { decodeTask } from "./tasks.js";
import { decodeTurns } from "./turns.js";
import { tried } from "./units.js";

/** A column whose value is the one-column key of another table. */
interface Reference {
  readonly table: Table;
  readonly column: string;
  readonly to: Table;
  /** Ids of merged contacts count as well. */
  readonly merged?: true;
}

const references: readonly Reference[] = [
  ...[
    contactPointTable,
    listMemberTable,
    membershipTable,
    enrollmentTable,
    stepTable,
    eventTable,
    deliveryTable,
    messageTable,
    consentPointTable,
    callTable,
    taskTable,
    heldListTable,
    contactMergeTable,
    contactAliasTable,
    noteTable,
    flowLinkTable,
    flowConflictTable,
  ].map((table): Reference => ({ table, column: "contact", to: contactTable })),
  // The history of a contact that was merged stays under its own id.
  { table: contactChangeTable, column: "contact", to: contactTable, merged: true },
  { table: stepTable, column: "enrollment", to: enrollmentTable },
  { table: messageTable, column: "links", to: linkListTable },
  { table: messageTable, column: "worker", to: leaseTable },
  { table: handOverTable, column: "worker", to: leaseTable },
  { table: codeClaimTable, column: "code", to: codeTable },
  { table: codeClaimTable, column: "contact", to: contactTable },
  { table: fingerprintTable, column: "point", to: consentPointTable },
];

const pageSize = 500;

/**
 * See `Store.integrity`. Reads every row of the tenant by its table's declaration, follows every
 * reference, and checks what must agree. Codes: `STORE_CORRUPT`, `REFERENCE_BROKEN`,
 * `COLUMNS_DISAGREE`, `LEDGER_GAP`.
 */
export function* integrity(tenant: TenantId, headFits?: HeadCheck): Io<readonly Damage[]> {
  const damage: Damage[] = [];
  for (const table of tables) {
    try {
      damage.push(...(yield* tableDamage(tenant, table, headFits)));
    } catch (error) {
      // The table's pages cannot be read at all; the other tables are still checked.
      if (!(error instanceof StoreError) || error.code !== "STORE_CORRUPT") throw error;
      damage.push({ table: table.name, key: null, code: error.code });
    }
  }
  return damage;
}

function* tableDamage(
  tenant: TenantId,
  table: Table,
  headFits: HeadCheck | undefined,
): Io<readonly Damage[]> {
  const damage: Damage[] = [];
  const scan = createScan(table);
  let expected = 0;
  for (let page = yield* scan(); page.length > 0; page = yield* scan()) {
    for (const row of page) {
      const code = codeOfRow(tenant, table, row);
      if (code !== null) damage.push({ table: table.name, key: keyText(table, row), code });
      if (table === ledgerTable && row["place"] !== expected) damage.push(gap(expected));
      expected = Number(row["place"]) + 1;
    }
    const own = table === contactChangeTable ? page.filter((row) => !isMark(row)) : page;
    damage.push(...(yield* brokenReferences(table, own)));
  }
  if (table === ledgerTable) damage.push(...(yield* headDamage(expected, headFits)));
  return damage;
}

/**
 * All rows of a table, page by page: along its path in order of insertion, or else by the keys it
 * counts. A counted key without a row is passed on alone, and fails when it is decoded.
 */
function createScan(table: Table): () => Io<readonly RawRow[]> {
  const whole = Object.entries(table.paths).find(
    ([, { on, order, notNull }]) => on.length === 0 && order.length === 1 && notNull === undefined,
  );
  if (whole !== undefined) {
    const [path, { order }] = whole;
    let after: readonly Value[] | undefined;
    return function* () {
      const { rows } = yield* all({
        rows: {
          op: "range",
          table,
          path,
          on: [],
          limit: pageSize,
          ...(after === undefined ? {} : { after }),
        },
      });
      const last = rows.at(-1);
      if (last !== undefined) after = order.map((column) => last[column] ?? null);
      return rows;
    };
  }
  let keys: RawRow[] | undefined;
  return function* () {
    keys ??= [...(yield* all({ keys: { op: "tally", table, columns: table.key } })).keys];
    const some = keys.splice(0, pageSize);
    if (some.length === 0) return [];
    const { rows } = yield* all({
      rows: {
        op: "get",
        table,
        path: "key",
        keys: some.map((row) => table.key.map((column) => row[column] ?? null)),
      },
    });
    const found = new Set(rows.map((row) => keyText(table, row)));
    return [...rows, ...some.filter((row) => !found.has(keyText(table, row)))];
  };
}

function codeOfRow(tenant: TenantId, table: Table, row: RawRow): string | null {
  const read = tried(() => {
    decoded(table, row);
    for (const [column, type] of Object.entries(table.columns)) {
      if (type.startsWith("json")) parsed(table, row, column);
    }
    readers[table.name]?.(row, tenant);
  });
  if (read instanceof StoreError) return read.code;
  return agrees[table.name]?.(row) === false ? "COLUMNS_DISAGREE" : null;
}

/** What reads a row whole, where a table's columns alone do not say enough. */
const readers: Readonly<Record<string, (row: RawRow, tenant: TenantId) => unknown>> = {
  [contactTable.name]: decodeContact,
  [enrollmentTable.name]: decodeEnrollment,
  [stepTable.name]: decodeStep,
  [gateTable.name]: decodeGate,
  [campaignTable.name]: (row, tenant) => decodeCampaign(tenant, row),
  [seriesTable.name]: (row, tenant) => decodeSeries(tenant, row),
  [issueTable.name]: decodeIssue,
  [recipientTable.name]: decodeRecipient,
  [codeTable.name]: decodeCode,
  [callTable.name]: decodeCall,
  [taskTable.name]: decodeTask,
  [noteTable.name]: decodeNote,
  [throttleTable.name]: decodeTurns,
  [contactChangeTable.name]: decodeChange,
  [contactMergeTable.name]: decodeMerge,
  [contactPairTable.name]: decodePair,
  [flowTable.name]: decodeFlow,
  [flowLinkTable.name]: decodeFlowLink,
  [flowConflictTable.name]: decodeFlowConflict,
  [hourCountTable.name]: decodeCounts,
  [budgetTable.name]: decodeBudget,
  [budgetReportTable.name]: decodeReports,
  [messageTable.name]: (row, tenant) => [decodeMessage({ tenant }, row), decodeMessageFact(row)],
  [consentPointTable.name]: decodeArrivals,
  [ledgerHeadTable.name]: headOfRow,
  [ledgerTable.name]: decodeLedgerEntry,
  [quarantineTable.name]: decodeQuarantineEntry,
};

/** Columns that are a function of others. */
const agrees: Readonly<Record<string, (row: RawRow) => boolean>> = {
  [contactTable.name]: (row) => row["zone"] === zoneColumn(decodeContact(row)),
  [messageTable.name]: ({ status, nextAt, worker, settledAt, windowAt }) =>
    (status === "queued") === (nextAt !== null) &&
    (status === "claimed") === (worker !== null) &&
    (status === "queued" || status === "claimed") === (settledAt === null) &&
    windowAt === (settledAt ?? openWindow),
  [codeTable.name]: ({ state, line }) => (state === "free") === (line !== null),
  [enrollmentTable.name]: ({ status, dueAt }) => status !== "ended" || dueAt === null,
  [recipientTable.name]: ({ state, due }) => (state === "waiting") === (due !== null),
};

function* brokenReferences(table: Table, page: readonly RawRow[]): Io<readonly Damage[]> {
  const own = references.filter((reference) => reference.table === table);
  if (own.length === 0) return [];
  const answers = yield own.map(
    ({ column, to }): RowRequest => ({
      op: "get",
      table: to,
      path: "key",
      keys: [...new Set(page.map((row) => row[column] ?? null))]
        .filter((value) => value !== null)
        .map((value) => [value]),
    }),
  );
  const merged = yield* mergedAmong(own, page);
  return own.flatMap(({ column, to }, index) => {
    const found = new Set((answers[index] ?? []).map((row) => row[to.key[0] ?? ""]));
    for (const id of merged) found.add(id);
    return page
      .filter((row) => (row[column] ?? null) !== null && !found.has(row[column] ?? null))
      .map((row) => ({
        table: table.name,
        key: keyText(table, row),
        code: "REFERENCE_BROKEN",
      }));
  });
}

/** The ids of merged contacts on a page, where its table may name some. */
function* mergedAmong(own: readonly Reference[], page: readonly RawRow[]): Io<readonly string[]> {
  const columns = own.flatMap(({ column, merged }) => (merged === true ? column : []));
  if (columns.length === 0) return [];
  const names = new Set(page.flatMap((row) => columns.map((column) => `id:${row[column]}`)));
  const { aliases } = yield* all({
    aliases: {
      op: "get",
      table: contactAliasTable,
      path: "key",
      keys: [...names].map((name) => [name]),
    },
  });
  return aliases.map(({ name }) => String(name).slice("id:".length));
}

/** Compares with the head's count: if the last entries are lost, there is no gap to see. */
function* headDamage(size: number, headFits: HeadCheck | undefined): Io<readonly Damage[]> {
  const { rows, last } = yield* all({ rows: headRead(false), last: lastEntryRead });
  const [row] = rows;
  const own = row && tried(() => headOfRow(row));
  if (own instanceof StoreError) return [];
  if (own !== undefined && own.size > size) return [gap(size)];
  const head = tried(() => decodeHead(rows, last, headFits));
  if (!(head instanceof StoreError)) return [];
  return [{ table: ledgerHeadTable.name, key: "consent", code: head.code }];
}

function gap(place: number): Damage {
  return { table: ledgerTable.name, key: String(place), code: "LEDGER_GAP" };
}
