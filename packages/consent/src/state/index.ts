export { addressProjection } from "./address-projection.js";
export { answerOf } from "./answer.js";
export { type Cell, cellOf, grantCovers, type KeyedCell, keyedCell, scopeKey } from "./cell.js";
export {
  type CellState,
  type CellStatus,
  cellState,
  coveringDenials,
  holdsGrant,
  keyedCellState,
  type LiveGrant,
} from "./cell-state.js";
export { foldEvent, type HistoryEvent, projectionOf, releaseCounts, requestKey } from "./fold.js";
export type { Mark } from "./mark.js";
export { joinProjections, mergeProjections, restrictionsOf } from "./merge.js";
export {
  type AddressProjection,
  type DenialKind,
  type DenialMark,
  emptyProjection,
  type GrantMark,
  type Projection,
  projectionFromJson,
  projectionToJson,
  type RelationshipMark,
  type RequestState,
  type SuppressionMark,
} from "./projection.js";
export { isReleasedByProof, type ReleaseRule, releaseTable } from "./release-table.js";
export { saidAbout, saidFor } from "./said.js";
export {
  addressSuppressions,
  erasureOf,
  isRestricted,
  openErasures,
  provenAt,
  restrictionOf,
  wasErased,
} from "./standing.js";
