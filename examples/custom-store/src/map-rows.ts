import type { TenantId } from "@wellsent/core";
import type { RawRow, RowRequest, RowStore } from "@wellsent/core/store-kit";
import { mapTable } from "./map-table.ts";
import { orderedMap } from "./ordered-map.ts";

/** A `RowStore` over an ordered key-value map. The store kit makes a whole `Store` of it. */
export function mapRows(): RowStore<true> {
  const map = orderedMap<RawRow>();
  let undo: (() => void)[] = [];
  let places = 0;

  const journaled: typeof map = {
    ...map,
    set(key, row) {
      const before = map.set(key, row);
      undo.push(() => map.set(key, before));
      return before;
    },
  };
  const nextPlace = (): number => {
    places += 1;
    return places;
  };

  const answer = (tenant: TenantId, request: RowRequest): readonly RawRow[] =>
    mapTable(journaled, tenant, request.table, nextPlace)(request);

  return {
    id: "map",
    capabilities: { durable: false, multiProcess: false, hostTransaction: false },
    sync: true,
    transaction(_mode, tenant, run) {
      undo = [];
      try {
        return run({ trip: (requests) => requests.map((request) => answer(tenant, request)) });
      } catch (error) {
        for (const step of undo.reverse()) step();
        throw error;
      }
    },
    close: () => undefined,
  };
}
