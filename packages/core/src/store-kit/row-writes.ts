import type { RawRow, RowRequest } from "./row-request.js";
import type { Table } from "./table.js";

/**
 * Changes as `patch` requests: one for each set of columns, since all rows of a request name the
 * same ones. A key stands in `rows` at most once.
 */
export function patches(table: Table, rows: readonly RawRow[]): readonly RowRequest[] {
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) {
    const shape = Object.keys(row).sort().join(" ");
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => ({ op: "patch", table, rows: group }));
}
