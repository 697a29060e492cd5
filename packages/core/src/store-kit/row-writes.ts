import type { RawRow, RowRequest } from "./row-request.js";
import type { Table } from "./table.js";

/**
 * Changes as `patch` requests: one for each set of columns, since all rows of a request name the
 * same ones. A key stands in `rows` at most once.
 */
export function patches(table: Table, rows: readonly RawRow[]): readonly RowRequest[] {
  const groups = new Map<string, RawRow[]>();
  let last: { readonly columns: string; readonly group: RawRow[] } | undefined;
  for (const row of rows) {
    // Mostly the columns of the row before, in the same order.
    const columns = Object.keys(row).join(" ");
    if (last?.columns === columns) {
      last.group.push(row);
      continue;
    }
    const shape = columns.split(" ").sort().join(" ");
    const group = groups.get(shape) ?? [];
    groups.set(shape, group);
    group.push(row);
    last = { columns, group };
  }
  return [...groups.values()].map((group) => ({ op: "patch", table, rows: group }));
}
