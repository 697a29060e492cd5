export type { SimulatedBehavior, SimulatedRandom } from "./behavior.js";
export {
  type SimulatedContact,
  type SimulationOptions,
  simulateWorkflow,
  type WorkflowForecast,
} from "./simulate-workflow.js";
