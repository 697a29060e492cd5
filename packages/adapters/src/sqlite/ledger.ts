import type {
  AppendResult,
  AppendState,
  ConsentDraft,
  ContactPointConsent,
  ContactPointId,
  LedgerEntry,
  LedgerHead,
  LedgerTile,
  StoreScope,
  TenantId,
} from "@wellsent/core";
import { contactId, contactPointId } from "@wellsent/core";
import { checkAppend, isUnfinished } from "../store-rules/index.js";
import type { Connection } from "./connection.js";
import { consentOf, readPoints, storedPoint } from "./consent-points.js";
import { markDirty } from "./ingest.js";
import { integer, json, type Row, text, textOrNull } from "./row.js";

export const selectLedger =
  "SELECT seq, id, type, contact_point, recorded_at, leaf, leaf_hash, payload, salt FROM wellsent_ledger";

export function entryOf(row: Row): LedgerEntry {
  const point = textOrNull(row, "contact_point");
  const salt = textOrNull(row, "salt");
  return {
    seq: integer(row, "seq"),
    id: text(row, "id"),
    type: text(row, "type"),
    recordedAt: integer(row, "recorded_at"),
    leaf: text(row, "leaf"),
    leafHash: text(row, "leaf_hash"),
    ...(point === null ? {} : { contactPoint: contactPointId(point) }),
    ...(textOrNull(row, "payload") === null ? {} : { payload: json(row, "payload") }),
    ...(salt === null ? {} : { salt }),
  };
}

export function ledgerHead(connection: Connection, tenant: TenantId): LedgerHead {
  const sql = "SELECT size, frontier FROM wellsent_ledger_head WHERE tenant = $tenant";
  const row = connection.get(sql, { tenant });
  return row === undefined
    ? { size: 0, frontier: [] }
    : { size: integer(row, "size"), frontier: json(row, "frontier") };
}

export function appendConsent(
  connection: Connection,
  call: StoreScope & { readonly drafts: readonly ConsentDraft[] },
  append: (state: AppendState, drafts: readonly ConsentDraft[]) => AppendResult,
): AppendResult {
  const { tenant, now } = call;
  const read = appendState(connection, call);
  const result = append(read, call.drafts);
  const taken = knownIds(
    connection,
    tenant,
    result.entries.map((entry) => entry.id),
  );
  checkAppend(read, result, (id) => taken.has(id));
  for (const entry of result.entries) insertEntry(connection, tenant, entry);
  const { size, frontier } = result.head;
  connection.run(
    `INSERT INTO wellsent_ledger_head VALUES ($tenant, $size, $frontier)
      ON CONFLICT DO UPDATE SET size = excluded.size, frontier = excluded.frontier`,
    { tenant, size, frontier: JSON.stringify(frontier) },
  );
  for (const { level, index, hashes } of result.tiles) {
    connection.run(
      `INSERT INTO wellsent_ledger_tile VALUES ($tenant, $level, $index, $hashes)
        ON CONFLICT DO UPDATE SET hashes = excluded.hashes`,
      { tenant, level, index, hashes },
    );
  }
  for (const projected of result.projections) writeProjection(connection, tenant, projected, now);
  writeSuppressions(connection, tenant, result);
  return result;
}

function appendState(
  connection: Connection,
  call: StoreScope & { readonly drafts: readonly ConsentDraft[] },
): AppendState {
  const { tenant, now, drafts } = call;
  const named = [...new Set(drafts.flatMap((draft) => draft.contactPoint ?? []))];
  const points = named.map((id) => storedPoint(connection, tenant, id) ?? { id, fingerprints: [] });
  const consent = readPoints(connection, tenant, points);
  const known = knownIds(
    connection,
    tenant,
    drafts.map((draft) => draft.id),
  );
  return {
    tenant,
    now,
    head: ledgerHead(connection, tenant),
    points: points.map((point) => ({
      ...consentOf(consent, point),
      fingerprints: point.fingerprints,
    })),
    known: [...known],
    tiles: rightEdge(connection, tenant),
  };
}

function knownIds(
  connection: Connection,
  tenant: TenantId,
  ids: readonly string[],
): ReadonlySet<string> {
  const rows = connection.all(
    `SELECT entry.id FROM json_each($ids) AS wanted
      CROSS JOIN wellsent_ledger AS entry ON entry.tenant = $tenant AND entry.id = wanted.value`,
    { tenant, ids: JSON.stringify(ids) },
  );
  return new Set(rows.map((row) => text(row, "id")));
}

/** Level by level: a query over all of them would read every tile there is. */
function rightEdge(connection: Connection, tenant: TenantId): readonly LedgerTile[] {
  const edge: LedgerTile[] = [];
  for (let level = 0; ; level += 1) {
    const row = connection.get(
      `SELECT level, place, hashes FROM wellsent_ledger_tile WHERE tenant = $tenant AND level = $level
        ORDER BY place DESC LIMIT 1`,
      { tenant, level },
    );
    if (row === undefined) return edge.filter(isUnfinished);
    edge.push(tileOf(row));
  }
}

