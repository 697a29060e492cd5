export { callTable, throttleTable } from "./call-tables.js";
export { campaignMoveTable, campaignTables, figureTable } from "./campaign-tables.js";
export { codeClaimTable, codeTable } from "./code-tables.js";
export { decoded, fitsColumn } from "./decode-row.js";
export type { RawRow, RowRequest, RowsOf } from "./row-request.js";
export type { Maybe, RowStore, RowTransaction } from "./row-store.js";
export { storeOver } from "./store-over.js";
export type { ColumnKind, ColumnType, Erasure, Path, RowOf, Table, Value } from "./table.js";
export * from "./tables.js";
