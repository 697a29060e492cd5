export { inProcessDispatcher } from "./in-process-dispatcher.js";
export { systemClock, systemRandom } from "./system-host.js";
