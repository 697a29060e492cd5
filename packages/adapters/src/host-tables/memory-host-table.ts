import type { Instant, JsonValue } from "@wellsent/core";
import type { HostRow, HostTable } from "@wellsent/core/flows";

type Values = Readonly<Record<string, JsonValue>>;

/** A table of the host in memory, with what tests and first steps do to it. */
export interface MemoryHostTable extends HostTable {
  /** Writes columns of a row as the host itself does; the others stay. */
  put(key: string, values: Values): void;
  /** The row's columns; `null`: there is none. */
  row(key: string): Values | null;
  write: NonNullable<HostTable["write"]>;
}

/**
 * Rows in the order of their last change. Gone with the process.
 * @example
 * const customers = memoryHostTable();
 * customers.put("k-1042", { mail: "ann@mail.example", plan: "pro" });
 */
export function memoryHostTable(now: () => Instant = Date.now): MemoryHostTable {
  interface Kept {
    readonly values: Values;
    readonly place: number;
    readonly at: Instant;
  }
  const rows = new Map<string, Kept>();
  /** Every row has every column, as in a table. */
  const columns = new Set<string>();
  let places = 0;
  const put = (key: string, values: Values): void => {
    places += 1;
    for (const column of Object.keys(values)) columns.add(column);
    rows.set(key, { values: { ...rows.get(key)?.values, ...values }, place: places, at: now() });
  };
  const shown = (key: string, { values, place, at }: Kept): HostRow => {
    const all = Object.fromEntries([...columns].map((column) => [column, values[column] ?? null]));
    return { key, version: String(place), changedAt: at, values: all };
  };
  return {
    put,
    row: (key) => rows.get(key)?.values ?? null,
    async changed({ after, limit }, { signal } = {}) {
      signal?.throwIfAborted();
      const from = Number(after ?? 0);
      const behind = [...rows]
        .filter(([, { place }]) => place > from)
        .sort(([, a], [, b]) => a.place - b.place);
      const page = behind.slice(0, limit);
      return {
        rows: page.map(([key, row]) => shown(key, row)),
        next: String(page.at(-1)?.[1].place ?? from),
        more: behind.length > page.length,
      };
    },
    async read(keys, { signal } = {}) {
      signal?.throwIfAborted();
      return [...new Set(keys)].flatMap((key) => {
        const row = rows.get(key);
        return row === undefined ? [] : [shown(key, row)];
      });
    },
    async write(writes, { signal } = {}) {
      signal?.throwIfAborted();
      return writes.map(({ key, values, ifVersion, isNew }) => {
        const row = rows.get(key);
        const isSame = isNew ? row === undefined : String(row?.place) === ifVersion;
        if (!isSame) return { result: "conflict" } as const;
        put(key, values);
        return { result: "written" } as const;
      });
    },
  };
}
