export {
  type Confirmation,
  type ConfirmationFailure,
  type ConfirmedConsent,
  confirmConsent,
  openRequests,
} from "./confirm-consent.js";
export { confirmStop, type StopConfirmation } from "./confirm-stop.js";
export { type Description, recordDescription } from "./description.js";
export {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";
export {
  defineForm,
  type FormChoice,
  type FormDefinition,
  type FormField,
  type FormPurpose,
  type FormReading,
  readForm,
} from "./form.js";
export {
  mergeContactPoints,
  type SplitPoint,
  splitContactPoint,
  splitPeople,
} from "./identity-drafts.js";
export { type ImportClaim, importDrafts, recordImportClaim } from "./import-claim.js";
export { type ImportDeclaration, type ImportRecord, importRecord } from "./import-record.js";
export { recordKeyDestruction, recordKeyRotation } from "./key-events.js";
export { type KeywordReading, readKeyword } from "./keywords.js";
export {
  type Notice,
  noticeDigest,
  type OpenedNotice,
  openSnapshot,
  readNotice,
  type ShownNotice,
  sealSnapshot,
} from "./notice.js";
export { type Published, publishNotice, publishRules, recordServing } from "./publication.js";
export {
  endRelationship,
  type Relationship,
  recordMessageOffer,
  recordRelationship,
} from "./relationship.js";
export { type RenewedRequest, renewRequest } from "./renew-request.js";
export {
  type ConsentRequest,
  nonceDigest,
  type OptInMode,
  type PendingConfirmation,
  type RequestedConsent,
  remindOfRequest,
  requestConsent,
} from "./request-consent.js";
export { restartTexts, stopTexts } from "./restart.js";
export {
  objectToProcessing,
  refuseConsent,
  restrictProcessing,
  withdrawConsent,
} from "./say-no.js";
export {
  invalidateConsent,
  liftObjection,
  liftRestriction,
  reaffirmConsent,
  releaseSuppression,
} from "./take-back.js";
export { isClaimOf, undoClaims } from "./undo-claims.js";
