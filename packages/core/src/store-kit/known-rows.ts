import type { CountedRow } from "./row-figures.js";

type Place = Pick<CountedRow, "table" | "campaign" | "id">;

/** The counted rows that a call has seen, by what they are and not by a text made for each. */
export interface KnownRows {
  get(place: Place): CountedRow | undefined;
  set(row: CountedRow): void;
  delete(place: Place): void;
  list(): readonly CountedRow[];
}

export function knownRows(): KnownRows {
  const tables = {
    message: new Map<string, Map<string, CountedRow>>(),
    recipient: new Map<string, Map<string, CountedRow>>(),
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
