import type { SQLInputValue, StatementSync } from "node:sqlite";
import type { TenantId } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import type { RawRow, RowRequest, Table, Value } from "@wellsent/core/store-kit";
import type { AlikeTexts } from "./alike-texts.js";
import { bindable, type RowReader, rowBinder, rowReader } from "./bound-values.js";
import { addedAtOnce, bulkWrites } from "./bulk-writes.js";
import { storeFailure } from "./sqlite-failure.js";
import { tableStatements } from "./statements.js";
import { tableSchema } from "./table-schema.js";

type Of<Op extends RowRequest["op"]> = Extract<RowRequest, { readonly op: Op }>;

/** Answers requests for rows: each shape of request is one statement, prepared once. */
export function rowAnswers(
  prepare: (sql: string) => StatementSync,
  texts: AlikeTexts,
): (tenant: TenantId, request: RowRequest) => readonly RawRow[] {
  const known = new Map<Table, TableAnswers>();
  return (tenant, request) => {
    const { table } = request;
    let answers = known.get(table);
    if (answers === undefined) {
      answers = tableAnswers(table, prepare, texts);
      known.set(table, answers);
    }
    try {
      return answers(tenant, request);
    } catch (error) {
      throw storeFailure(error, table.name);
    }
  };
}

type TableAnswers = (tenant: TenantId, request: RowRequest) => readonly RawRow[];

