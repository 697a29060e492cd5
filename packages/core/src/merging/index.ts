export { type DoubledRun, doubledRuns } from "./doubled-runs.js";
export { type Candidate, chooseSide, type FieldRule } from "./field-rule.js";
export {
  jurisdictionsContradict,
  keysContradict,
  type MergedField,
  type MergedRecord,
  type MergeRules,
  mergeRecords,
} from "./merge-records.js";
export { splitRecords } from "./split-records.js";
