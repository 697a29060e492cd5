import type { DatabaseSync } from "node:sqlite";
import {
  budgetReportTable,
  budgetTable,
  callTable,
  campaignContentTable,
  campaignMoveTable,
  campaignTable,
  codeClaimTable,
  codeTable,
  consentPointTable,
  contactAliasTable,
  contactChangeTable,
  contactMergeTable,
  contactPairTable,
  contactTable,
  figureTable,
  flowConflictTable,
  flowLinkTable,
  flowTable,
  gateTable,
  heldListTable,
  hourCountTable,
  issueTable,
  ledgerHeadTable,
  limiterTable,
  messageTable,
  noteTable,
  recipientTable,
  seriesTable,
  type Table,
  taskTable,
  throttleTable,
} from "@wellsent/core/store-kit";
import { figuresFilled } from "./filled-figures.js";
import { columnSql, sqlName, tableSchema } from "./table-schema.js";

/** What a table got after version 3. */
interface Change {
  readonly since: number;
  readonly table: Table;
  /**
   * They stand last in their table's declaration, in the order in which they came. Null in rows
   * that were there before, if nothing else is said.
   */
  readonly columns: readonly string[];
  /** As SQL, for columns that are never null: of rows that an earlier release goes on adding. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** As SQL: what the columns are in rows that were there before. */
  readonly filled?: Readonly<Record<string, string>>;
  /** How paths were declared before. Their indexes are made anew, under the same names. */
  readonly paths?: Table["paths"];
  /** Paths that came with it. */
  readonly added?: readonly string[];
  /** What an earlier release needs that has the file open while it is brought forward. */
  readonly trigger?: string;
  /** The first version that needs no trigger, as it stops by itself. Default: `since`. */
  readonly triggerBefore?: number;
}

/** Which queue a message of a release without queues belongs to, by the columns it has. */
export const queueSql = (messageClass: string, origin: string): string => `CASE
  WHEN ${messageClass} IN ('transactional', 'confirmation_request', 'legal_notice') THEN 'service'
  WHEN ${origin} ->> '$.kind' = 'workflow' THEN 'w-' || (${origin} ->> '$.workflow')
  ELSE 'direct' END`;

export const prioritySql = (messageClass: string): string => `CASE
  WHEN ${messageClass} IN ('transactional', 'confirmation_request', 'legal_notice') THEN 90
  ELSE 50 END`;

/** The name of a contact's zone, from its record. One that cannot be read has none. */
export function zoneSql(body: string): string {
  return `CASE WHEN json_valid(${body}) AND json_type(${body}, '$.timeZone.name') = 'text'
    THEN ${body} ->> '$.timeZone.name' ELSE '' END`;
}

const changes: readonly Change[] = [
  { since: 4, table: consentPointTable, columns: ["softBounceDays", "aliveDay"] },
  {
    since: 5,
    table: ledgerHeadTable,
    columns: ["checksum"],
    // It goes on appending, and leaves the checksum of the head before in place.
    trigger: `CREATE TRIGGER wellsent_ledger_head_unsummed
      AFTER UPDATE OF size ON wellsent_ledger_head
      WHEN new.size IS NOT old.size AND new.checksum IS old.checksum
      BEGIN
        UPDATE wellsent_ledger_head SET checksum = NULL
          WHERE tenant = new.tenant AND log = new.log;
      END`,
  },
  {
    since: 6,
    table: messageTable,
    columns: ["queue", "priority"],
    defaults: { queue: "'direct'", priority: "50" },
    filled: {
      queue: queueSql("message_class", "origin"),
      priority: prioritySql("message_class"),
    },
    paths: { due: { on: ["lane"], order: ["nextAt"], notNull: "nextAt" } },
    added: ["queue"],
    // It knows no gates, and stops where it would send past one that is shut.
    trigger: `CREATE TRIGGER wellsent_message_gated
      BEFORE UPDATE OF status ON wellsent_message
      WHEN new.status = 'claimed' AND old.status = 'queued' AND EXISTS (
        SELECT 1 FROM wellsent_gate AS gate
          WHERE gate.tenant = new.tenant AND gate.queue = new.queue AND gate.open = 0)
      BEGIN
        SELECT RAISE(ABORT, 'The queue is stopped, which this release cannot see: run a later one.');
      END`,
  },
  { since: 8, table: limiterTable, columns: ["clock"] },
  {
    since: 8,
    table: contactTable,
    columns: ["zone"],
    defaults: { zone: "''" },
    filled: { zone: zoneSql("body") },
    added: ["zone"],
    // Releases from 6 on see that a later one has been there, and stop.
    triggerBefore: 6,
    trigger: ["INSERT", "UPDATE OF body"]
      .map(
        (when, index) => `CREATE TRIGGER wellsent_contact_zoned_${index}
        AFTER ${when} ON wellsent_contact WHEN new.zone IS NOT ${zoneSql("new.body")}
        BEGIN
          UPDATE wellsent_contact SET zone = ${zoneSql("new.body")} WHERE seq = new.seq;
        END`,
      )
      .join("; "),
  },
  { since: 10, table: callTable, columns: ["failure"] },
  {
    since: 10,
    table: contactChangeTable,
    columns: ["import"],
    filled: {
      import: `CASE WHEN json_valid(body) AND body ->> '$.cause.source' LIKE 'import:%'
        THEN substr(body ->> '$.cause.source', 8) END`,
    },
    added: ["import"],
  },
];

