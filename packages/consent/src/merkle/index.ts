export {
  type AppendedLeaves,
  appendLeaves,
  emptyHead,
  headMatchesSize,
  treeRoot,
} from "./append-leaves.js";
export {
  type AuditedEntry,
  type AuditFault,
  type AuditOptions,
  type AuditReport,
  auditLog,
  type LogAuditor,
  logAuditor,
} from "./audit-log.js";
export {
  proveConsistency,
  proveInclusion,
  tilesForConsistency,
  tilesForInclusion,
} from "./prove.js";
export type { ReadTile, TileCoordinates } from "./tile.js";
export { type TreeHasher, treeHasher } from "./tree-hash.js";
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from "./verify-proof.js";
