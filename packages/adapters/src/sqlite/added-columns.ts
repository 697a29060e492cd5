import type { DatabaseSync } from "node:sqlite";
import { consentPointTable, ledgerHeadTable, type Table } from "@wellsent/core/store-kit";
import { columnSql, tableSchema } from "./table-schema.js";

/**
 * Columns that tables got after version 3, each null in rows that were there before. They stand
 * last in their table's declaration, in the order in which they came.
 */
const added: readonly {
  readonly since: number;
  readonly table: Table;
  readonly columns: readonly string[];
  /** What an earlier release needs that has the file open while it is brought forward. */
  readonly trigger?: string;
}[] = [
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
];

/** Gives tables of an earlier version, from 3 on, the columns that they lack. */
export function addColumns(database: DatabaseSync, version: number): void {
  for (const { since, table, columns, trigger } of added) {
    if (since <= version) continue;
    const { name } = tableSchema(table);
    for (const declared of Object.entries(table.columns)) {
      if (!columns.includes(declared[0])) continue;
      database.exec(`ALTER TABLE ${name} ADD COLUMN ${columnSql(declared)}`);
    }
    if (trigger !== undefined) database.exec(trigger);
  }
}

/** The table as a version, from 3 on, declares it. */
export function declaredIn(version: number, table: Table): Table {
  const later = new Set(
    added.flatMap((one) => (one.table === table && one.since > version ? one.columns : [])),
  );
  if (later.size === 0) return table;
  const columns = Object.entries(table.columns).filter(([name]) => !later.has(name));
  return { ...table, columns: Object.fromEntries(columns) };
}
