import type { ValueSource } from "../ports/store/contact-change.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { candidateAt, valuePaths, valuesFrom } from "./contact-values.js";
import { type Candidate, chooseSide, type FieldRule } from "./field-rule.js";

/** How a merge chooses between two values. */
export interface MergeRules {
  /** For all values that `fields` does not name. Default: `newest`. */
  readonly rule?: FieldRule;
  /** By path: `attributes.<name>`, `locale`, `timeZone`, `jurisdiction`. */
  readonly fields?: Readonly<Record<string, FieldRule>>;
  /** Sources of values, the best first. */
  readonly rank?: readonly ValueSource[];
  /** Whose key stays. Needed where your system gave a key of its own to both. */
  readonly key?: "keep" | "other";
}

/** What a merge makes of one value. */
export interface MergedField {
  readonly path: string;
  readonly keep: Candidate;
  readonly other: Candidate;
  /** Whose value stays, and by which rule. `only`: the other side has none; `same`: they agree. */
  readonly from: "keep" | "other";
  readonly rule: FieldRule | "only" | "same";
}

export interface MergedRecord {
  readonly contact: ContactRecord;
  readonly fields: readonly MergedField[];
}

/**
 * Two records as one. Every address stays, the survivor's first: a message chooses the first that
 * permits it. Lists are united.
 */
export function mergeRecords(
  keep: ContactRecord,
  other: ContactRecord,
  { rule, fields: rules = {}, rank = [], key }: MergeRules,
): MergedRecord {
  const paths = valuePaths(keep, other);
  const fields = paths.flatMap((path) => {
    const named = rules[path];
    const asked = {
      ...(named === undefined ? {} : { named }),
      ...(rule === undefined ? {} : { general: rule }),
    };
    return mergedField(path, keep, other, asked, rank);
  });
  const sides = new Map(fields.map(({ path, from }) => [path, from]));
  const { origins: _, ...record } = keep;
  const days = [keep.lastOpenDay, other.lastOpenDay].filter((day) => day !== undefined).sort();
  const day = days.at(-1);
  const contact: ContactRecord = {
    ...record,
    ...valuesFrom(paths, (path) => (sides.get(path) === "other" ? other : keep)),
    key: keyOf(keep, other, key),
    points: [...keep.points, ...other.points],
    lists: [...new Set([...keep.lists, ...other.lists])],
    ...(day === undefined ? {} : { lastOpenDay: day }),
    createdAt: Math.min(keep.createdAt, other.createdAt),
    updatedAt: Math.max(keep.updatedAt, other.updatedAt),
  };
  return { contact, fields };
}

/**
 * Whether two contacts that can be written to live under different law, and nobody has said which
 * is right. One of the two laws may permit what the other refuses.
 */
export function jurisdictionsContradict(
  keep: ContactRecord,
  other: ContactRecord,
  { fields = {} }: MergeRules,
): boolean {
  if (fields["jurisdiction"] !== undefined || reachableSide(keep, other) !== undefined)
    return false;
  return keep.points.length > 0 && keep.jurisdiction !== other.jurisdiction;
}

/** Whether your system gave each of two contacts a key of its own. An address is no such key. */
export function keysContradict(keep: ContactRecord, other: ContactRecord): boolean {
  return hasOwnKey(keep) && hasOwnKey(other);
}

function keyOf(keep: ContactRecord, other: ContactRecord, chosen: MergeRules["key"]): string {
  if (chosen !== undefined) return chosen === "keep" ? keep.key : other.key;
  return !hasOwnKey(keep) && hasOwnKey(other) ? other.key : keep.key;
}

function hasOwnKey({ key, points }: ContactRecord): boolean {
  return points.every(({ address }) => address !== key);
}

function mergedField(
  path: string,
  one: ContactRecord,
  two: ContactRecord,
  { named, general }: { readonly named?: FieldRule; readonly general?: FieldRule },
  rank: readonly ValueSource[],
): readonly MergedField[] {
  const [keep, other] = [candidateAt(one, path), candidateAt(two, path)];
  if (keep.value === undefined && other.value === undefined) return [];
  const reached = path === "jurisdiction" ? reachableSide(one, two) : undefined;
  if (named === undefined && reached !== undefined)
    return [{ path, keep, other, from: reached, rule: reached }];
  const rule = named ?? general;
  const chosen = rule ?? (path === "timeZone" ? statedSide(one, two) : undefined) ?? "newest";
  const from = chooseSide(chosen, rank, keep, other);
  const alone = keep.value === undefined || other.value === undefined;
  const same = !alone && JSON.stringify(keep.value) === JSON.stringify(other.value);
  return [{ path, keep, other, from, rule: alone ? "only" : same ? "same" : chosen }];
}

/**
 * The only one of the two that can be written to, whose law goes on to hold: what is known of a
 * visitor must not permit what was refused. `undefined`: both can be, or neither.
 */
function reachableSide(keep: ContactRecord, other: ContactRecord): "keep" | "other" | undefined {
  const reached = [keep, other].map(({ points }) => points.length > 0);
  if (reached[0] === reached[1]) return undefined;
  return reached[0] === true ? "keep" : "other";
}

/** A zone that the person stated goes before one that was inferred. */
function statedSide(keep: ContactRecord, other: ContactRecord): "keep" | "other" | undefined {
  const stated = [keep, other].map(({ timeZone }) => timeZone?.source === "stated");
  if (stated[0] === stated[1]) return undefined;
  return stated[0] === true ? "keep" : "other";
}
