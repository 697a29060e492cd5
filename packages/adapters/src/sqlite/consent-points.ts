import type {
  ContactPointConsent,
  ContactPointId,
  JsonValue,
  SuppressionEntry,
  TenantId,
} from "@wellsent/core";
import type { Connection } from "./connection.js";
import { integer, json, type Row, text, textOrNull } from "./row.js";

interface Point {
  readonly id: ContactPointId;
  readonly fingerprints: readonly string[];
}

/** Projections, suppressions and the log's size of a batch of contact points, read together. */
export interface PointConsent {
  readonly projections: ReadonlyMap<string, JsonValue>;
  readonly suppressions: ReadonlyMap<string, readonly SuppressionEntry[]>;
  readonly logSize: number;
}

export function readPoints(
  connection: Connection,
  tenant: TenantId,
  points: readonly Point[],
): PointConsent {
  const projections = connection.all(
    `SELECT point.id, point.projection FROM json_each($wanted) AS wanted
      CROSS JOIN wellsent_consent_point AS point ON point.tenant = $tenant AND point.id = wanted.value
      WHERE point.projection IS NOT NULL`,
    { tenant, wanted: JSON.stringify(points.map((point) => point.id)) },
  );
  const fingerprints = [...new Set(points.flatMap((point) => point.fingerprints))];
  const rows = connection.all(
    `SELECT entry.fingerprint, entry.reason, entry.scope, entry.added_at FROM json_each($wanted) AS wanted
      CROSS JOIN wellsent_suppression AS entry ON entry.tenant = $tenant AND entry.fingerprint = wanted.value
      ORDER BY entry.seq`,
    { tenant, wanted: JSON.stringify(fingerprints) },
  );
  const suppressions = new Map<string, SuppressionEntry[]>();
  for (const row of rows) {
    const entry = suppressionOf(row);
    suppressions.set(entry.fingerprint, [...(suppressions.get(entry.fingerprint) ?? []), entry]);
  }
  return {
    projections: new Map(
      projections.map((row) => [text(row, "id"), json<JsonValue>(row, "projection")]),
    ),
    suppressions,
    logSize: ledgerSize(connection, tenant),
  };
}

export function consentOf(read: PointConsent, point: Point): ContactPointConsent {
  return {
    contactPoint: point.id,
    projection: read.projections.get(point.id) ?? null,
    suppressions: [...new Set(point.fingerprints)].flatMap(
      (fingerprint) => read.suppressions.get(fingerprint) ?? [],
    ),
    logSize: read.logSize,
  };
}

/** What is known of a point, also when the contact is gone. */
export function storedPoint(
  connection: Connection,
  tenant: TenantId,
  id: ContactPointId,
): Point | null {
  const row = connection.get(
    "SELECT fingerprints FROM wellsent_consent_point WHERE tenant = $tenant AND id = $id",
    {
      tenant,
      id,
    },
  );
  return row === undefined
    ? null
    : { id, fingerprints: json<readonly string[]>(row, "fingerprints") };
}

function suppressionOf(row: Row): SuppressionEntry {
  const entry = {
    fingerprint: text(row, "fingerprint"),
    reason: text(row, "reason"),
    addedAt: integer(row, "added_at"),
  };
  return textOrNull(row, "scope") === "null" ? entry : { ...entry, scope: json(row, "scope") };
}

function ledgerSize(connection: Connection, tenant: TenantId): number {
  const row = connection.get("SELECT size FROM wellsent_ledger_head WHERE tenant = $tenant", {
    tenant,
  });
  return row === undefined ? 0 : integer(row, "size");
}
