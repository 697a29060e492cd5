import type { ContactPointId, Instant, JsonObject } from "@wellsent/core";
import type { Actor } from "./envelope.js";
import type { ConsentEventType, EventDetails, MadeEventType } from "./event-detail.js";
import type { ConsentMethod } from "./method.js";
import type { ConsentScope } from "./scope.js";

/**
 * Kept beside the log and destroyed on erasure. The named fields are those our own forms and
 * exports use; a host may add any others.
 */
// An interface would contradict its index for whoever compiles without exactOptionalPropertyTypes.
export type EventPayload = JsonObject & {
  readonly ip?: string;
  readonly userAgent?: string;
  readonly url?: string;
  readonly formId?: string;
  readonly formSnapshot?: string;
  readonly messageId?: string;
  readonly locale?: string;
  readonly timezone?: string;
  readonly freeText?: string;
  readonly importRow?: string;
  readonly evidenceRef?: string;
};

/** The parts that every event has, before it is recorded. */
export interface EventCommon {
  readonly id: string;
  readonly effectiveAt: Instant;
  readonly subject?: string;
  readonly contactPoint?: ContactPointId;
  readonly scope?: ConsentScope;
  readonly actor: Actor;
  readonly method?: ConsentMethod;
  readonly notice?: string;
  readonly ruleset?: string;
  readonly caused?: readonly string[];
  readonly payload?: EventPayload;
}

/**
 * Discriminated by `type`; `detail` is always there, and empty where the type says nothing more.
 */
export type DraftedEvent<T extends ConsentEventType = ConsentEventType> = {
  readonly [K in T]: EventCommon & { readonly type: K; readonly detail: EventDetails[K] };
}[T];

export interface EventRecord {
  readonly log: string;
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly payloadDigest?: string;
}

/**
 * A recorded event: its validated leaf, with instants as numbers, and its payload as long as there
 * is one.
 */
export type ConsentEvent<T extends ConsentEventType = ConsentEventType> = {
  readonly [K in T]: DraftedEvent<K> & EventRecord;
}[T];

/** What a producer hands to `draftEvent`. `detail` may be left out where the type needs none. */
export type EventInput<T extends MadeEventType = MadeEventType> = {
  readonly [K in T]: EventCommon & {
    readonly type: K /** 32 bytes, hex. */;
    readonly salt?: string;
  } & (Record<never, never> extends EventDetails[K]
      ? { readonly detail?: EventDetails[K] }
      : { readonly detail: EventDetails[K] });
}[T];
