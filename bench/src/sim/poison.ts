import { memoryRows } from "@wellsent/adapters/memory";
import { sqliteRows } from "@wellsent/adapters/sqlite";
import type { Store } from "@wellsent/core";
import { type RowStore, type RowTransaction, storeOver } from "@wellsent/core/store-kit";

/** What a seed's rows lie in. Which it is must make no difference to anything that happens. */
export type Medium = "memory" | "sqlite";

const rowsIn: Readonly<Record<Medium, () => RowStore<true>>> = {
  memory: () => memoryRows(),
  // Each step the same each time: no breath, and nothing of the machine's own.
  sqlite: () => sqliteRows({ path: ":memory:", breathe: false }),
};

/**
 * A store in which the records of some contacts read as damaged: as a disk's bad sector or a row
 * that somebody else wrote would.
 */
export function poisonableStore(poisoned: ReadonlySet<string>, medium: Medium): Store {
  const rows = rowsIn[medium]();
  const damaged: RowStore<true> = {
    ...rows,
    transaction: (mode, tenant, run) =>
      poisoned.size === 0
        ? rows.transaction(mode, tenant, run)
        : rows.transaction(mode, tenant, (inside) => run(damaging(inside, poisoned))),
  };
  return storeOver(damaged);
}

function damaging(
  inside: RowTransaction<true>,
  poisoned: ReadonlySet<string>,
): RowTransaction<true> {
  return {
    trip: (requests) =>
      inside
        .trip(requests)
        .map((answer, index) =>
          requests[index]?.table.name === "contact"
            ? answer.map((row) =>
                poisoned.has(String(row["id"])) && "body" in row
                  ? { ...row, body: "{damaged" }
                  : row,
              )
            : answer,
        ),
  };
}
