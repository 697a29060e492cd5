import type { HostRow, HostTable } from "@wellsent/core/flows";

/**
 * Rows that can only be read from end to end, such as a nightly export. Each run reads all of them;
 * one that was broken off goes on behind the rows it has seen. Nothing is written to it.
 * @param open gives the rows from the first one on, each time it is called
 * @example
 * const values = { mail: "ann@mail.example", plan: "pro" };
 * const customers = iterableHostTable(() => [{ key: "k-1", version: null, changedAt: null, values }]);
 */
export function iterableHostTable(
  open: () => AsyncIterable<HostRow> | Iterable<HostRow>,
): Omit<HostTable, "write"> {
  return {
    async changed({ after, limit }, { signal } = {}) {
      const from = Number(after ?? 0);
      const rows: HostRow[] = [];
      let place = 0;
      for await (const row of open()) {
        signal?.throwIfAborted();
        place += 1;
        if (place <= from) continue;
        if (rows.length === limit) return { rows, next: String(from + limit), more: true };
        rows.push(row);
      }
      // The next run begins anew: what has changed is seen by its values.
      return { rows, next: "0", more: false };
    },
    async read(keys, { signal } = {}) {
      const wanted = new Set(keys);
      const found = new Map<string, HostRow>();
      for await (const row of open()) {
        signal?.throwIfAborted();
        if (wanted.has(row.key)) found.set(row.key, row);
      }
      return [...found.values()];
    },
  };
}
