import type { Definition, Instant, JsonValue, Page, Paged, TenantId } from "@wellsent/core";
import {
  cursorAt,
  cursorPosition,
  definitionConflict,
  pageLimit,
  sameJson,
} from "../store-rules/index.js";
import type { Connection, Values } from "./connection.js";
import { integer, integerOrNull, json, type Row } from "./row.js";

/** Conditions with the values they name; `undefined` for a filter that was not asked for. */
export interface Filter {
  readonly where: string;
  readonly values: Values;
}

export function equals(column: string, value: string | undefined): Filter | undefined {
  return value === undefined
    ? undefined
    : { where: `${column} = $${column}`, values: { [column]: value } };
}

/** One page of `select`, in the order of `seq`. */
export function pageOf<Item>(
  connection: Connection,
  select: string,
  filters: readonly (Filter | undefined)[],
  page: Page,
  item: (row: Row) => Item,
): Paged<Item> {
  const limit = pageLimit(page);
  const given = filters.filter((filter) => filter !== undefined);
  const where = [...given.map((filter) => filter.where), "seq > $after"].join(" AND ");
  const rows = connection.all(`${select} WHERE ${where} ORDER BY seq LIMIT $limit`, {
    ...Object.assign({}, ...given.map((filter) => filter.values)),
    after: cursorPosition(page),
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    next: rows.length > limit && last !== undefined ? cursorAt(integer(last, "seq")) : null,
  };
}

/** Jumps from lane to lane instead of walking through every message that waits. */
const nextWorkQuery = `
  WITH RECURSIVE lanes (lane) AS (
    SELECT min(lane) FROM wellsent_message WHERE tenant = $tenant AND lane >= '' AND next_at IS NOT NULL
    UNION ALL
    SELECT (SELECT min(message.lane) FROM wellsent_message AS message
        WHERE message.tenant = $tenant AND message.next_at IS NOT NULL AND message.lane > lanes.lane)
      FROM lanes WHERE lanes.lane IS NOT NULL
  )
  SELECT min(at) AS at FROM (
    SELECT min(due_at) AS at FROM wellsent_enrollment WHERE tenant = $tenant AND due_at IS NOT NULL
    UNION ALL
    SELECT min(segments_due_at) FROM wellsent_contact WHERE tenant = $tenant AND segments_due_at IS NOT NULL
    UNION ALL
    SELECT (SELECT min(message.next_at) FROM wellsent_message AS message
        WHERE message.tenant = $tenant AND message.lane = lanes.lane AND message.next_at IS NOT NULL)
      FROM lanes WHERE lanes.lane IS NOT NULL
  )`;

export function nextWork(connection: Connection, tenant: TenantId): Instant | null {
  const row = connection.get(nextWorkQuery, { tenant });
  return row === undefined ? null : integerOrNull(row, "at");
}

export function putDefinition(
  connection: Connection,
  tenant: TenantId,
  definition: Definition,
): void {
  const { kind, id, version, body } = definition;
  const known = readDefinition(connection, { tenant, kind, id, version });
  if (known === null) {
    connection.run(
      "INSERT INTO wellsent_definition VALUES ($tenant, $kind, $id, $version, $body)",
      {
        ...{ tenant, kind, id, version },
        body: JSON.stringify(body),
      },
    );
  } else if (!sameJson(known.body, body)) throw definitionConflict();
}

export function readDefinition(
  connection: Connection,
  call: {
    readonly tenant: TenantId;
    readonly kind: Definition["kind"];
    readonly id: string;
    readonly version?: number;
  },
): Definition | null {
  const { tenant, kind, id, version } = call;
  const row = connection.get(
    `SELECT version, body FROM wellsent_definition WHERE tenant = $tenant AND kind = $kind AND id = $id
      AND ($version IS NULL OR version = $version) ORDER BY version DESC LIMIT 1`,
    { tenant, kind, id, version: version ?? null },
  );
  return row === undefined
    ? null
    : { kind, id, version: integer(row, "version"), body: json<JsonValue>(row, "body") };
}

/** Contacts that a table of members names. */
export function memberOf(
  table: string,
  column: string,
  value: string | undefined,
): Filter | undefined {
  if (value === undefined) return undefined;
  return {
    where: `EXISTS (SELECT 1 FROM wellsent_${table} AS ${table}
      WHERE ${table}.tenant = $tenant AND ${table}.${column} = $${column} AND ${table}.contact = wellsent_contact.id)`,
    values: { [column]: value },
  };
}
