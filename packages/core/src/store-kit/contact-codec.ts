import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { StepResult } from "../ports/store/store.js";
import { corrupt, decoded, isText, parsedBody } from "./decode-row.js";
import type { RawRow } from "./row-request.js";
import { contactTable } from "./tables.js";

/** @throws StoreError `STORE_CORRUPT` */
export function decodeContact(row: RawRow): ContactRecord {
  const { id, revision } = decoded(contactTable, row);
  const contact = parsedBody<ContactRecord>(contactTable, row);
  if (contact.id !== id || contact.revision !== revision || !isWhole(contact))
    throw corrupt(contactTable, row, "body");
  return contact;
}

/**
 * What the kit itself reads of a record. A damaged byte may leave JSON that parses but is no
 * contact.
 */
function isWhole(contact: ContactRecord): boolean {
  const { key, points, lists, attributes, timeZone, origins } = contact;
  return (
    isText(key) &&
    Array.isArray(lists) &&
    lists.every(isText) &&
    isObject(attributes) &&
    (timeZone === null || (isObject(timeZone) && isText(timeZone["name"]))) &&
    Array.isArray(points) &&
    points.every(isPoint) &&
    (origins === undefined || (Array.isArray(origins) && origins.every(isOrigin)))
  );
}

function isPoint(point: unknown): boolean {
  if (!isObject(point)) return false;
  const { id, channel, address, fingerprints, label, purposes, verified } = point;
  return (
    (label === undefined || isText(label)) &&
    (purposes === undefined || (Array.isArray(purposes) && purposes.every(isText))) &&
    (verified === undefined ||
      (isObject(verified) && Number.isSafeInteger(verified["at"]) && isText(verified["by"]))) &&
    [id, channel, address].every(isText) &&
    Array.isArray(fingerprints) &&
    fingerprints.every(isText)
  );
}

function isOrigin(origin: unknown): boolean {
  if (!isObject(origin)) return false;
  const { source, at, paths } = origin;
  return isText(source) && Number.isSafeInteger(at) && Array.isArray(paths) && paths.every(isText);
}

/** The row of a record. `dueAt`: when its segments are to be looked at. */
export function contactRow(contact: ContactRecord, dueAt: Instant): RawRow {
  return {
    id: contact.id,
    key: contact.key,
    revision: contact.revision,
    segmentsDueAt: dueAt,
    body: JSON.stringify(contact),
    zone: zoneColumn(contact),
  };
}

/** What the column `zone` is for a record. */
export function zoneColumn({ timeZone }: Pick<ContactRecord, "timeZone">): string {
  return timeZone?.name ?? "";
}

/** What marks contacts to have their segments looked at by `at`. */
export function dirtyRows(contacts: Iterable<ContactId>, at: Instant): readonly RawRow[] {
  return [...new Set(contacts)].sort().map((id) => ({ id, segmentsDueAt: at }));
}

/**
 * The contact after a step's changes: attributes merge by key and `null` unsets, lists are sets.
 */
export function changedContact(
  contact: ContactRecord,
  change: NonNullable<StepResult["contact"]>,
  now: Instant,
): ContactRecord {
  const lists = new Set(contact.lists);
  for (const list of change.addLists ?? []) lists.add(list);
  for (const list of change.removeLists ?? []) lists.delete(list);
  return {
    ...contact,
    attributes: merged(contact.attributes, change.attributes ?? {}),
    lists: [...lists],
    updatedAt: now,
    revision: contact.revision + 1,
  };
}

function merged(before: JsonObject, change: JsonObject): JsonObject {
  const attributes: Record<string, JsonValue> = { ...before };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete attributes[name];
    // Assignment would call a setter for `__proto__`.
    else
      Object.defineProperty(attributes, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return attributes;
}
