import { notJson } from "../contacts/index.js";
import type { Instant } from "../instant.js";
import { isObject } from "../json.js";
import type { DeliveryEvent, DeliveryEventType } from "../ports/delivery-event.js";

/** Every event type. The compiler checks that the record is complete. */
const types: Readonly<Record<DeliveryEventType, true>> = {
  ...{ delivered: true, deferred: true, bounced: true, rejected: true, complained: true },
  ...{ opened: true, clicked: true, unsubscribed: true, replied: true, unknown: true },
};

/**
 * Why this is no delivery event; `null` if it is one. A webhook adapter passes external data on,
 * and one malformed report must not fail its whole batch.
 */
export function reportFault(event: DeliveryEvent): "INPUT_EVENT" | "INPUT_EVENT_TIME" | null {
  // The depth is limited here too.
  if (!isObject(event) || notJson(event) !== null) return "INPUT_EVENT";
  const { type, dedupeKey, message, at, bounce, complaint, engagement } = event;
  if (!Number.isSafeInteger(at)) return "INPUT_EVENT_TIME";
  const sound =
    typeof type === "string" &&
    Object.hasOwn(types, type) &&
    [dedupeKey, message].every(isId) &&
    [bounce, complaint, engagement].every((part) => part === undefined || isObject(part));
  return sound ? null : "INPUT_EVENT";
}

/** A provider's clock may be ahead. The reported event has happened all the same. */
export function heardBy(event: DeliveryEvent, now: Instant): DeliveryEvent {
  return {
    ...event,
    at: Math.min(event.at, now),
  };
}

function isId(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.isWellFormed();
}
