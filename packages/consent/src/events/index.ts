export type { Actor, ActorKind } from "./actor.js";
export type {
  ConsentEvent,
  DraftedEvent,
  EventCommon,
  EventInput,
  EventPayload,
  EventRecord,
} from "./consent-event.js";
export { draftEvent } from "./draft-event.js";
export { type EventCatalogue, eventCatalogue } from "./event-catalogue.js";
export type {
  ConsentEventType,
  EventDetails,
  KeyUse,
  MadeEventType,
  RelationshipKind,
  RightsKind,
  SoftBounces,
  SubjectKind,
  SuppressionReason,
  SuppressionRelease,
} from "./event-detail.js";
export type { EnvelopeNeed, EventSpec } from "./event-spec.js";
export { instantOf, instantText } from "./instant-text.js";
export type { Leaf, LeafEnvelope } from "./leaf.js";
export type { ConsentMethod } from "./method.js";
export { readDraft } from "./read-draft.js";
export { readEvent, readLeaf } from "./read-event.js";
export { denialCovers, purposeCovers, type Scope } from "./scope.js";
export { type SealContext, type SealedEvent, sealEvent } from "./seal-event.js";