function tableAnswers(
  table: Table,
  prepare: (sql: string) => StatementSync,
  texts: AlikeTexts,
): TableAnswers {
  const schema = tableSchema(table);
  const sql = tableStatements(table, schema);
  const bind = rowBinder(table, texts);
  const bulk = bulkWrites(table, schema, bind, prepare);
  const createReader = rowReader(table, texts);
  const columns = Object.keys(table.columns);
  const writers = new Map<string, StatementSync>();
  const readers = new Map<string, RowReader>();
  const writer = (shape: string, text: () => string): StatementSync =>
    kept(writers, shape, () => prepare(text()));
  /** `found`: the columns of its rows, where those are not the table's. */
  const reader = (shape: string, text: () => string, found?: readonly string[]): RowReader =>
    kept(readers, shape, () => createReader(prepare(text()), found ?? [...columns, "seq"]));
  const changes = (of: StatementSync, values: readonly SQLInputValue[]): number =>
    Number(of.run(...values).changes);

  function get(tenant: TenantId, request: Of<"get">): readonly RawRow[] {
    const { path, keys, columns: wanted } = request;
    if (keys.length === 0) return [];
    const found = wanted === undefined ? undefined : [...wanted, "seq"];
    const read = reader(`get ${path} ${wanted?.join()}`, () => sql.get(path, wanted), found);
    const windowed = table.paths[path]?.window !== undefined;
    const rows = read(tenant, [encodeKeys(keys), tenant]);
    return windowed && keys.length > 1 ? distinct(rows) : rows;
  }

  function due(tenant: TenantId, request: Of<"due">): readonly RawRow[] {
    const { path, on, now, limit } = request;
    const passed = request.except?.values ?? [];
    const named = passed.length === 0 ? [] : (request.except?.columns ?? []);
    const read = reader(`due ${path} ${named.join()}`, () => sql.due(path, named));
    const except = named.length === 0 ? [] : [JSON.stringify(passed)];
    return read(tenant, [tenant, ...on.map(bindable), now, ...except, limit]);
  }

  function range(tenant: TenantId, request: Of<"range">): readonly RawRow[] {
    const { path, on, after = [], limit, desc = false } = request;
    const shape = `range ${path} ${after.length} ${desc}`;
    const read = reader(shape, () => sql.range(path, after.length, desc));
    return read(tenant, [tenant, ...on.map(bindable), ...after.map(bindable), limit]);
  }

  function patch(tenant: TenantId, request: Of<"patch">): readonly RawRow[] {
    const { rows, fence = [], least = [] } = request;
    const [first] = rows;
    if (first === undefined) return [];
    const set = Object.keys(first).filter(
      (column) => !table.key.includes(column) && !fence.includes(column),
    );
    for (const row of rows) refuseOtherColumns(table, row, first);
    const plain = fence.length === 0 && least.length === 0 && set.length > 0;
    if (plain && bulk.patch(tenant, rows, set)) return rows.map(() => wasFound);
    const update = writer(`patch ${set.join()} ${fence.join()} ${least.join()}`, () =>
      sql.patch(set, fence, least),
    );
    // A column that is only lowered stands twice in its expression.
    const given = set.flatMap((column) => (least.includes(column) ? [column, column] : [column]));
    return rows.map((row) => {
      const met = [
        ...bind(tenant, row, given),
        tenant,
        ...bind(tenant, row, table.key),
        ...bind(tenant, row, fence),
      ];
      return { matched: changes(update, met) === 1 };
    });
  }

  return (tenant, request) => {
    switch (request.op) {
      case "get":
        return get(tenant, request);
      case "due":
        return due(tenant, request);
      case "range":
        return range(tenant, request);
      case "heads": {
        const { path, on = [] } = request;
        const read = reader(`heads ${path} ${on.length}`, () => sql.heads(path, on.length));
        const one = [tenant, ...on.map(bindable)];
        return read(tenant, [...one, ...one, ...one]);
      }
      case "tally": {
        const { columns: by, path, on = [] } = request;
        const read = reader(`tally ${by.join()} ${path ?? ""}`, () => sql.tally(by, path), [
          ...by,
          "count",
        ]);
        return read(tenant, [tenant, ...on.map(bindable)]);
      }
      case "add": {
        const insert = writer("add", () => sql.add);
        const answers: RawRow[] = [];
        for (let from = 0; from < request.rows.length; from += addedAtOnce) {
          const rows = request.rows.slice(from, from + addedAtOnce);
          const added =
            bulk.add(tenant, rows) ??
            rows.map((row) => changes(insert, bind(tenant, row, columns, tenant)) === 1);
          for (const one of added) answers.push(one ? wasAdded : wasThere);
        }
        return answers;
      }
      case "put": {
        const upsert = writer("put", () => sql.put);
        for (const row of request.rows) upsert.run(...bind(tenant, row, columns, tenant));
        return [];
      }
      case "patch":
        return patch(tenant, request);
      case "drop": {
        const remove = writer(`drop ${request.path}`, () => sql.drop(request.path));
        let dropped = 0;
        for (const key of request.keys) dropped += changes(remove, [tenant, ...key.map(bindable)]);
        return [{ dropped }];
      }
    }
  };
}

const wasAdded: RawRow = { added: true };
const wasThere: RawRow = { added: false };
const wasFound: RawRow = { matched: true };

function kept<T>(known: Map<string, T>, name: string, make: () => T): T {
  const ready = known.get(name);
  if (ready !== undefined) return ready;
  const made = make();
  known.set(name, made);
  return made;
}

/** Keys as JSON, each once: a list of values where a key is one, else a list of lists. */
function encodeKeys(keys: readonly (readonly Value[])[]): string {
  if (keys[0]?.length === 1) return JSON.stringify([...new Set(keys.map(([value]) => value))]);
  return `[${[...new Set(keys.map((key) => JSON.stringify(key)))].join()}]`;
}

/** Two windows of one owner may reach the same row. */
function distinct(rows: readonly RawRow[]): readonly RawRow[] {
  const seen = new Set<Value | undefined>();
  return rows.filter(({ seq }) => !seen.has(seq) && seen.add(seq));
}

function refuseOtherColumns(table: Table, row: RawRow, first: RawRow): void {
  if (row === first) return;
  for (const column in row) {
    if (column in first) continue;
    throw new StoreError("STORE_ROW_INVALID", "The rows of a patch name different columns.", {
      path: `${table.name}.${column}`,
    });
  }
}
