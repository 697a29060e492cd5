import type { Store } from "@wellsent/core";
import { storeOver } from "@wellsent/core/store-kit";
import { type MemoryStoreOptions, memoryRows } from "./memory-rows.js";

/**
 * A whole store in the memory of one process: for tests, simulations and first steps. Not durable,
 * one process. Nothing it hands out can change what it holds.
 * @example
 * const store = memoryStore();
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  return storeOver(memoryRows(options));
}
