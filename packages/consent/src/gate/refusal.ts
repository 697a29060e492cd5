import type { Instant, SuppressionEntry } from "@wellsent/core";
import { type ConfirmationLimits, defaultConfirmationLimits } from "../decide/index.js";
import type { DraftedEvent } from "../events/index.js";
import {
  type AddressProjection,
  activeErasure,
  addressSuppressions,
  cellFromScope,
  coveringDenials,
  releaseCounts,
  requestKey,
  scopeKey,
  wasErased,
} from "../state/index.js";

export interface AppendContext {
  readonly now: Instant;
  readonly projection: AddressProjection;
  readonly suppressions: readonly SuppressionEntry[];
  readonly limits?: ConfirmationLimits;
}

/** Why a well-formed draft is not appended: stable codes. */
export type RefusalCode =
  | "GRANT_SCOPE"
  | "CONFIRMATION_METHOD"
  | "CONFIRMATION_UNKNOWN_REQUEST"
  | "CONFIRMATION_OTHER_CELL"
  | "CONFIRMATION_USED"
  | "CONFIRMATION_EXPIRED"
  | "CONFIRMATION_DEAD"
  | "REMINDER_UNKNOWN_REQUEST"
  | "REMINDER_LIMIT"
  | "REQUEST_LIMIT"
  | "SUPPRESSED_ERASED"
  | "DENIED_BEFORE"
  | "RELEASE_NOT_ALLOWED"
  | "LIFT_NOT_ALLOWED"
  | "POINT_MISSING";

/**
 * What the log refuses although it is well formed: claims that cannot be true, and claims by those
 * who may not make them. State would ignore most of them; refusing tells the producer.
 */
export function refuseDraft(event: DraftedEvent, context: AppendContext): RefusalCode | undefined {
  switch (event.type) {
    case "consent.granted":
    case "consent.reaffirmed":
      return cellFromScope(event.scope) === null ? "GRANT_SCOPE" : assertionFault(event, context);
    case "consent.requested":
      return requestFault(event, context);
    case "consent.confirmed":
      return confirmationFault(event, context);
    case "suppression.released":
      return releaseCounts(event) ? undefined : "RELEASE_NOT_ALLOWED";
    case "restriction.lifted":
      return ["subject", "authority", "system"].includes(event.actor.kind)
        ? undefined
        : "LIFT_NOT_ALLOWED";
    case "objection.lifted":
      return event.actor.kind === "subject" ? undefined : "LIFT_NOT_ALLOWED";
    default:
      return undefined;
  }
}

/**
 * These would be in the log and change nothing: consent hangs on addresses. One event for each of a
 * person's.
 */
const needPoint: ReadonlySet<string> = new Set([
  "objection.raised",
  "objection.lifted",
  "restriction.set",
  "restriction.lifted",
  "relationship.recorded",
  "relationship.ended",
]);

export function refusalWithoutPoint(event: DraftedEvent): RefusalCode | undefined {
  if (needPoint.has(event.type)) return "POINT_MISSING";
  if (event.type !== "suppression.added" && event.type !== "suppression.released") return undefined;
  if (event.detail.fingerprint === undefined) return "POINT_MISSING";
  return event.type === "suppression.released" && !releaseCounts(event)
    ? "RELEASE_NOT_ALLOWED"
    : undefined;
}

/** Nobody but the person grants anything for an address that said no or was erased. */
function assertionFault(
  event: DraftedEvent,
  { projection, suppressions }: AppendContext,
): RefusalCode | undefined {
  if (event.actor.kind === "subject") return undefined;
  if (wasErased(projection) || isSuppressedAsErased(projection, suppressions)) {
    return "SUPPRESSED_ERASED";
  }
  return coveringDenials(projection, event.scope ?? {}).length > 0 ? "DENIED_BEFORE" : undefined;
}

function isSuppressedAsErased(
  projection: AddressProjection,
  suppressions: AppendContext["suppressions"],
): boolean {
  return (
    suppressions.some(({ reason }) => reason === "erased") ||
    addressSuppressions(projection).some(({ reason }) => reason === "erased")
  );
}

const day = 86_400_000;

function requestFault(
  event: DraftedEvent<"consent.requested">,
  { projection, now, limits = defaultConfirmationLimits, suppressions }: AppendContext,
): RefusalCode | undefined {
  if (cellFromScope(event.scope) === null) return "GRANT_SCOPE";
  const original = event.caused?.[0];
  const { attempt = 1 } = event.detail;
  if (attempt > 1) {
    const request = original === undefined ? undefined : projection.requests[requestKey(original)];
    if (request?.asked === undefined) return "REMINDER_UNKNOWN_REQUEST";
    if (request.answer !== undefined) return "CONFIRMATION_USED";
    return attempt > limits.reminders + 1 ? "REMINDER_LIMIT" : undefined;
  }
  // The way back after an erasure begins with the person, and ends with their mailbox.
  if (
    event.actor.kind !== "subject" &&
    (activeErasure(projection) !== undefined || isSuppressedAsErased(projection, suppressions))
  )
    return "SUPPRESSED_ERASED";
  // What rides along in the mail of another request costs none of its own.
  if (original !== undefined && projection.requests[requestKey(original)]?.asked !== undefined)
    return undefined;
  const recent = Object.values(projection.requests).filter(
    ({ asked }) => asked !== undefined && asked.primary === undefined && asked.at > now - day,
  );
  return recent.length >= limits.perDay ? "REQUEST_LIMIT" : undefined;
}

/** Nothing else comes from the mailbox itself. */
const confirming: ReadonlySet<string> = new Set([
  "double_opt_in_post",
  "double_opt_in_get",
  "reply_keyword",
]);

function confirmationFault(
  event: DraftedEvent<"consent.confirmed">,
  context: AppendContext,
): RefusalCode | undefined {
  const cell = cellFromScope(event.scope);
  if (cell === null) return "GRANT_SCOPE";
  if (event.actor.kind !== "subject") return assertionFault(event, context);
  if (event.method === undefined || !confirming.has(event.method)) return "CONFIRMATION_METHOD";
  for (const id of event.caused ?? []) {
    const request = context.projection.requests[requestKey(id)];
    if (request?.asked === undefined || request.cell === undefined)
      return "CONFIRMATION_UNKNOWN_REQUEST";
    if (scopeKey(request.cell) !== scopeKey(cell)) return "CONFIRMATION_OTHER_CELL";
    if (request.answer !== undefined) return "CONFIRMATION_USED";
    const at = Math.min(event.effectiveAt, context.now);
    if (
      at < request.asked.at ||
      (request.asked.until !== undefined && context.now >= request.asked.until)
    ) {
      return "CONFIRMATION_EXPIRED";
    }
    const { at: askedAt } = request.asked;
    if (coveringDenials(context.projection, cell).some((denial) => denial.at >= askedAt))
      return "CONFIRMATION_DEAD";
  }
  return undefined;
}
