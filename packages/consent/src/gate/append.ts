import type {
  AppendResult,
  ConsentDraft,
  ContactPointId,
  Instant,
  JsonObject,
  LedgerEntry,
  SuppressionEntry,
} from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import type { AppendState, ConsentNews } from "@wellsent/core/ports";
import type { ConfirmationLimits } from "../decide/index.js";
import { type ConsentEvent, type SealedEvent, sealEvent } from "../events/index.js";
import { appendLeaves, type TreeHasher } from "../merkle/index.js";
import {
  type AddressProjection,
  addressProjection,
  foldEvent,
  isReleasedByProof,
  type Projection,
  projectionToJson,
  provenAt,
} from "../state/index.js";
import { type MergedPoint, mergeEvents } from "./merge-events.js";
import { consentNews } from "./news.js";
import { refusalWithoutPoint, refuseDraft } from "./refusal.js";

export interface AppendOptions {
  readonly log: (tenant: string) => string;
  readonly hasher: TreeHasher;
  readonly limits?: ConfirmationLimits;
}

interface PointState {
  readonly fingerprints: readonly string[];
  /** Its own, and what is kept of it. */
  projection: Projection;
  /** Of other points of its address, as they were read. */
  readonly elsewhere: readonly Projection[];
  suppressions: readonly SuppressionEntry[];
  changed: boolean;
}

interface Appending {
  readonly state: AppendState;
  readonly options: AppendOptions;
  readonly points: ReadonlyMap<string, PointState>;
  readonly byFingerprint: ReadonlyMap<string, readonly PointState[]>;
  readonly entries: LedgerEntry[];
  readonly suppress: SuppressionEntry[];
  readonly release: { readonly fingerprint: string; readonly reason: string }[];
  readonly refused: { readonly id: string; readonly code: string }[];
  readonly news: ConsentNews[];
}

/**
 * Extends one tenant's log: each draft is checked, sealed and folded, or refused by code and leaves
 * no trace. Drafts of one call see each other in the order given, so a request and its withdrawal
 * may come together.
 */
export function appendDrafts(
  state: AppendState,
  drafts: readonly ConsentDraft[],
  options: AppendOptions,
): AppendResult {
  const points = new Map<string, PointState>();
  const unreadable = new Set<string>();
  for (const read of state.points) {
    const { contactPoint, fingerprints, suppressions } = read;
    const known = addressProjection(read);
    if (known === undefined) {
      unreadable.add(contactPoint);
      continue;
    }
    const { elsewhere = [], ...projection } = known;
    points.set(contactPoint, { fingerprints, projection, elsewhere, suppressions, changed: false });
  }
  const appending: Appending = {
    state,
    options,
    points,
    byFingerprint: byFingerprint(points.values()),
    entries: [],
    suppress: [],
    release: [],
    refused: [],
    news: [],
  };
  const done = new Set(state.known);
  for (const draft of drafts) {
    if (done.has(draft.id)) continue;
    done.add(draft.id);
    const code = unreadable.has(draft.contactPoint ?? "")
      ? "PROJECTION_UNREADABLE"
      : appendOne(appending, draft);
    if (code !== undefined) appending.refused.push({ id: draft.id, code });
  }
  const { entries, suppress, release, refused, news } = appending;
  const hashes = entries.map(({ leafHash }) => leafHash);
  const { head, tiles } = appendLeaves(state.head, state.tiles, hashes, options.hasher);
  return {
    head,
    tiles,
    entries,
    projections: [...points]
      .filter(([, point]) => point.changed)
      .map(([id, { projection }]) => ({
        contactPoint: id as ContactPointId,
        projection: projectionToJson(projection),
      })),
    suppress,
    release,
    refused,
    news,
  };
}

function byFingerprint(points: Iterable<PointState>): ReadonlyMap<string, readonly PointState[]> {
  const found = new Map<string, PointState[]>();
  for (const point of points) {
    for (const fingerprint of point.fingerprints) {
      const sharing = found.get(fingerprint);
      if (sharing === undefined) found.set(fingerprint, [point]);
      else sharing.push(point);
    }
  }
  return found;
}

function withChanges(appending: Appending, point: PointState): MergedPoint {
  const { elsewhere = [] } = projectAddress(appending, point);
  return { projection: point.projection, elsewhere, suppressions: point.suppressions };
}

/** A denial of this very call counts at every point of its address. */
function projectAddress({ byFingerprint: all }: Appending, point: PointState): AddressProjection {
  const elsewhere = new Set(point.elsewhere);
  for (const fingerprint of point.fingerprints) {
    for (const other of all.get(fingerprint) ?? [])
      if (other !== point && other.changed) elsewhere.add(other.projection);
  }
  return elsewhere.size === 0
    ? point.projection
    : { ...point.projection, elsewhere: [...elsewhere] };
}

