export { inProcessDispatcher } from "./in-process-dispatcher.js";
export { type SystemClockOptions, systemClock } from "./system-clock.js";
export { systemRandom } from "./system-random.js";
export { timerPause } from "./timer-pause.js";
