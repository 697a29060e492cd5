import { memoryRows } from "@wellsent/adapters/memory";
import type { Store } from "@wellsent/core";
import { type RowStore, type RowTransaction, storeOver } from "@wellsent/core/store-kit";

/**
 * The memory store, in which the records of some contacts read as damaged: as a disk's bad sector or a row that
 * somebody else wrote would.
 */
export const poisonableStore = (poisoned: ReadonlySet<string>): Store => {
  const rows = memoryRows();
  const damaged: RowStore<true> = {
    ...rows,
    transaction: (mode, tenant, run) =>
      poisoned.size === 0
        ? rows.transaction(mode, tenant, run)
        : rows.transaction(mode, tenant, (inside) => run(damaging(inside, poisoned))),
  };
  return storeOver(damaged);
};

const damaging = (
  inside: RowTransaction<true>,
  poisoned: ReadonlySet<string>,
): RowTransaction<true> => ({
  trip: (requests) =>
    inside
      .trip(requests)
      .map((answer, index) =>
        requests[index]?.table.name === "contact"
          ? answer.map((row) =>
              poisoned.has(String(row["id"])) && "body" in row ? { ...row, body: "{damaged" } : row,
            )
          : answer,
      ),
});
