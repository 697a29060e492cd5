export { createDraws, type Draws } from "./draws.js";
export {
  type FaultyStoreOptions,
  faultyStore,
  type StoreFaults,
  type StoreMethod,
  type StoreWatch,
} from "./faulty-store.js";
export { faultyTransport, type Provider, type Reception } from "./faulty-transport.js";
export { createFindings, type Findings, type Violation } from "./findings.js";
export {
  createProcess,
  createScheduler,
  type Scheduler,
  type SimProcess,
  type Turn,
} from "./scheduler.js";
export { shrinkPlan } from "./shrink.js";
export { type SimDispatcher, type SimDispatcherOptions, simDispatcher } from "./sim-dispatcher.js";
export { type SimulatedFailure, type SimulateResult, simulate } from "./simulate/simulate.js";
export type {
  SimulatedAct,
  SimulatedActor,
  SimulatedCheck,
  SimulatedEnd,
  SimulatedFault,
  SimulatedMail,
  SimulatedOperation,
  SimulatedPlan,
  SimulatedPorts,
  SimulateOptions,
  StartedEngine,
} from "./simulate/simulate-options.js";