function tileOf(row: Row): LedgerTile {
  return {
    level: integer(row, "level"),
    index: integer(row, "place"),
    hashes: text(row, "hashes"),
  };
}

export function readTiles(
  connection: Connection,
  tenant: TenantId,
  tiles: readonly { readonly level: number; readonly index: number }[],
): readonly (LedgerTile | null)[] {
  return tiles.map(({ level, index }) => {
    const row = connection.get(
      `SELECT level, place, hashes FROM wellsent_ledger_tile
        WHERE tenant = $tenant AND level = $level AND place = $index`,
      { tenant, level, index },
    );
    return row === undefined ? null : tileOf(row);
  });
}

function insertEntry(connection: Connection, tenant: TenantId, entry: LedgerEntry): void {
  const { seq, id, type, recordedAt, leaf, leafHash } = entry;
  connection.run(
    `INSERT INTO wellsent_ledger (tenant, seq, id, type, contact_point, recorded_at, leaf, leaf_hash, payload, salt)
      VALUES ($tenant, $seq, $id, $type, $contactPoint, $recordedAt, $leaf, $leafHash, $payload, $salt)`,
    {
      ...{ tenant, seq, id, type, recordedAt, leaf, leafHash },
      contactPoint: entry.contactPoint ?? null,
      payload: entry.payload === undefined ? null : JSON.stringify(entry.payload),
      salt: entry.salt ?? null,
    },
  );
}

function writeProjection(
  connection: Connection,
  tenant: TenantId,
  { contactPoint, projection }: AppendResult["projections"][number],
  now: number,
): void {
  connection.run(
    `INSERT INTO wellsent_consent_point VALUES ($tenant, $contactPoint, '[]', $projection)
      ON CONFLICT DO UPDATE SET projection = excluded.projection`,
    { tenant, contactPoint, projection: JSON.stringify(projection) },
  );
  const sql =
    "SELECT contact FROM wellsent_contact_point WHERE tenant = $tenant AND id = $contactPoint";
  const owner = connection.get(sql, { tenant, contactPoint });
  if (owner !== undefined) markDirty(connection, tenant, contactId(text(owner, "contact")), now);
}

function writeSuppressions(
  connection: Connection,
  tenant: TenantId,
  { suppress, release }: AppendResult,
): void {
  for (const { fingerprint, reason, addedAt, scope } of suppress) {
    connection.run(
      `INSERT INTO wellsent_suppression (tenant, fingerprint, reason, scope, added_at)
        VALUES ($tenant, $fingerprint, $reason, $scope, $addedAt) ON CONFLICT DO NOTHING`,
      { tenant, fingerprint, reason, addedAt, scope: JSON.stringify(scope ?? null) },
    );
  }
  for (const { fingerprint, reason } of release) {
    connection.run(
      "DELETE FROM wellsent_suppression WHERE tenant = $tenant AND fingerprint = $fingerprint AND reason = $reason",
      { tenant, fingerprint, reason },
    );
  }
}

export function readConsent(
  connection: Connection,
  tenant: TenantId,
  by: { readonly contactPoint: ContactPointId } | { readonly fingerprint: string },
): ContactPointConsent | null {
  const id = "contactPoint" in by ? by.contactPoint : pointOf(connection, tenant, by.fingerprint);
  const point = id === null ? null : storedPoint(connection, tenant, id);
  return point === null ? null : consentOf(readPoints(connection, tenant, [point]), point);
}

/** A living contact's point first, then the one that was erased last. */
function pointOf(
  connection: Connection,
  tenant: TenantId,
  fingerprint: string,
): ContactPointId | null {
  const row = connection.get(
    `SELECT known.point FROM wellsent_fingerprint AS known INDEXED BY wellsent_fingerprint_value
      LEFT JOIN wellsent_contact_point AS living ON living.tenant = known.tenant AND living.id = known.point
      WHERE known.tenant = $tenant AND known.fingerprint = $fingerprint
      ORDER BY living.id IS NULL, CASE WHEN living.id IS NULL THEN -known.seq ELSE known.seq END LIMIT 1`,
    { tenant, fingerprint },
  );
  return row === undefined ? null : contactPointId(text(row, "point"));
}

export function destroyPayloads(
  connection: Connection,
  tenant: TenantId,
  ids: readonly string[],
): number {
  return connection.run(
    `UPDATE wellsent_ledger SET payload = NULL, salt = NULL
      WHERE tenant = $tenant AND id IN (SELECT value FROM json_each($ids)) AND (payload IS NOT NULL OR salt IS NOT NULL)`,
    { tenant, ids: JSON.stringify(ids) },
  );
}
