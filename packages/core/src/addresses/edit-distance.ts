/** Three rows of the table, which grow to the longest text seen: a row of its own each costs most. */
let rows: readonly Int32Array[] = rowsOf(64);

/**
 * Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours, no
 * letter touched twice. Counts up to `limit` and says `limit + 1` for anything beyond.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  if (b.length >= (rows[0]?.length ?? 0)) rows = rowsOf(2 * b.length);
  let [beforeLast, last, current] = rows;
  if (beforeLast === undefined || last === undefined || current === undefined) return limit + 1;
  for (let column = 0; column <= b.length; column++) last[column] = column;
  for (let row = 1; row <= a.length; row++) {
    const letter = a.charCodeAt(row - 1);
    current[0] = row;
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const other = b.charCodeAt(column - 1);
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (letter === other ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        letter === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === other;
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current[column] = cost;
      smallest = Math.min(smallest, cost);
    }
    if (smallest > limit) return limit + 1;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return Math.min(last[b.length] ?? 0, limit + 1);
}

function rowsOf(length: number): readonly Int32Array[] {
  return [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
}
