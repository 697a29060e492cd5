import { isRecorded } from "../contacts/index.js";
import type { ContactId } from "../identifiers.js";
import type { JsonObject, JsonValue } from "../json.js";
import type {
  ContactChangeRecord,
  RecordedValue,
  ValueOrigin,
} from "../ports/store/contact-change.js";
import type { ContactRecord } from "../ports/store/contact-record.js";

/** One value of a contact that an undo restores or leaves. It names no value. */
export interface UndoneValue {
  readonly contact: ContactId;
  readonly path: string;
}

export interface UndoPlan {
  /** The import made the contact, and nothing else has written it. */
  readonly made: boolean;
  /** The contact as it is to be; `null`: nothing of it changes. */
  readonly next: ContactRecord | null;
  readonly restored: readonly string[];
  /** Paths that the import changed and somebody else has changed since. */
  readonly changedSince: readonly string[];
}

interface Step {
  readonly own: boolean;
  readonly from?: RecordedValue;
  readonly to?: RecordedValue;
  readonly origin: ValueOrigin | null;
}

/**
 * What the undo of an import makes of one contact, out of its history: each value goes back to what
 * it was before the import, if nobody else has written it since. Pure.
 */
export function planUndo(
  contact: ContactRecord,
  history: readonly ContactChangeRecord[],
  importId: string,
): UndoPlan {
  const source = `import:${importId}`;
  const isOwn = ({ cause }: ContactChangeRecord): boolean => cause?.source === source;
  const [first] = history;
  const made = first?.created === true && history.every(isOwn);
  const plan = { made, next: null, restored: [], changedSince: [] };
  if (made) return plan;

  const steps = stepsByPath(history, source);
  let next = contact;
  const restored: string[] = [];
  const changedSince: string[] = [];
  for (const [path, known] of steps) {
    if (!known.some(({ own }) => own)) continue;
    const back = path === "lists" ? listsBack(contact, known) : valueBack(contact, path, known);
    if (back === "kept") changedSince.push(path);
    if (back === null || back === "kept") continue;
    const changed = withValue(next, path, back.value);
    if (changed === null) {
      changedSince.push(path);
      continue;
    }
    next = withOrigin(changed, path, back.origin ?? (back.first ? madeBy(first) : null));
    restored.push(path);
  }
  return { made, next: restored.length === 0 ? null : next, restored, changedSince };
}

