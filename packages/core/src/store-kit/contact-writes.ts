import { StoreError } from "../errors/index.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { contactRow } from "./contact-codec.js";
import type { Io } from "./io.js";
import { contactConflict } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import {
  consentPointTable,
  contactPointTable,
  contactTable,
  fingerprintTable,
  listMemberTable,
} from "./tables.js";

/** A contact before and after a call. `before: null`: it is new. */
export interface ContactChange {
  readonly before: ContactRecord | null;
  readonly after: ContactRecord;
}

/**
 * Writes contacts with everything that hangs on them, and marks them to have their segments looked
 * at: one trip. Keys and addresses that change hands are let go of first, so that a batch may pass
 * them on in any order. `prints`: rows of `fingerprint` of the points that are written. `along`:
 * further rows of the same trip.
 */
export function* writeContacts(
  changes: readonly ContactChange[],
  prints: readonly RawRow[],
  now: Instant,
  along: readonly RowRequest[] = [],
): Io<void> {
  const [, , contacts = [], , points = []] = yield* refusingConflicts([
    ...contactWrites(changes, now),
    ...pointWrites(changes, prints),
    ...along,
  ]);
  if ([...contacts, ...points].some((row) => row["added"] !== true))
    throw contactConflict("writes");
}

function contactWrites(changes: readonly ContactChange[], now: Instant): readonly RowRequest[] {
  const moved = changes.filter(({ before, after }) => before !== null && before.key !== after.key);
  const left = changes.filter(({ before, after }) => before !== null && movesPoints(before, after));
  const rows = (fresh: boolean): readonly RawRow[] =>
    changes
      .filter(({ before }) => (before === null) === fresh)
      .map((change) => contactRow(change.after, hasMoved(change) ? now - widest : now));
  return [
    {
      op: "patch",
      table: contactTable,
      rows: moved.map(({ after: { id } }) => ({ id, key: null })),
    },
    { op: "drop", table: contactPointTable, path: "contact", keys: listIds(left) },
    { op: "add", table: contactTable, rows: rows(true) },
    { op: "patch", table: contactTable, rows: rows(false), least: ["segmentsDueAt"] },
  ];
}

/** The largest difference between the clocks of two zones. */
const widest: Milliseconds = 26 * 3_600_000;

/**
 * Whether the change moves the contact to another zone, so that its local hours are planned anew.
 */
function hasMoved({ before, after }: ContactChange): boolean {
  return before !== null && before.timeZone?.name !== after.timeZone?.name;
}

function movesPoints(before: ContactRecord | null, after: ContactRecord): boolean {
  if (before === null) return after.points.length > 0;
  return before.points !== after.points && !alike(before.points, after.points);
}

function pointWrites(
  changes: readonly ContactChange[],
  prints: readonly RawRow[],
): readonly RowRequest[] {
  const points = changes.flatMap(({ before, after }) =>
    movesPoints(before, after)
      ? after.points.map((point) => ({ ...point, contact: after.id }))
      : [],
  );
  const known = points.map(({ id, contact, fingerprints }) => {
    return { id, contact, fingerprints: JSON.stringify(fingerprints) };
  });
  const wanted = new Map(
    points.flatMap(({ id, fingerprints }) =>
      fingerprints.map((fingerprint) => [printKey(fingerprint, id), { fingerprint, point: id }]),
    ),
  );
  const written = new Set<RawRow[string]>(points.map(({ id }) => id));
  const gone = prints.filter(
    ({ fingerprint = null, point = null }) =>
      written.has(point) && !wanted.has(printKey(fingerprint, point)),
  );
  return [
    {
      op: "add",
      table: contactPointTable,
      rows: points.map(({ id, contact, channel, address }) => ({ id, contact, channel, address })),
    },
    // A point keeps its consent history when it moves to another contact.
    {
      op: "add",
      table: consentPointTable,
      rows: known.map((point) => ({ ...point, ...nothingSaid })),
    },
    { op: "patch", table: consentPointTable, rows: known },
    {
      op: "drop",
      table: fingerprintTable,
      path: "key",
      keys: gone.map(({ fingerprint = null, point = null }) => [fingerprint, point]),
    },
    { op: "add", table: fingerprintTable, rows: [...wanted.values()] },
    ...listWrites(changes),
  ];
}

const nothingSaid: RawRow = { projection: null, softBounceDays: null, aliveDay: null };

function printKey(fingerprint: RawRow[string], point: RawRow[string]): string {
  return JSON.stringify([fingerprint, point]);
}

function alike(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Who is in which list, for contacts whose lists differ. */
export function listWrites(changes: readonly ContactChange[]): readonly RowRequest[] {
  const changed = changes.filter(({ before, after }) =>
    before === null ? after.lists.length > 0 : !alike(before.lists, after.lists),
  );
  return [
    { op: "drop", table: listMemberTable, path: "contact", keys: listIds(changed) },
    {
      op: "add",
      table: listMemberTable,
      rows: changed.flatMap(({ after }) =>
        [...new Set(after.lists)].map((list) => ({ contact: after.id, list })),
      ),
    },
  ];
}

function listIds(changes: readonly ContactChange[]): readonly (readonly string[])[] {
  return changes.map(({ after }) => [after.id]);
}

/** Somebody else took the key or the address in the meantime. The store's unique keys decide. */
function* refusingConflicts(requests: readonly RowRequest[]): Io<readonly (readonly RawRow[])[]> {
  try {
    return yield requests;
  } catch (error) {
    if (error instanceof StoreError && error.code === "STORE_ROW_CONFLICT")
      throw contactConflict("writes");
    throw error;
  }
}
