export { iterableHostTable } from "./iterable-host-table.js";
export { type MemoryHostTable, memoryHostTable } from "./memory-host-table.js";
export {
  type HostDatabase,
  type HostStatement,
  type SqliteHostTableOptions,
  sqliteHostTable,
} from "./sqlite-host-table.js";
