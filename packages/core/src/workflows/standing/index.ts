export { closedBy, keptGoing, resumeRun, standStill } from "./pause.js";
export {
  type OnResume,
  type PausedEntries,
  readChange,
  readStandings,
  type StandingChange,
  type Standings,
  type WorkflowStanding,
  writeStandings,
} from "./standing.js";
