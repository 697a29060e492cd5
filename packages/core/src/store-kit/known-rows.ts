import type { CountedRow } from "./row-figures.js";
import type { RawRow } from "./row-request.js";

type Place = Pick<CountedRow, "table" | "campaign" | "id">;

/** A row that is changed where it stands: looking for its place takes longer than the change. */
export type KnownRow = Place & { row: RawRow };

/** The counted rows that a call has seen, by what they are and not by a text made for each. */
export interface KnownRows {
  get(place: Place): KnownRow | undefined;
  set(row: KnownRow): void;
  delete(place: Place): void;
  list(): readonly CountedRow[];
}

export function knownRows(): KnownRows {
  const tables = {
    message: new Map<string, Map<string, KnownRow>>(),
    recipient: new Map<string, Map<string, KnownRow>>(),
  };
  return {
    get: ({ table, campaign, id }) => tables[table].get(campaign)?.get(id),
    set(row) {
      const own = tables[row.table].get(row.campaign);
      if (own === undefined) tables[row.table].set(row.campaign, new Map([[row.id, row]]));
      else own.set(row.id, row);
    },
    delete({ table, campaign, id }) {
      tables[table].get(campaign)?.delete(id);
    },
    list: () =>
      Object.values(tables).flatMap((campaigns) =>
        [...campaigns.values()].flatMap((own) => [...own.values()]),
      ),
  };
}
