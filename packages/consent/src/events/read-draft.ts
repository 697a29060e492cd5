import type { ConsentDraft, ContactPointId, Instant, JsonObject } from "@wellsent/core";
import { jsonCopy } from "../canonical/index.js";
import { isBlankPayload } from "../commitment/index.js";
import type { DraftedEvent } from "./consent-event.js";
import { checkNeeds, contactPointKind, envelopeKind, eventType, madeType } from "./envelope.js";
import { eventCatalog } from "./event-catalog.js";
import type { ConsentEventType, EventDetails } from "./event-detail.js";
import { ref } from "./field-kind.js";
import { formatEventTime } from "./instant-text.js";

interface Raw {
  readonly id: unknown;
  readonly type: unknown;
  readonly contactPoint?: unknown;
  readonly effectiveAt: Instant;
  readonly fields: unknown;
  readonly payload?: JsonObject;
}

function readDetail<T extends ConsentEventType>(type: T, value: unknown): EventDetails[T] {
  return eventCatalog()[type].detail.read(value ?? {}, "detail");
}

/** Reads the parts of an event, wherever they came from. */
export function readFields(raw: Raw): DraftedEvent {
  const id = ref.read(raw.id, "id");
  const type = eventType(raw.type);
  formatEventTime(raw.effectiveAt, "effectiveAt");
  const { detail: unread, ...envelope } = envelopeKind.read(raw.fields, "");
  const detail = readDetail(type, unread);
  const contactPoint: ContactPointId | undefined =
    raw.contactPoint === undefined
      ? undefined
      : contactPointKind.read(raw.contactPoint, "contactPoint");
  checkNeeds(type, {
    contactPoint: contactPoint !== undefined,
    fingerprint: "fingerprint" in detail,
    envelope,
  });
  // `readDetail` has tied the detail to the type; a spread loses that tie for the compiler.
  return {
    id,
    type,
    effectiveAt: raw.effectiveAt,
    ...envelope,
    ...(contactPoint === undefined ? {} : { contactPoint }),
    detail,
    ...(raw.payload === undefined ? {} : { payload: raw.payload }),
  } as DraftedEvent;
}

/**
 * Reads a draft that came from anywhere: every field checked, nothing unknown let through. A
 * payload that holds nothing counts as none.
 * @throws InputError `INPUT_EVENT_TYPE`, `_FIELD`, `_MISSING`, `_SCOPE`, `_TIME`;
 * `INPUT_CANONICAL_*` for its payload.
 */
export function readDraft(draft: ConsentDraft): DraftedEvent {
  const payload = draft.payload === undefined ? undefined : jsonCopy(draft.payload);
  return readFields({
    id: draft.id,
    type: madeType(draft.type),
    contactPoint: draft.contactPoint,
    effectiveAt: draft.effectiveAt,
    fields: draft.fields,
    ...(payload === undefined || isBlankPayload(payload) ? {} : { payload }),
  });
}
