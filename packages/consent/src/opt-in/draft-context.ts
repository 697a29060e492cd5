import type { ConsentDraft, ContactPointId, IdSource, Instant, Random } from "@wellsent/core";
import {
  type Actor,
  type ConsentMethod,
  draftEvent,
  type EventCommon,
  type EventInput,
  type EventPayload,
} from "../events/index.js";

/** What a producer of events is handed, since it may not reach for any of it itself. */
export interface DraftContext {
  readonly ids: IdSource;
  readonly random: Random;
  readonly now: Instant;
}

/** What every consent event may tell beside its own matter. */
export interface EventMetadata {
  readonly contactPoint: ContactPointId;
  readonly subject?: string;
  /** When it happened, where that is not now. */
  readonly at?: Instant;
  readonly actor?: Actor;
  readonly method?: ConsentMethod;
  /** Digest of the wording shown: {@link noticeDigest}. */
  readonly notice?: string;
  /** Kept beside the log and destroyed on erasure: IP address, form, words. */
  readonly payload?: EventPayload;
}

export function eventMetadata(
  { now }: DraftContext,
  { contactPoint, subject, at, actor, method, notice, payload }: EventMetadata,
): Omit<EventCommon, "id"> {
  return {
    contactPoint,
    effectiveAt: at ?? now,
    actor: actor ?? ({ kind: "subject" } as const),
    ...(subject === undefined ? {} : { subject }),
    ...(method === undefined ? {} : { method }),
    ...(notice === undefined ? {} : { notice }),
    ...(payload === undefined ? {} : { payload }),
  };
}

export function createDraft({ random }: DraftContext, input: EventInput): ConsentDraft {
  return draftEvent(input, random);
}
