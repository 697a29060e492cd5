export type { AmountClause, BoundClause } from "./amount-clause.js";
export type {
  AttributeOptions,
  AttributePathOf,
  ClauseFor,
  DataPathOf,
  DateClause,
  ListClause,
  NumberClause,
  PresenceClause,
  TextClause,
  ValueAt,
  ValueClause,
} from "./attribute-clause.js";
export type { ContactField } from "./attribute-reader.js";
export type { BehaviorClause } from "./behavior-clause.js";
export type {
  EngagementNode,
  EventSubject,
  LapsedNode,
  RegularNode,
  ReturnedNode,
  RfmCuts,
  RfmNode,
  ScoreComparison,
  SequenceNode,
} from "./behavior-nodes.js";
export { checkSegment, defaultLimits, type SegmentLimits } from "./check-segment.js";
export { type Comparison, type NumberComparison, readPath, type Scalar } from "./comparison.js";
export {
  type CompiledSegment,
  compileSegment,
  evaluateSegment,
  type Membership,
  segmentHolds,
} from "./compile.js";
export {
  type AnyBuilder,
  all,
  any,
  type ClauseOptions,
  type ConditionBuilder,
  conditionBuilder,
  type DataBuilder,
  type EngagementOptions,
  type EventClause,
  type MessageSubject,
  not,
  type OccurrenceClause,
  type PairingOptions,
  type SequenceOptions,
} from "./condition-builder.js";
export type { ConsentStateQuestion, SegmentContext } from "./context.js";
export { cutRfm, type RfmOptions } from "./cut-rfm.js";
export type { NumberPathOf } from "./data-paths.js";
export type { DateComparison, DateRef, DayRange } from "./date-comparison.js";
export { defineSegment, type SegmentOptions } from "./define-segment.js";
export { type KeyPathOf, type SameOption, toSameKey } from "./key-paths.js";
export { mergeNeeds } from "./merge-needs.js";
export { eventNames, segmentNeeds, segmentNodes } from "./needs.js";
export { compilePredicate } from "./occurrence.js";
export { orderSegments, segmentDependencies } from "./order.js";
export type {
  PlaceOptions,
  PositionClause,
  PostalClause,
  RegionClause,
} from "./place-clause.js";
export type { GeoArea, GeoNode, PostalNode, RegionNode } from "./place-nodes.js";
export { isSame, keyAt, type SameKey } from "./same-key.js";
export type {
  Aggregate,
  AndNode,
  AttributeNode,
  ConsentNode,
  ConstNode,
  DateNode,
  EventNode,
  EventPredicate,
  ListMemberNode,
  MemberNode,
  MessageKind,
  MessageNode,
  MissingPolicy,
  NotNode,
  OrNode,
  Pairing,
  SampleNode,
  Segment,
  SegmentLeaf,
  SegmentNode,
  ZoneRule,
} from "./segment.js";
export type { PastRef, Window } from "./window.js";