/** The changes of each path that no undo has taken back, the oldest first. */
function stepsByPath(
  history: readonly ContactChangeRecord[],
  source: string,
): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>();
  for (const entry of history) {
    const { at, cause } = entry;
    const origin = cause === null ? null : { source: cause.source, at, paths: [] };
    for (const { path, from, to } of entry.values) {
      const known = steps.get(path) ?? [];
      steps.set(path, known);
      const undone = cause?.source.startsWith(undoPrefix) === true && path !== "lists";
      if (undone) {
        const taken = `import:${cause.source.slice(undoPrefix.length)}`;
        while (known.at(-1)?.origin?.source === taken) known.pop();
        continue;
      }
      known.push({
        ...{ own: cause?.source === source, origin },
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
    }
  }
  return steps;
}

interface Back {
  readonly value: JsonValue | undefined;
  readonly origin: ValueOrigin | null;
  /** The contact came with this value. */
  readonly first: boolean;
}

/** The origin of the values that a contact came with. */
function madeBy(entry: ContactChangeRecord | undefined): ValueOrigin | null {
  if (entry?.created !== true || entry.cause === null) return null;
  return { source: entry.cause.source, at: entry.at, paths: [] };
}

/** From the newest change back over those of the import. */
function valueBack(contact: ContactRecord, path: string, steps: readonly Step[]): Back | "kept" {
  let place = steps.length - 1;
  let value = valueAt(contact, path);
  for (; place >= 0; place--) {
    const step = steps[place];
    if (step === undefined || !step.own || !isRecorded(step.to, value)) break;
    if (step.from !== undefined && !("value" in step.from)) return "kept";
    value = step.from?.value;
  }
  if (place === steps.length - 1) return "kept";
  return { value, origin: steps[place]?.origin ?? null, first: place < 0 && value !== undefined };
}

const undoPrefix = "undo:";

/** Lists are left that the import joined and nobody else has joined or left since. */
function listsBack(contact: ContactRecord, steps: readonly Step[]): Back | "kept" | null {
  const joined = new Map<string, boolean>();
  for (const { own, from, to } of steps) {
    const [before, after] = [listsIn(from), listsIn(to)];
    for (const list of new Set([...before, ...after]))
      if (before.has(list) !== after.has(list)) joined.set(list, own && after.has(list));
  }
  const left = contact.lists.filter((list) => joined.get(list) !== true);
  return left.length === contact.lists.length ? null : { value: left, origin: null, first: false };
}

function listsIn(kept: RecordedValue | undefined): ReadonlySet<string> {
  const value = kept !== undefined && "value" in kept ? kept.value : [];
  return new Set(Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
}

const attributes = "attributes.";

function valueAt(contact: ContactRecord, path: string): JsonValue | undefined {
  if (path.startsWith(attributes)) {
    const name = path.slice(attributes.length);
    return Object.hasOwn(contact.attributes, name) ? contact.attributes[name] : undefined;
  }
  if (path === "points")
    return contact.points.map(({ id, channel, address }) => ({ id, channel, address }));
  if (path === "timeZone") return contact.timeZone === null ? undefined : { ...contact.timeZone };
  if (path === "locale" || path === "jurisdiction") return contact[path] ?? undefined;
  return path === "key" ? contact.key : undefined;
}

/** `null`: the value cannot be given back. */
function withValue(
  contact: ContactRecord,
  path: string,
  value: JsonValue | undefined,
): ContactRecord | null {
  if (path.startsWith(attributes))
    return { ...contact, attributes: withAttribute(contact, path, value) };
  if (path === "lists") {
    const left = new Set(Array.isArray(value) ? value : []);
    return { ...contact, lists: contact.lists.filter((list) => left.has(list)) };
  }
  if (path === "points") {
    const ids = new Set(
      (Array.isArray(value) ? value : []).map((one) => (isObject(one) ? one["id"] : null)),
    );
    const points = contact.points.filter(({ id }) => ids.has(id));
    // An import only adds points. One that is gone is not made up again.
    return points.length === ids.size ? { ...contact, points } : null;
  }
  if (path === "locale" || path === "jurisdiction")
    return { ...contact, [path]: typeof value === "string" ? value : null };
  if (path === "timeZone") {
    if (value === undefined) return { ...contact, timeZone: null };
    const { name, source } = isObject(value) ? value : {};
    if (typeof name !== "string" || (source !== "stated" && source !== "inferred")) return null;
    return { ...contact, timeZone: { name, source } };
  }
  return path === "key" && typeof value === "string" ? { ...contact, key: value } : null;
}

function withAttribute(
  contact: ContactRecord,
  path: string,
  value: JsonValue | undefined,
): JsonObject {
  const name = path.slice(attributes.length);
  if (value !== undefined) return { ...contact.attributes, [name]: value };
  return Object.fromEntries(Object.entries(contact.attributes).filter(([other]) => other !== name));
}

/** The origin that the value had, as far as the history knows it. */
function withOrigin(
  contact: ContactRecord,
  path: string,
  origin: ValueOrigin | null,
): ContactRecord {
  const own = path.startsWith(attributes) || /^(?:locale|timeZone|jurisdiction)$/.test(path);
  if (!own || origin === null) return contact;
  const others = (contact.origins ?? [])
    .map((one) => ({ ...one, paths: one.paths.filter((known) => known !== path) }))
    .filter(({ paths }) => paths.length > 0);
  const { source, at } = origin;
  const same = others.find((one) => one.source === source && one.at === at);
  const origins =
    same === undefined
      ? [...others, { source, at, paths: [path] }]
      : others.map((one) => (one === same ? { ...one, paths: [...one.paths, path] } : one));
  return { ...contact, origins };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
