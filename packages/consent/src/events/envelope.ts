import type { ContactPointId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { eventCatalog } from "./event-catalog.js";
import type { ConsentEventType } from "./event-detail.js";
import type { EnvelopeNeed } from "./event-spec.js";
import { digest, type FieldKind, listKind, oneOf, optional, ref, shaped } from "./field-kind.js";
import { type ConsentMethod, methodKind } from "./method.js";
import { type ConsentScope, scopeKind } from "./scope.js";

export type ActorKind = "subject" | "operator" | "import" | "system" | "provider" | "authority";

/** Who caused an event. `ref` is an opaque id such as `op_7f3c`, never a name. */
export interface Actor {
  readonly kind: ActorKind;
  readonly ref?: string;
}

const actorKind: FieldKind<Actor> = shaped<Actor>({
  kind: oneOf("subject", "operator", "import", "system", "provider", "authority"),
  ref: optional(ref),
});

/**
 * The part of a leaf that its producer writes: a draft's `fields`. `detail` is read by the type's
 * own kind.
 */
export interface EventEnvelope {
  readonly subject?: string;
  readonly scope?: ConsentScope;
  readonly actor: Actor;
  readonly method?: ConsentMethod;
  readonly notice?: string;
  readonly ruleset?: string;
  readonly caused?: readonly string[];
  readonly detail?: unknown;
}

const unread: FieldKind<unknown> = { read: (value) => value };

export const envelopeKind: FieldKind<EventEnvelope> = shaped<EventEnvelope>({
  subject: optional(ref),
  scope: optional(scopeKind),
  actor: actorKind,
  method: optional(methodKind),
  notice: optional(digest),
  ruleset: optional(digest),
  caused: optional(listKind(ref)),
  detail: optional(unread),
});

export const contactPointKind: FieldKind<ContactPointId> = {
  read: (value, path) => ref.read(value, path) as ContactPointId,
};

/** @throws InputError `INPUT_EVENT_TYPE`. */
export function eventType(value: unknown): ConsentEventType {
  if (typeof value === "string" && isEventType(value)) return value;
  throw new InputError("INPUT_EVENT_TYPE", "There is no such type of consent event.", {
    path: "type",
    remedy: "See eventCatalog() for those there are.",
  });
}

/** For what is to be recorded. @throws InputError `INPUT_EVENT_TYPE`. */
export function madeType(value: unknown): ConsentEventType {
  const type = eventType(value);
  if (eventCatalog()[type].retired !== true) return type;
  throw new InputError("INPUT_EVENT_TYPE", "Events of this type are recorded no more.", {
    path: "type",
    remedy: "Leave it out: logs of earlier releases are read with it all the same.",
  });
}

function isEventType(value: string): value is ConsentEventType {
  return Object.hasOwn(eventCatalog(), value);
}

interface Present {
  readonly contactPoint: boolean;
  readonly fingerprint: boolean;
  readonly envelope: EventEnvelope;
}

function meets(need: EnvelopeNeed, { contactPoint, fingerprint, envelope }: Present): boolean {
  switch (need) {
    case "contactPoint":
      return contactPoint;
    case "person":
      return contactPoint || envelope.subject !== undefined;
    case "person_or_fingerprint":
      return fingerprint !== (contactPoint || envelope.subject !== undefined);
    case "caused":
      return envelope.caused !== undefined && envelope.caused.length > 0;
    default:
      return envelope[need] !== undefined;
  }
}

/** @throws InputError `INPUT_EVENT_MISSING` when the envelope lacks what the type needs. */
export function checkNeeds(type: ConsentEventType, present: Present): void {
  for (const need of eventCatalog()[type].needs) {
    if (meets(need, present)) continue;
    throw new InputError("INPUT_EVENT_MISSING", `An event of type ${type} needs: ${need}.`, {
      path: need,
      ...(need === "person_or_fingerprint"
        ? {
            remedy:
              "Name the contact point or subject, or where neither is left the fingerprint, never both.",
          }
        : {}),
    });
  }
}
