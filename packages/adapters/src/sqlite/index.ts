export type { SqliteBackup } from "./backup.js";
export { type SqliteStoreOptions, sqliteRows } from "./sqlite-rows.js";
export { type SqliteStore, sqliteStore } from "./sqlite-store.js";
