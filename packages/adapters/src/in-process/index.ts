export { inProcessDispatcher } from "./in-process-dispatcher.js";
export { type SystemClockOptions, systemClock, systemRandom } from "./system.js";
