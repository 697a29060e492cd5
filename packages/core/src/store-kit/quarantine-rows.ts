import type { ContactId } from "../identifiers.js";
import { contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { QuarantineEntry, QuarantineKind, StoreScope } from "../ports/store/store.js";
import { corrupt, decoded } from "./decode-row.js";
import { all, type Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { quarantineTable } from "./tables.js";

const minute = 60_000;
const day = 86_400_000;
const kinds: readonly QuarantineKind[] = ["message", "run", "contact"];

/** How one unit of a call ended. `code: null`: well. */
export interface UnitEnd {
  readonly id: string;
  readonly contact: ContactId | null;
  readonly code: string | null;
}

/** Reads which of these units failed before: part of the trip that reads the facts. */
export function quarantineRead(kind: QuarantineKind, ids: readonly string[]): RowRequest {
  return { op: "get", table: quarantineTable, path: "key", keys: ids.map((id) => [kind, id]) };
}

/** How many entries of a kind are read whole before a call asks for its own. */
const fewEntries = 64;

/**
 * Which of these units failed before; there may be others among the answer. Nearly always next to
 * nothing is in quarantine, so many units are not looked up one by one: one trip, two where there
 * are more entries than {@link fewEntries}.
 */
export function* quarantinedAmong(
  kind: QuarantineKind,
  ids: readonly string[],
): Io<readonly RawRow[]> {
  if (ids.length > 4) {
    const limit = fewEntries + 1;
    const { first } = yield* all({
      first: { op: "range", table: quarantineTable, path: "kind", on: [kind], limit },
    });
    if (first.length < limit) return first;
  }
  return (yield* all({ known: quarantineRead(kind, ids) })).known;
}

/** Ids among the answer of {@link quarantinedAmong}. */
export function quarantinedIds(known: readonly RawRow[]): ReadonlySet<string> {
  return new Set(known.flatMap(({ id }) => (typeof id === "string" ? [id] : [])));
}

/**
 * What a call writes about its units: failed ones are put aside, for four times as long with each
 * failure and at most a day; an entry goes with the success of its unit. `nextAt` says for each
 * failed id when it is due again: the caller moves the unit's own due column there. Several ends of
 * one id count as failed where one of them did.
 */
export function quarantineWrites(
  { now }: StoreScope,
  kind: QuarantineKind,
  known: readonly RawRow[],
  ends: readonly UnitEnd[],
): { readonly writes: readonly RowRequest[]; readonly nextAt: ReadonlyMap<string, Instant> } {
  const before = new Map(known.map((row) => [row["id"], row]));
  const failed = new Map<string, RawRow>();
  const nextAt = new Map<string, Instant>();
  for (const { id, contact, code } of ends) {
    if (code === null || failed.has(id)) continue;
    const row = before.get(id);
    const tries = row === undefined ? 0 : whole(row["tries"]);
    const at = row === undefined ? now : whole(row["at"]);
    // Beyond this the day is reached, and the power would only lose precision.
    const next = now + Math.min(minute * 4 ** Math.min(tries, 10), day);
    nextAt.set(id, next);
    failed.set(id, { kind, id, contact, code, at, tries: tries + 1, nextAt: next });
  }
  const healed = new Set(ends.map(({ id }) => id).filter((id) => before.has(id)));
  const dropped = [...healed].filter((id) => !failed.has(id)).map((id) => [kind, id]);
  const writes: RowRequest[] = [];
  if (failed.size > 0) {
    writes.push({ op: "put", table: quarantineTable, rows: [...failed.values()] });
  }
  if (dropped.length > 0) {
    writes.push({ op: "drop", table: quarantineTable, path: "key", keys: dropped });
  }
  return { writes, nextAt };
}

export function decodeQuarantineEntry(row: RawRow): QuarantineEntry {
  const { id, code, at, tries, nextAt, kind: stored } = decoded(quarantineTable, row);
  const kind = kinds.find((known) => known === stored);
  if (kind === undefined) throw corrupt(quarantineTable, row, "kind");
  return { kind, id, code, at, tries, nextAt };
}

/** The contact of a row that may be damaged. */
export function readContactId(row: RawRow): ContactId | null {
  const { contact } = row;
  return typeof contact === "string" ? contactId(contact) : null;
}

function whole(value: RawRow[string] | undefined): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}
