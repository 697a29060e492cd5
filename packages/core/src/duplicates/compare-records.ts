import type { Column, Table } from "./read-records.js";

/** The level at which two records agree in a field; the number of levels: one has no value. */
function levelOf({ values, texts, kind }: Column, a: number, b: number): number {
  const [left, right] = [values[a] ?? [], values[b] ?? []];
  const missing = kind.levels.length;
  if (left.length === 0 || right.length === 0) return missing;
  let best = missing - 1;
  for (let at = 0; at < left.length; at++) {
    const one = left[at] ?? 0;
    for (let next = 0; next < right.length; next++) {
      const other = right[next] ?? 0;
      if (one === other) return 0;
      const level = kind.compare(texts[one] ?? "", texts[other] ?? "");
      if (level < best) best = level;
    }
  }
  return best;
}

/** The levels of all fields as one number, which fits into 53 bits: pairs are counted by it. */
export function patternOf({ columns }: Table, a: number, b: number): number {
  let pattern = 0;
  // Runs for each pair and field: an iterator here costs as much as the comparison.
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at];
    if (column === undefined) break;
    pattern = pattern * (column.kind.levels.length + 1) + levelOf(column, a, b);
  }
  return pattern;
}

export function levelsOf({ columns }: Pick<Table, "columns">, pattern: number): readonly number[] {
  const levels: number[] = [];
  let rest = pattern;
  for (let at = columns.length - 1; at >= 0; at--) {
    const radix = (columns[at]?.kind.levels.length ?? 0) + 1;
    levels.unshift(rest % radix);
    rest = Math.floor(rest / radix);
  }
  return levels;
}

/** The value that both have which fewest records have: how many records that are. */
export function heldByBoth({ values, heldBy }: Column, a: number, b: number): number {
  const right = values[b] ?? [];
  let least = Number.POSITIVE_INFINITY;
  for (const one of values[a] ?? []) {
    if (right.includes(one)) least = Math.min(least, heldBy[one] ?? least);
  }
  return least;
}
