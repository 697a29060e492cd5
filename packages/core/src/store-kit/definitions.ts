import type { TenantId } from "../identifiers.js";
import { type JsonValue, sameJson } from "../json.js";
import type { Definition, DroppedDefinitions, StoreScope } from "../ports/store/store.js";
import { corrupt, decoded, parsed } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { definitionConflict } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { definitionTable, enrollmentTable } from "./tables.js";

const kinds: readonly Definition["kind"][] = [
  "segment",
  "workflow",
  "template",
  "notice",
  "rules",
  "standing",
  "draft",
  "publication",
];

/** @throws StoreError `STORE_CORRUPT` */
export function decodeDefinition(row: RawRow): Definition {
  const { id, version, kind: stored } = decoded(definitionTable, row);
  const kind = kinds.find((known) => known === stored);
  if (kind === undefined) throw corrupt(definitionTable, row, "kind");
  return { kind, id, version, body: parsed<JsonValue>(definitionTable, row, "body") };
}

/** See `Store.putDefinition`. @throws StoreError `STORE_DEFINITION_CONFLICT` */
export function* putDefinition({
  definition,
}: StoreScope & { readonly definition: Definition }): Io<void> {
  const { kind, id, version, body } = definition;
  const rows = [{ kind, id, version, body: JSON.stringify(body) }];
  const read = yield* all({
    added: { op: "add", table: definitionTable, rows },
    stored: { op: "get", table: definitionTable, path: "key", keys: [[kind, id, version]] },
  });
  const [stored] = read.stored;
  if (stored === undefined || read.added[0]?.["added"] === true) return;
  if (!sameJson(decodeDefinition(stored).body, body)) throw definitionConflict();
}

/** The id of the definition that records which workflows of a tenant are paused or retired. */
export const standingId = "workflows";

/** The highest version of a definition. */
export function latestRead(kind: Definition["kind"], id: string): RowRequest {
  const on = [kind, id];
  return { op: "range", table: definitionTable, path: "versions", on, limit: 1, desc: true };
}

/** See `Store.readDefinition`. @throws StoreError `STORE_CORRUPT` */
export function* readDefinition(call: {
  readonly tenant: TenantId;
  readonly kind: Definition["kind"];
  readonly id: string;
  readonly version?: number;
}): Io<Definition | null> {
  const { kind, id, version } = call;
  const request: RowRequest =
    version === undefined
      ? latestRead(kind, id)
      : { op: "get", table: definitionTable, path: "key", keys: [[kind, id, version]] };
  const [rows = []] = yield [request];
  return rows[0] === undefined ? null : decodeDefinition(rows[0]);
}

/** Rows read in one trip: bodies come along. */
const page = 50;

/** See `Store.dropDefinitions`. */
export function* dropDefinitions({
  kind,
  id,
  below,
  keep,
  limit,
}: StoreScope & {
  readonly kind: Definition["kind"];
  readonly id: string;
  readonly below: number;
  readonly keep: readonly number[];
  readonly limit: number;
}): Io<DroppedDefinitions> {
  const kept = new Set(keep);
  const found: number[] = [];
  const { latest } = yield* all({ latest: latestRead(kind, id) });
  const end = Math.min(below, Number(latest[0]?.["version"] ?? 0));
  let after: number | null = Number.MIN_SAFE_INTEGER;
  while (after !== null && (kind === "workflow" || found.length <= limit)) {
    const on = [kind, id];
    const [rows = []]: readonly (readonly RawRow[])[] = yield [
      { op: "range", table: definitionTable, path: "versions", on, after: [after], limit: page },
    ];
    const versions = rows.map(({ version }) => Number(version));
    found.push(...versions.filter((version) => version < end && !kept.has(version)));
    const last = versions.at(-1);
    after = last === undefined || last >= end || rows.length < page ? null : last;
  }
  const live = kind === "workflow" && found.length > 0 ? yield* liveVersions(id, found) : none;
  const old = found.filter((version) => !live.has(version));
  const dropped = old.slice(0, limit);
  const keys = dropped.map((version) => [kind, id, version]);
  if (keys.length > 0) yield [{ op: "drop", table: definitionTable, path: "key", keys }];
  return { dropped, more: old.length > limit };
}

const none: ReadonlySet<number> = new Set();

/**
 * The versions of a workflow that active runs are on. Stores with row locks hold the versions that
 * are asked about, as a call does that moves runs to one of them.
 */
function* liveVersions(workflow: string, versions: readonly number[]): Io<ReadonlySet<number>> {
  const keys = versions.map((version) => ["workflow", workflow, version]);
  const { runs } = yield* all({
    held: { op: "get", table: definitionTable, path: "key", keys, columns: ["id"], lock: true },
    runs: {
      ...{ op: "tally", table: enrollmentTable, columns: ["version", "status"] },
      ...{ path: "workflow", on: [workflow] },
    },
  });
  const active = runs.filter(({ status }) => status === "active");
  return new Set(active.map(({ version }) => Number(version)));
}
