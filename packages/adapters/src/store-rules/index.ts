export { type CallGuard, createCallGuard } from "./call-guard.js";
export { changedContact } from "./contact-rules.js";
export { checkStep, enrollmentDueAt, wokenEnrollment } from "./enrollment-rules.js";
export { checkAppend, isUnfinished } from "./ledger-rules.js";
export {
  type MessageMarks,
  markedBy,
  messageFact,
  messageInWindow,
  messageTouchedAt,
  noMarks,
} from "./message-marks.js";
export {
  claimedMessage,
  linkedMessage,
  messageDueAt,
  queuedMessage,
  refusedMessage,
  settledMessage,
} from "./outbox-rules.js";
export { atLeastOne, cursorAt, cursorPosition, pageLimit } from "./page.js";
export {
  answeredAll,
  contactConflict,
  contactUnknown,
  definitionConflict,
  enrollmentConflict,
  enrollmentUnknown,
  mismatch,
  revisionConflict,
  sameTenant,
} from "./refusals.js";
export { sameJson } from "./same-json.js";
