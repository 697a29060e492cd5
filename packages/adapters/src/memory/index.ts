export { type MemoryCatalogOptions, memoryCatalog } from "./memory-catalog.js";
export {
  type MemoryEmailTransport,
  type MemoryEmailTransportOptions,
  memoryEmailTransport,
} from "./memory-email-transport.js";
export { type MemoryStoreOptions, memoryRows, memoryStore } from "./memory-rows.js";
export {
  type MemorySmsTransport,
  type MemorySmsTransportOptions,
  memorySmsTransport,
} from "./memory-sms-transport.js";
export type { ScriptedOutcome } from "./scripted-outcome.js";
