import type { RawRow } from "./row-request.js";

/**
 * Distinct keys in one order, so that two calls which lock the same rows never wait for each other.
 */
export function sortedKeys(values: Iterable<string>): readonly (readonly string[])[] {
  return [...new Set(values)].sort().map((value) => [value]);
}

/** Rows by the text of one column, in the order given. */
export function byColumn(
  rows: readonly RawRow[],
  column: string,
): ReadonlyMap<string, readonly RawRow[]> {
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) {
    const name = row[column];
    if (typeof name !== "string") continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}