/** A table that came after version 3. `filled`: as SQL, from what was there before. */
interface NewTable {
  readonly since: number;
  readonly table: Table;
  readonly filled?: readonly string[];
}

/** What steps of workflows that reach outside of the run brought. */
const stepTables: readonly NewTable[] = [
  { since: 7, table: callTable },
  { since: 7, table: throttleTable },
  { since: 7, table: taskTable },
  { since: 7, table: heldListTable },
];

/** Tables that came after version 3, by the version they came with. */
const newTables: readonly NewTable[] = [
  { since: 6, table: gateTable },
  { since: 6, table: limiterTable },
  { since: 6, table: budgetTable },
  { since: 6, table: campaignTable },
  { since: 6, table: campaignContentTable },
  { since: 6, table: seriesTable },
  { since: 6, table: issueTable },
  { since: 6, table: recipientTable },
  { since: 6, table: codeTable },
  { since: 6, table: codeClaimTable },
  { since: 7, table: figureTable, filled: figuresFilled },
  { since: 7, table: campaignMoveTable },
  { since: 8, table: budgetReportTable },
  { since: 8, table: hourCountTable },
  { since: 9, table: contactChangeTable },
  { since: 10, table: contactMergeTable },
  { since: 10, table: contactAliasTable },
  { since: 10, table: contactPairTable },
  { since: 10, table: noteTable },
  { since: 10, table: flowTable },
  { since: 10, table: flowLinkTable },
  { since: 10, table: flowConflictTable },
  ...stepTables,
];

/** Gives tables of an earlier version, from 3 on, the columns and tables that they lack. */
export function addColumns(
  database: DatabaseSync,
  version: number,
  createTable: (database: DatabaseSync, table: Table) => void,
): void {
  const isThere = (table: Table): boolean =>
    !newTables.some((one) => one.table === table && one.since > version);
  for (const change of changes)
    if (change.since > version && isThere(change.table)) apply(database, change, version);
  for (const { since, table, filled = [] } of newTables) {
    if (since <= version) continue;
    createTable(database, table);
    for (const sql of filled) database.exec(sql);
  }
}

function apply(database: DatabaseSync, change: Change, version: number): void {
  const { table, columns, defaults = {}, filled = {}, paths = {}, added = [] } = change;
  const { since, trigger, triggerBefore = since } = change;
  const { name, indexes, pathIndexes } = tableSchema(table);
  for (const declared of Object.entries(table.columns)) {
    if (!columns.includes(declared[0])) continue;
    const given = defaults[declared[0]];
    const standard = given === undefined ? "" : ` DEFAULT ${given}`;
    database.exec(`ALTER TABLE ${name} ADD COLUMN ${columnSql(declared)}${standard}`);
  }
  const values = Object.entries(filled).map(([column, sql]) => `${sqlName(column)} = ${sql}`);
  if (values.length > 0) fill(database, name, values.join(", "));
  for (const path of [...Object.keys(paths), ...added]) {
    const index = indexes.find((one) => one.name === pathIndexes.get(path));
    if (index === undefined) continue;
    database.exec(`DROP INDEX IF EXISTS ${index.name}`);
    database.exec(index.create);
  }
  if (trigger !== undefined && version < triggerBefore) database.exec(trigger);
}

/** Rows that one statement fills: what it takes is the same however large the table is. */
const filledAtOnce = 10_000;

function fill(database: DatabaseSync, name: string, set: string): void {
  const last = database.prepare(`SELECT max(seq) AS last FROM
    (SELECT seq FROM ${name} WHERE seq > ? ORDER BY seq LIMIT ${filledAtOnce})`);
  const update = database.prepare(`UPDATE ${name} SET ${set} WHERE seq > ? AND seq <= ?`);
  for (let from = Number.MIN_SAFE_INTEGER; ; ) {
    const to = last.get(from)?.["last"];
    if (typeof to !== "number") return;
    update.run(from, to);
    from = to;
  }
}

/** The table as a version, from 3 on, declares it; `null` where it has none. */
export function declaredIn(version: number, table: Table): Table | null {
  if (newTables.some((one) => one.table === table && one.since > version)) return null;
  const later = changes.filter((one) => one.table === table && one.since > version);
  if (later.length === 0) return table;
  const added = new Set(later.flatMap(({ columns }) => columns));
  const columns = Object.entries(table.columns).filter(([name]) => !added.has(name));
  const before: Table["paths"] = Object.assign(
    { ...table.paths },
    ...later.map((one) => one.paths ?? {}).reverse(),
  );
  const late = new Set(later.flatMap((one) => one.added ?? []));
  const paths = Object.fromEntries(Object.entries(before).filter(([name]) => !late.has(name)));
  return { ...table, columns: Object.fromEntries(columns), paths };
}
