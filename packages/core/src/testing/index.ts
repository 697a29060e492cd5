export { type CatalogContractOptions, catalogContract } from "./catalog/catalog-contract.js";
export { type PlacesContractOptions, placesContract } from "./catalog/places-contract.js";
export { type CodePoolContractOptions, codePoolContract } from "./codes/code-pool-contract.js";
export type { ContractCase, ContractSkip } from "./contract-case.js";
export { type FakeConsentGateOptions, fakeConsentGate } from "./fakes/fake-consent-gate.js";
export { type FakePagesOptions, fakePages } from "./fakes/fake-pages.js";
export { type FakeTemplate, fakeRenderer } from "./fakes/fake-renderer.js";
export { type ManualDispatcher, manualDispatcher } from "./fakes/manual-dispatcher.js";
export { type LogLine, type RecordingLogger, recordingLogger } from "./fakes/recording-logger.js";
export { type SeededRandom, seededRandom } from "./fakes/seeded-random.js";
export { sequentialIds } from "./fakes/sequential-ids.js";
export { type SimulatedClock, simulatedClock } from "./fakes/simulated-clock.js";
export {
  type HostTableContractOptions,
  type HostTableSubject,
  hostTableContract,
} from "./host-table/host-table-contract.js";
export { storeContract } from "./store/store-contract.js";
export type { OpenHostTransaction, StoreContractOptions } from "./store/store-harness.js";
export { rowContract } from "./store-rows/row-contract.js";
export type { AnyRowStore, RowContractOptions } from "./store-rows/row-harness.js";
export type {
  EmailTransportContractOptions,
  TakenEmail,
} from "./transport/email-contract-options.js";
export { emailTransportContract } from "./transport/email-transport-contract.js";
export {
  type SmsTransportContractOptions,
  smsTransportContract,
} from "./transport/sms-transport-contract.js";
export type { InterruptedRecipient, ScriptedRecipients } from "./transport/transport-cases.js";
