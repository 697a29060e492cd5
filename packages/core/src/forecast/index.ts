export type { Audience, AudienceSimulation } from "./audience-options.js";
export { simulateAudience } from "./simulate-audience.js";
