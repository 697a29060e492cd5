import type { Instant } from "../instant.js";
import { type JsonValue, sameJson } from "../json.js";
import type { ChangeCause, ValueOrigin } from "../ports/store/contact-change.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { none, originOf, originsWith, originsWithout, sameOrigins } from "./value-origins.js";

/** What a contact's history is about. The day of the last opening is not: it leaves no trace. */
type Valued = Pick<
  ContactRecord,
  "key" | "points" | "lists" | "attributes" | "locale" | "timeZone" | "jurisdiction"
>;

/** One value that differs between two records. `undefined`: the record has none. */
export interface ChangedValue {
  readonly path: string;
  readonly from: JsonValue | undefined;
  readonly to: JsonValue | undefined;
}

const attributePrefix = "attributes.";

/** The path of an attribute in origins and in the history. */
function attributePath(name: string): string {
  return `${attributePrefix}${name}`;
}

/** What differs between two records of a contact, in the order of the paths. */
export function changedValues(before: Valued, after: Valued): readonly ChangedValue[] {
  const changed = changedSources(before, after);
  if (before.key !== after.key) changed.push({ path: "key", from: before.key, to: after.key });
  pushDiffering(changed, "lists", before.lists, after.lists);
  if (!samePoints(before.points, after.points))
    pushDiffering(changed, "points", bare(before.points), bare(after.points));
  return changed.sort(byPath);
}

/**
 * Says of each value that differs where it comes from. An origin that the writer gave of its own
 * accord stays. A value whose writer says nothing has none, and neither has a value that is gone.
 */
export function withOrigins(
  before: ContactRecord | null,
  after: ContactRecord,
  cause: Pick<ChangeCause, "source"> | undefined,
  at: Instant,
): ContactRecord {
  const known = before?.origins ?? none;
  const given = after.origins ?? known;
  const changed = changedSources(before ?? nothing, after);
  const own = sameOrigins(given, known) ? none : ownOrigins(given, before);
  let origins = known;
  if (changed.length > 0 || own.length > 0) {
    const owned = new Set(own.flatMap(({ paths }) => paths));
    const there = changed.filter(({ path, to }) => to !== undefined && !owned.has(path));
    origins = originsWithout(known, new Set([...owned, ...changed.map(({ path }) => path)]));
    const gone = new Set(changed.filter(({ to }) => to === undefined).map(({ path }) => path));
    for (const one of originsWithout(own, gone))
      origins = originsWith(origins, one.source, one.at, one.paths);
    if (cause !== undefined) {
      const paths = there.map(({ path }) => path);
      origins = originsWith(origins, cause.source, at, paths);
    }
  }
  if (origins.length > 0) return { ...after, origins };
  const { origins: _, ...record } = after;
  return record;
}

/** The origins that a writer gives, without those that the record had before. */
function ownOrigins(
  given: NonNullable<ContactRecord["origins"]>,
  before: ContactRecord | null,
): NonNullable<ContactRecord["origins"]> {
  if (before === null) return given;
  return given
    .map((one) => ({ ...one, paths: one.paths.filter((path) => isNew(one, path, before)) }))
    .filter(({ paths }) => paths.length > 0);
}

function isNew({ source, at }: ValueOrigin, path: string, before: ContactRecord): boolean {
  const known = originOf(before, path);
  return known?.source !== source || known.at !== at;
}

const nothing: Pick<Valued, "attributes" | "locale" | "timeZone" | "jurisdiction"> = {
  ...{ attributes: {}, locale: null, timeZone: null, jurisdiction: null },
};

/** The values that have an origin. Every write of a contact comes by here: no copies, no steps. */
function changedSources(before: typeof nothing, after: typeof nothing): ChangedValue[] {
  const changed: ChangedValue[] = [];
  const [old, next] = [before.attributes, after.attributes];
  if (old !== next) {
    for (const name of Object.keys(next)) {
      const to = next[name];
      const from = Object.hasOwn(old, name) ? old[name] : undefined;
      if (from === to) continue;
      if (from === undefined || to === undefined || !sameJson(from, to))
        changed.push({ path: attributePath(name), from, to });
    }
    for (const name of Object.keys(old)) {
      if (Object.hasOwn(next, name)) continue;
      changed.push({ path: attributePath(name), from: old[name], to: undefined });
    }
  }
  pushDiffering(changed, "locale", before.locale, after.locale);
  const [zoneBefore, zoneAfter] = [before.timeZone, after.timeZone];
  if (zoneBefore?.name !== zoneAfter?.name || zoneBefore?.source !== zoneAfter?.source)
    pushDiffering(changed, "timeZone", zone(before), zone(after));
  pushDiffering(changed, "jurisdiction", before.jurisdiction, after.jurisdiction);
  return changed;
}

function pushDiffering(
  changed: ChangedValue[],
  path: string,
  from: JsonValue,
  to: JsonValue,
): void {
  if (from === to || sameJson(from, to)) return;
  changed.push({ path, from: from ?? undefined, to: to ?? undefined });
}

function zone({ timeZone }: Pick<Valued, "timeZone">): JsonValue {
  return timeZone === null ? null : { name: timeZone.name, source: timeZone.source };
}

function samePoints(left: Valued["points"], right: Valued["points"]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  return left.every(({ id, channel, address }, index) => {
    const other = right[index];
    return id === other?.id && channel === other.channel && address === other.address;
  });
}

/** Fingerprints follow from addresses. */
function bare(points: Valued["points"]): JsonValue {
  return points.map(({ id, channel, address }) => ({ id, channel, address }));
}

function byPath(left: ChangedValue, right: ChangedValue): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
