import type { Instant, JsonObject, JsonValue } from "@wellsent/core";
import { isObject } from "../canonical/index.js";
import type {
  ConsentMethod,
  ConsentScope,
  RelationshipKind,
  SoftBounces,
  SubjectKind,
  SuppressionReason,
} from "../events/index.js";
import type { Cell } from "./cell.js";
import type { LastingMark, Mark } from "./mark.js";

/**
 * Why something is denied. `stopped` is a keyword from the handset, the only denial that START
 * reopens; `merged` is what a merge keeps of the stricter side.
 */
export type DenialKind =
  | "withdrawn"
  | "stopped"
  | "refused"
  | "objected"
  | "invalidated"
  | "lapsed"
  | "complained"
  | "unsubscribed"
  | "merged";

export interface DenialMark extends Mark {
  readonly kind: DenialKind;
  readonly scope: ConsentScope;
  /** Of a STOP: the purpose of the text it answered, where that is known. */
  readonly answered?: string;
}

export interface SuppressionMark extends Mark {
  readonly bounces?: SoftBounces;
}

export interface GrantMark extends Mark {
  readonly method?: ConsentMethod;
  readonly notice?: string;
  readonly strength?: "implied" | "express" | "express_written";
  /** From here on it no longer counts. */
  readonly until?: Instant;
  /** An imported claim that commits to a record of how and when the person agreed. */
  readonly evidence?: true;
}

/** S, C and A of one cell, each the latest of its sort. */
export interface CellGrants {
  readonly cell: Cell;
  /** S: by the person. */
  readonly subject?: GrantMark;
  /**
   * C: proven by the mailbox without a request, such as START from the handset. Answers to requests
   * live in `requests`.
   */
  readonly proven?: GrantMark;
  /** A: by anyone else. Counts only where nothing was ever denied. */
  readonly asserted?: GrantMark;
  /** Dated after they were recorded: they wait for their day. Keyed by sort and id. */
  readonly waiting?: Readonly<Record<string, GrantMark>>;
}

/** A question that waits for, or has, its answer from the mailbox. */
export interface RequestState {
  readonly cell?: Cell;
  /** When the person asked. Absent while only the answer is known. */
  readonly asked?: Mark & {
    readonly notice?: string;
    readonly until?: Instant;
    readonly by: "subject" | "other";
    readonly strength?: "implied" | "express" | "express_written";
    /** SHA-256 of what only the mail says. */
    readonly nonceDigest?: string;
    /** The request in whose mail this one rides along. */
    readonly primary?: string;
  };
  /** Reminders: how many, and the last. */
  readonly reminded?: { readonly attempt: number; readonly at: Instant };
  /** The first answer. Later ones are uses of a spent token. */
  readonly answer?: GrantMark & { readonly cell: Cell };
}

export interface RelationshipMark extends LastingMark {
  readonly kind: RelationshipKind;
  readonly scope: ConsentScope;
  readonly until?: Instant;
  readonly similar?: readonly string[];
}

/**
 * Everything that deciding about one contact point needs, as plain JSON: maxima per scope, never a
 * history. Folding is a join, so any order and any repetition of the same events give the same
 * projection.
 */
export interface Projection {
  readonly v: 1;
  readonly denials: Readonly<Record<string, DenialMark>>;
  readonly grants: Readonly<Record<string, CellGrants>>;
  readonly requests: Readonly<Record<string, RequestState>>;
  readonly relationships: Readonly<Record<string, RelationshipMark>>;
  readonly relationshipsEnded: Readonly<Record<string, Mark>>;
  /** Proof that a way out was offered: at collection and in messages. */
  readonly offers: Readonly<
    Record<
      string,
      LastingMark & { readonly where: "collection" | "message"; readonly scope: ConsentScope }
    >
  >;
  readonly suppressions: Readonly<
    Record<
      string,
      {
        readonly reason: SuppressionReason;
        readonly scope: ConsentScope;
        readonly added?: SuppressionMark;
        readonly released?: Mark;
      }
    >
  >;
  /** Reviews that found a consent still alive, by scope. */
  readonly reviews: Readonly<Record<string, Mark & { readonly scope: ConsentScope }>>;
  /** Whose address it is, as far as somebody has shown. Absent: a natural person's. */
  readonly described?: Mark & { readonly kind: SubjectKind };
  readonly restriction: { readonly set?: Mark; readonly lifted?: Mark };
  readonly erased?: Mark;
  /** Requests for erasure, by case, and the ends of any case. */
  readonly erasures: Readonly<Record<string, Mark>>;
  readonly casesClosed: Readonly<Record<string, Mark>>;
}

/**
 * What is known about an address at one of its points: the point's own projection, and those of
 * other points of the same address. Their denials count here as the point's own; what they permit
 * does not. Made for one look and never kept: folding forgets `elsewhere`.
 */
export interface AddressProjection extends Projection {
  /** With what the person wished at points of other addresses. */
  readonly elsewhere?: readonly Projection[];
}

export const emptyProjection: Projection = {
  v: 1,
  denials: {},
  grants: {},
  requests: {},
  relationships: {},
  relationshipsEnded: {},
  offers: {},
  suppressions: {},
  reviews: {},
  restriction: {},
  erasures: {},
  casesClosed: {},
};

/** A projection as a store keeps it: opaque JSON. */
export function projectionToJson(projection: Projection): JsonObject {
  return projection as unknown as JsonObject;
}

/**
 * A projection read back from a store. `null` stands for a point nothing is known about.
 * @returns undefined for anything this version did not write: the caller denies.
 */
export function projectionFromJson(value: JsonValue | null): Projection | undefined {
  return value === null ? emptyProjection : isProjection(value) ? value : undefined;
}

/**
 * Looked at anew each time: a kept object may have been written to since. Part by part, as each
 * mail asks.
 */
function isProjection(value: JsonValue): value is JsonValue & Projection {
  if (!isObject(value) || !("v" in value)) return false;
  const kept: { readonly [K in keyof Projection]?: unknown } = value;
  return (
    kept.v === 1 &&
    isObject(kept.denials) &&
    isObject(kept.grants) &&
    isObject(kept.requests) &&
    isObject(kept.relationships) &&
    isObject(kept.relationshipsEnded) &&
    isObject(kept.offers) &&
    isObject(kept.suppressions) &&
    isObject(kept.reviews) &&
    isObject(kept.restriction) &&
    isObject(kept.erasures) &&
    isObject(kept.casesClosed)
  );
}
