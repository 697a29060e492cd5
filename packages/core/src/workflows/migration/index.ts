export { checkMigration, type MigrationFinding, type NodeRuns } from "./check-migration.js";
export { type MigratedRun, migrateRun } from "./migrate-run.js";
export { type NextMessage, nextMessage } from "./next-message.js";
export type { MigrationRules, NodeMove, WaitRule } from "./rules.js";
