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
}[] = [
  { since: 4, table: consentPointTable, columns: ["softBounceDays", "aliveDay"] },
  { since: 5, table: ledgerHeadTable, columns: ["checksum"] },
];

/** Gives tables of an earlier version, from 3 on, the columns that they lack. */
export function addColumns(database: DatabaseSync, version: number): void {
  for (const { since, table, columns } of added) {
    if (since <= version) continue;
    const { name } = tableSchema(table);
    for (const declared of Object.entries(table.columns)) {
      if (!columns.includes(declared[0])) continue;
      database.exec(`ALTER TABLE ${name} ADD COLUMN ${columnSql(declared)}`);
    }
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
