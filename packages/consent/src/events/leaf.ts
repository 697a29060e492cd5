import type { Actor } from "./envelope.js";
import type { ConsentEventType, EventDetails } from "./event-detail.js";
import type { ConsentMethod } from "./method.js";
import type { ConsentScope } from "./scope.js";

/**
 * The parts of a leaf that every type of event has. Refs are random; times are RFC 3339 in UTC with
 * milliseconds.
 */
export interface LeafEnvelope {
  readonly v: 1;
  /** The log's origin, as in its checkpoints. */
  readonly log: string;
  /** From 0, without gaps. */
  readonly seq: number;
  /** Made by the producer: the same id twice is one event. */
  readonly id: string;
  readonly recordedAt: string;
  readonly effectiveAt: string;
  readonly subject?: string;
  readonly contactPoint?: string;
  readonly scope?: ConsentScope;
  readonly actor: Actor;
  readonly method?: ConsentMethod;
  /** Digest of the wording that was shown. */
  readonly notice?: string;
  /** Digest of the rule pack in force. */
  readonly ruleset?: string;
  /**
   * HMAC-SHA-256 over the payload's canonical form; the key is the salt that is stored, and
   * destroyed, with the payload.
   */
  readonly payloadDigest?: string;
  /** Ids of the events this one answers: a confirmation names its request. */
  readonly caused?: readonly string[];
}

/** What is hashed into the log: the canonical form of exactly this, nothing else. */
export type LogLeaf<T extends ConsentEventType = ConsentEventType> = {
  readonly [K in T]: LeafEnvelope & { readonly type: K; readonly detail?: EventDetails[K] };
}[T];
