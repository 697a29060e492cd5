import type { Table } from "./table.js";

/**
 * How many rows of a campaign are what: kept in the transaction that changes them. A name's count
 * is the sum of its shards, of which a single one may be below 0: workers that count at the same
 * time do not wait for each other.
 */
export const figureTable = {
  name: "figure",
  columns: { campaign: "text", shard: "integer", name: "text", n: "integer" },
  unique: [],
  key: ["campaign", "shard", "name"],
  paths: { campaign: { on: ["campaign"], order: ["shard", "name"] } },
  erase: { never: "counts" },
} as const;

/** Every write of a campaign by a person or a tick: one row an epoch, never changed. */
export const campaignMoveTable = {
  name: "campaign_move",
  columns: { campaign: "text", epoch: "integer", body: "json" },
  unique: [],
  key: ["campaign", "epoch"],
  paths: { campaign: { on: ["campaign"], order: ["epoch"] } },
  erase: { never: "who moved a campaign, as the host knows them" },
} as const;

/** Tables of campaigns that came with version 7. */
export const campaignTables: readonly Table[] = [figureTable, campaignMoveTable];