/** @returns why not, or nothing once it is in the log. */
function appendOne(appending: Appending, draft: ConsentDraft): string | undefined {
  const { state, options, points, entries } = appending;
  let sealed: SealedEvent;
  try {
    sealed = sealEvent(draft, {
      log: options.log(state.tenant),
      seq: state.head.size + entries.length,
      recordedAt: state.now,
      hasher: options.hasher,
    });
  } catch (error) {
    if (WellsentError.isInstance(error)) return error.code;
    throw error;
  }
  const { event, entry } = sealed;
  if (event.contactPoint === undefined) {
    const fault = refusalWithoutPoint(event);
    if (fault !== undefined) return fault;
    entries.push(entry);
    changeByFingerprint(appending, event);
    return undefined;
  }
  const point = points.get(event.contactPoint);
  if (point === undefined) return "POINT_UNKNOWN";
  const merging = event.type === "subject.merged" ? mergedPoints(appending, event, point) : [];
  if (merging === undefined) return "MERGE_POINT_UNKNOWN";
  const refusal = refuseDraft(event, {
    now: state.now,
    projection: projectAddress(appending, point),
    suppressions: point.suppressions,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  if (refusal !== undefined) return refusal;

  entries.push(entry);
  const before = provenAt(point.projection);
  const merged = merging.map(({ projection }) => projection);
  appending.news.push(consentNews(event, event.contactPoint, point.projection, merged));
  point.projection = foldEvent(point.projection, event);
  point.changed = true;
  for (const [nth, other] of merging.entries())
    merge(appending, { ...event, nth, contactPoint: event.contactPoint }, point, other);
  suppressPoint(appending, event, point);
  const proven = provenAt(point.projection);
  if (proven !== undefined && proven !== before) releaseProven(appending, point, proven);
  return undefined;
}

function mergedPoints(
  { points }: Appending,
  event: ConsentEvent<"subject.merged">,
  into: PointState,
): readonly PointState[] | undefined {
  const found: PointState[] = [];
  for (const id of event.detail.from) {
    const other = points.get(id);
    if (other === undefined) return undefined;
    if (other !== into) found.push(other);
  }
  return found;
}

function merge(
  appending: Appending,
  {
    id,
    nth,
    contactPoint,
  }: { readonly id: string; readonly nth: number; readonly contactPoint: ContactPointId },
  into: PointState,
  from: PointState,
): void {
  const { state, options, entries, news } = appending;
  const { joined, drafts } = mergeEvents(into.projection, withChanges(appending, from), {
    id,
    nth,
    contactPoint,
    at: state.now,
  });
  into.projection = joined;
  into.suppressions = [...into.suppressions, ...from.suppressions];
  for (const draft of drafts) {
    const { entry, event } = sealEvent(draft, {
      log: options.log(state.tenant),
      seq: state.head.size + entries.length,
      recordedAt: state.now,
      hasher: options.hasher,
    });
    entries.push(entry);
    news.push(consentNews(event, contactPoint, into.projection));
    into.projection = foldEvent(into.projection, event);
  }
}

function scopeJson({ scope }: ConsentEvent): Pick<SuppressionEntry, "scope"> {
  if (scope === undefined || Object.keys(scope).length === 0) return {};
  const json: JsonObject = { ...scope };
  return { scope: json };
}

function suppressPoint(appending: Appending, event: ConsentEvent, point: PointState): void {
  const { state, suppress } = appending;
  if (event.type === "suppression.added") {
    const { reason } = event.detail;
    const addedAt = Math.min(event.effectiveAt, state.now);
    if (wasLifted(projectAddress(appending, point), reason, addedAt)) return;
    const added = point.fingerprints.map((fingerprint) => ({
      fingerprint,
      reason,
      addedAt,
      ...scopeJson(event),
    }));
    suppress.push(...added);
    point.suppressions = [...point.suppressions, ...added];
  }
  if (event.type === "suppression.released") {
    const { reason } = event.detail;
    for (const fingerprint of point.fingerprints) lift(appending, { fingerprint, reason });
    point.suppressions = point.suppressions.filter((entry) => entry.reason !== reason);
  }
}

/**
 * Whether the mailbox has spoken since, at any point of the address: in whichever order the two
 * arrive, the list ends up the same. An erasure is listed in any case: nothing else is left of it.
 */
function wasLifted(
  { elsewhere = [], ...own }: AddressProjection,
  reason: string,
  at: Instant,
): boolean {
  return (
    reason !== "erased" &&
    isReleasedByProof(reason) &&
    [own, ...elsewhere].some((projection) => (provenAt(projection) ?? at) > at)
  );
}

/** For somebody no record is left of. */
function changeByFingerprint(appending: Appending, event: ConsentEvent): void {
  const { state, suppress } = appending;
  if (event.type !== "suppression.added" && event.type !== "suppression.released") return;
  const { fingerprint, reason } = event.detail;
  if (fingerprint === undefined) return;
  if (event.type === "suppression.released") lift(appending, { fingerprint, reason });
  else
    suppress.push({
      fingerprint,
      reason,
      addedAt: Math.min(event.effectiveAt, state.now),
      ...scopeJson(event),
    });
}

/**
 * What is released is released before anything is added: what an earlier draft of this call added
 * goes, and what a later one adds stays.
 */
function lift(
  { suppress, release }: Appending,
  { fingerprint, reason }: { readonly fingerprint: string; readonly reason: string },
  before: Instant = Number.POSITIVE_INFINITY,
): void {
  const kept = suppress.filter(
    (entry) =>
      entry.fingerprint !== fingerprint || entry.reason !== reason || entry.addedAt >= before,
  );
  suppress.splice(0, suppress.length, ...kept);
  release.push({ fingerprint, reason });
}

/** The mailbox itself has spoken, later than what had closed it. */
function releaseProven(appending: Appending, point: PointState, proven: number): void {
  const ended = point.suppressions.filter(
    (entry) => isReleasedByProof(entry.reason) && entry.addedAt < proven,
  );
  if (ended.length === 0) return;
  for (const entry of ended) lift(appending, entry, proven);
  point.suppressions = point.suppressions.filter((entry) => !ended.includes(entry));
}
