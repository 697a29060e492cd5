export type { SimulatedAnswer, SimulatedBehavior, SimulatedRandom } from "./behavior.js";
export { type ComparedFigure, compareSimulations } from "./compare-simulations.js";
export type { SimulatedGoal, WorkflowForecast } from "./forecast.js";
export {
  type SimulatedContact,
  type SimulationOptions,
  simulateWorkflow,
} from "./simulate-workflow.js";
