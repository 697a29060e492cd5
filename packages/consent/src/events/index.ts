export type {
  ConsentEvent,
  DraftedEvent,
  EventCommon,
  EventInput,
  EventPayload,
  EventRecord,
} from "./consent-event.js";
export { draftEvent } from "./draft-event.js";
export type { Actor, ActorKind } from "./envelope.js";
export { type EventCatalog, eventCatalog } from "./event-catalog.js";
export type {
  ConsentEventType,
  EventDetails,
  KeyUse,
  MadeEventType,
  RightsKind,
  SoftBounces,
  SubjectKind,
  SuppressionReason,
  SuppressionRelease,
} from "./event-detail.js";
export type { EnvelopeNeed, EventSpec } from "./event-spec.js";
export { formatEventTime, parseEventTime } from "./instant-text.js";
export type { LeafEnvelope, LogLeaf } from "./leaf.js";
export type { ConsentMethod } from "./method.js";
export { readDraft } from "./read-draft.js";
export { readEvent, readLeaf } from "./read-event.js";
export { type RelationshipKind, relationshipKinds } from "./relationship-kind.js";
export { type ConsentScope, denialCovers, purposeCovers } from "./scope.js";
export { type SealContext, type SealedEvent, sealEvent } from "./seal-event.js";
