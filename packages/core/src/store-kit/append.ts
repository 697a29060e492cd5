import { StoreError } from "../errors/index.js";
import type { ContactId, ContactPointId } from "../identifiers.js";
import type { AppendResult, AppendState, ConsentDraft, LedgerHead } from "../ports/consent-gate.js";
import type { Reactions, StoreScope } from "../ports/store/store.js";
import { consentAlong, decodeFingerprints } from "./consent-points.js";
import type { Io } from "./io.js";
import { decodeTile, entryRow, headRow, rightEdge, tileRow } from "./ledger-codec.js";
import { mismatch } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import {
  consentPointTable,
  ledgerHeadTable,
  ledgerTable,
  ledgerTileTable,
  suppressionTable,
} from "./tables.js";
import { tried } from "./units.js";

/** What is known before the facts of the points are read. */
interface BeforeAppend {
  /** The head as read under the lock. */
  readonly head: LedgerHead;
  /** Ids of drafts that the ledger holds. */
  readonly known: readonly string[];
  /** Rows of `consent_point`, the drafts' points among them where the store knows them. */
  readonly points: ReadonlyMap<string, RawRow>;
  /** Whether the rows cannot have changed since they were read. */
  readonly serial: boolean;
}

interface ReadAppend {
  readonly state: AppendState;
  /** Points whose facts cannot be read: not in the state, and no draft about them may go in. */
  readonly damaged: ReadonlyMap<string, StoreError>;
  /** Whose decisions an append to these points may change. */
  readonly owners: readonly ContactId[];
}

/** Every point that a draft is about. */
export function listPoints(
  draft: ConsentDraft,
  reactions: Pick<Reactions, "listPoints">,
): readonly ContactPointId[] {
  const { contactPoint } = draft;
  const others = reactions.listPoints?.(draft) ?? [];
  return contactPoint === undefined ? others : [contactPoint, ...others];
}

/**
 * What a gate is given to append to: two trips. Unless the store is serial, the points are read
 * again: until the head was locked, another append could change what is said about them.
 */
export function* readAppendState(
  { tenant, now }: StoreScope,
  drafts: readonly ConsentDraft[],
  reactions: Pick<Reactions, "listPoints">,
  { head, known, points, serial }: BeforeAppend,
): Io<ReadAppend> {
  const damaged = new Map<string, StoreError>();
  const about = new Set(drafts.flatMap((draft) => listPoints(draft, reactions)));
  const named = [...about].flatMap((id) => {
    const row = points.get(id);
    // The tenant never had this point: the gate refuses drafts about points it gets no facts of.
    if (row === undefined) return [];
    const fingerprints = tried(() => decodeFingerprints(row));
    if (!(fingerprints instanceof StoreError)) return [{ id, fingerprints }];
    damaged.set(id, fingerprints);
    return [];
  });
  const edge = { table: ledgerTileTable, path: "key", keys: rightEdge(head.size) } as const;
  const given = new Set<string>(serial ? named.map(({ id }) => id) : []);
  const unchanged = [...points].flatMap(([id, row]) => (given.has(id) ? [row] : []));
  const tilesRead: RowRequest = { op: "get", ...edge };
  const { consent, owners, along } = yield* consentAlong(named, [tilesRead], head, unchanged);
  const read = named.flatMap(({ id, fingerprints }) => {
    const facts = consent.get(id);
    if (facts instanceof StoreError) damaged.set(id, facts);
    if (facts === undefined || facts instanceof StoreError) return [];
    return [{ ...facts, fingerprints }];
  });
  const tiles = (along[0] ?? []).map(decodeTile);
  return { state: { tenant, now, head, points: read, known, tiles }, damaged, owners };
}

/**
 * Throws unless the entries extend the log without a gap. The store checks what the gate computed,
 * because an entry can never be changed.
 */
export function checkAppend(
  state: AppendState,
  { entries, head, projections }: AppendResult,
): void {
  if (!Array.isArray(entries))
    throw mismatch("append must answer at once with what it appended: it must be synchronous.");
  const given = new Set(state.points.map((point) => point.contactPoint));
  const strange = projections.findIndex(({ contactPoint }) => !given.has(contactPoint));
  if (strange !== -1)
    throw mismatch("A gate changes points that it was given.", `projections[${strange}]`);
  const gap = entries.findIndex((entry, index) => entry.seq !== state.head.size + index);
  const known = new Set(state.known);
  const ids = new Set(entries.map((entry) => entry.id));
  const twice = ids.size < entries.length || entries.some((entry) => known.has(entry.id));
  if (gap !== -1 || twice || head.size !== state.head.size + entries.length)
    throw ledgerMismatch(gap === -1 ? undefined : `entries[${gap}].seq`);
}

/**
 * The answer to the first of {@link appendWrites}: an id that the ledger held under no draft is a
 * repeat as well.
 */
export function checkAdded(added: readonly RawRow[]): void {
  if (added.some((row) => row["added"] !== true)) throw ledgerMismatch();
}

function ledgerMismatch(path?: string): StoreError {
  return new StoreError("STORE_LEDGER_MISMATCH", "The entries do not extend the tenant's ledger.", {
    ...(path === undefined ? {} : { path }),
    remedy:
      "Number entries from the head that was read, and leave out drafts that are already known.",
  });
}

/** Everything an append writes. The first request adds the entries. */
export function appendWrites(result: AppendResult): readonly RowRequest[] {
  const { head, entries, projections, suppress, release } = result;
  const tiles = new Map(result.tiles.map((tile) => [`${tile.level}/${tile.index}`, tile]));
  const projected = new Map<string, string>(
    projections.map(({ contactPoint, projection }) => [contactPoint, JSON.stringify(projection)]),
  );
  const suppressed = new Map<string, RawRow>();
  for (const { fingerprint, reason, addedAt, ...entry } of suppress) {
    const scope = JSON.stringify(entry.scope ?? null);
    const key = JSON.stringify([fingerprint, reason, scope]);
    if (!suppressed.has(key)) suppressed.set(key, { fingerprint, reason, scope, addedAt });
  }
  const released = new Map(
    release.map(({ fingerprint, reason }) => [
      JSON.stringify([fingerprint, reason]),
      [fingerprint, reason],
    ]),
  );
  const points = [...projected].map(([id, projection]) => ({ id, projection }));
  return [
    { op: "add", table: ledgerTable, rows: entries.map(entryRow) },
    { op: "put", table: ledgerHeadTable, rows: entries.length === 0 ? [] : [headRow(head)] },
    { op: "put", table: ledgerTileTable, rows: [...tiles.values()].map(tileRow) },
    { op: "patch", table: consentPointTable, rows: points },
    { op: "drop", table: suppressionTable, path: "reason", keys: [...released.values()] },
    { op: "add", table: suppressionTable, rows: [...suppressed.values()] },
  ];
}
