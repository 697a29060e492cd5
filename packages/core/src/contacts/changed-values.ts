import type { Instant } from "../instant.js";
import { type JsonValue, sameJson } from "../json.js";
import type { ChangeCause, ValueOrigin } from "../ports/store/contact-change.js";
import type { ContactRecord } from "../ports/store/contact-record.js";

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
export function attributePath(name: string): string {
  return `${attributePrefix}${name}`;
}

/** What differs between two records of a contact, in the order of the paths. */
export function changedValues(before: Valued, after: Valued): readonly ChangedValue[] {
  const changed = [...changedSources(before, after)];
  if (before.key !== after.key) changed.push({ path: "key", from: before.key, to: after.key });
  if (before.lists !== after.lists) changed.push(...differing("lists", before.lists, after.lists));
  if (before.points !== after.points)
    changed.push(...differing("points", bare(before.points), bare(after.points)));
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
  const changed = [...changedSources(before ?? nothing, after)];
  const known = before?.origins ?? {};
  const given = after.origins ?? known;
  if (changed.length === 0 && given === known) return after;
  const origins = new Map(Object.entries({ ...known, ...given }));
  for (const { path, to } of changed) {
    const own = given[path];
    if (to === undefined) origins.delete(path);
    else if (own !== undefined && !sameOrigin(own, known[path])) origins.set(path, own);
    else if (cause === undefined) origins.delete(path);
    else origins.set(path, { source: cause.source, at });
  }
  const { origins: _, ...record } = after;
  return origins.size === 0 ? record : { ...record, origins: Object.fromEntries(origins) };
}

const nothing: Pick<Valued, "attributes" | "locale" | "timeZone" | "jurisdiction"> = {
  ...{ attributes: {}, locale: null, timeZone: null, jurisdiction: null },
};

/** The values that have an origin. */
function* changedSources(
  before: typeof nothing,
  after: typeof nothing,
): Generator<ChangedValue, void, undefined> {
  const [old, next] = [before.attributes, after.attributes];
  if (old !== next) {
    for (const [name, to] of Object.entries(next)) {
      const from = Object.hasOwn(old, name) ? old[name] : undefined;
      if (from === undefined) yield { path: attributePath(name), from, to };
      else yield* differing(attributePath(name), from, to);
    }
    for (const [name, from] of Object.entries(old))
      if (!Object.hasOwn(next, name)) yield { path: attributePath(name), from, to: undefined };
  }
  yield* differing("locale", before.locale, after.locale);
  yield* differing("timeZone", zone(before), zone(after));
  yield* differing("jurisdiction", before.jurisdiction, after.jurisdiction);
}

function differing(path: string, from: JsonValue, to: JsonValue): readonly ChangedValue[] {
  if (from === to || sameJson(from, to)) return [];
  return [{ path, from: from ?? undefined, to: to ?? undefined }];
}

function zone({ timeZone }: Pick<Valued, "timeZone">): JsonValue {
  return timeZone === null ? null : { name: timeZone.name, source: timeZone.source };
}

/** Fingerprints follow from addresses. */
function bare(points: Valued["points"]): JsonValue {
  return points.map(({ id, channel, address }) => ({ id, channel, address }));
}

function sameOrigin(left: ValueOrigin, right: ValueOrigin | undefined): boolean {
  return left.source === right?.source && left.at === right.at;
}

function byPath(left: ChangedValue, right: ChangedValue): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
