export {
  activeErasure,
  activeRestriction,
  addressSuppressions,
  isRestricted,
  openErasures,
  provenAt,
  wasErased,
} from "./active-restrictions.js";
export { addressProjection } from "./address-projection.js";
export { validAnswer } from "./answer.js";
export {
  type Cell,
  cellFromScope,
  grantCovers,
  type KeyedCell,
  keyedCell,
  sameCell,
  scopeKey,
} from "./cell.js";
export {
  type CellState,
  type CellStatus,
  cellState,
  coveringDenials,
  holdsGrant,
  keyedCellState,
  type LiveGrant,
} from "./cell-state.js";
export { eventsAbout, saidFor } from "./events-about.js";
export { foldEvent, foldEvents, type HistoryEvent, releaseCounts, requestKey } from "./fold.js";
export type { Mark } from "./mark.js";
export { joinProjections, keepRestrictions, mergeProjections } from "./merge.js";
export { restrictionsForPerson } from "./person-restrictions.js";
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
export { isReleasedByProof, releaseTable } from "./release-table.js";
