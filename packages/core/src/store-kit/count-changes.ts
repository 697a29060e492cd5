import { murmur3 } from "../hash/murmur3.js";
import { figureTable } from "./campaign-tables.js";
import { all, type Io } from "./io.js";
import { type KnownRows, knownRows } from "./known-rows.js";
import { type CountedRow, columnsNeeded, countedColumns, figureReader } from "./row-figures.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { Table, Value } from "./table.js";
import { messageTable, recipientTable } from "./tables.js";

/** Workers that count one campaign at the same time mostly meet other rows. */
const shards = 16;

/**
 * A call whose changes of recipients and messages are counted in its own transaction, whoever makes
 * them: so no way of changing a row can forget it. It learns what rows were from what the call
 * reads, and asks for what the call did not.
 */
export function* counting<T>(call: Io<T>): Io<T> {
  const book = createBook();
  for (let turn = call.next(); ; ) {
    if (turn.done === true) {
      yield* book.write();
      return turn.value;
    }
    const requests = turn.value;
    let answers: readonly (readonly RawRow[])[];
    try {
      // Whoever reads the figures sees what the call itself has changed.
      if (requests.some(({ table }) => table.name === figureTable.name)) yield* book.write();
      const missing = book.missing(requests);
      if (missing.length > 0) book.saw(missing, yield missing);
      answers = yield requests;
    } catch (error) {
      turn = call.throw(error);
      continue;
    }
    book.took(requests, answers);
    turn = call.next(answers);
  }
}

interface Book {
  /** Reads of rows that these requests change, and that are not known yet. */
  missing(requests: readonly RowRequest[]): readonly RowRequest[];
  saw(requests: readonly RowRequest[], answers: readonly (readonly RawRow[])[]): void;
  took(requests: readonly RowRequest[], answers: readonly (readonly RawRow[])[]): void;
  write(): Io<void>;
}

function createBook(): Book {
  const known = knownRows();
  /** By campaign, then by counter. */
  const deltas = new Map<string, Map<string, number>>();
  const places = new Map<string, number>();
  const figures = { [-1]: figureReader(), 1: figureReader() };

  const count = (of: CountedRow, columns: readonly string[], by: 1 | -1): void => {
    const changed = figures[by](of, columns);
    if (changed.length === 0) return;
    const own = deltas.get(of.campaign) ?? new Map<string, number>();
    if (own.size === 0) deltas.set(of.campaign, own);
    if (!places.has(of.campaign)) places.set(of.campaign, murmur3(placedBy(of)) % shards);
    for (const figure of changed) own.set(figure, (own.get(figure) ?? 0) + by);
  };
  const change = (before: CountedRow, row: RawRow): void => {
    const columns = columnsNeeded(before, row);
    const after = { ...before, row: { ...before.row, ...row } };
    known.set(after);
    count(before, columns, -1);
    count(after, columns, 1);
  };
  const added = (of: CountedRow, again: boolean): void => {
    if (again) known.set({ ...of, row: slimRow(of) });
    count(of, everything(of), 1);
  };
  const learn = (table: Table, rows: readonly RawRow[]): void => {
    if (countedBy(table) === null) return;
    for (const row of rows) {
      const of = countedRow(table, row);
      if (of === null) continue;
      const before = known.get(of);
      known.set(before === undefined ? of : { ...of, row: { ...of.row, ...before.row } });
    }
  };
  /** `again`: the same trip has more to change in the table, and nothing is read in between. */
  const write = (request: RowRequest, answer: readonly RawRow[], again: boolean): void => {
    if (!("rows" in request) || countedBy(request.table) === null) return;
    const remembered = again || request.op !== "add";
    for (const [index, row] of request.rows.entries()) {
      const of = countedRow(request.table, row);
      if (of === null) continue;
      if (request.op === "add") {
        if (answer[index]?.["added"] === true) added(of, remembered);
        continue;
      }
      const before = known.get(of);
      if (before !== undefined) {
        if (request.op === "put" || answer[index]?.["matched"] !== false) change(before, row);
      } else if (request.op === "put") added(of, remembered);
    }
  };

  const saw: Book["saw"] = (requests, answers) => {
    for (const [index, { table }] of requests.entries()) learn(table, answers[index] ?? []);
  };
  return {
    saw,
    missing: (requests) => requests.flatMap((request) => unknownTo(known, request)),
    took: (requests, answers) => {
      for (const [index, request] of requests.entries()) {
        const answer = answers[index] ?? [];
        if (request.op === "drop") {
          const isDropped = droppedBy(request);
          for (const of of isDropped === null ? [] : known.list())
            if (isDropped?.(of) === true) {
              known.delete(of);
              count(of, everything(of), -1);
            }
        } else if ("rows" in request) {
          const later = requests.slice(index + 1);
          const again = later.some(({ table }) => table.name === request.table.name);
          write(request, answer, again);
        } else learn(request.table, answer);
      }
    },
    *write() {
      const changed = [...deltas].flatMap(([campaign, own]) =>
        [...own].flatMap(([name, by]) =>
          by === 0 ? [] : [{ campaign, shard: places.get(campaign) ?? 0, name, by }],
        ),
      );
      deltas.clear();
      if (changed.length === 0) return;
      const keys = changed.map(({ campaign, shard, name }) => [campaign, shard, name]).sort(byText);
      const read: RowRequest = { op: "get", table: figureTable, path: "key", keys, lock: true };
      let { rows } = yield* all({ rows: read });
      if (rows.length < keys.length) {
        const made = changed.map(({ by: _, ...key }) => ({ ...key, n: 0 }));
        rows = (yield* all({ add: { op: "add", table: figureTable, rows: made }, rows: read }))
          .rows;
      }
      const counts = new Map(rows.map((row) => [figureId(row), Number(row["n"])]));
      yield [
        {
          op: "put",
          table: figureTable,
          rows: changed.map(({ by, ...key }) => ({
            ...key,
            n: (counts.get(figureId(key)) ?? 0) + by,
          })),
        },
      ];
    },
  };
}

/** What a shard is drawn by: where a campaign's first changed row of a call lies. */
function placedBy({ table, campaign, id }: CountedRow): string {
  return table === "recipient" ? `${campaign}/${id}` : id;
}

function figureId({ campaign = null, shard = null, name = null }: RawRow): string {
  return `${campaign}/${shard}/${name}`;
}

function byText(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  return a.join("/") < b.join("/") ? -1 : 1;
}

/** What of a request has to be read first, to know what it takes rows out of. */
function unknownTo(known: KnownRows, request: RowRequest): readonly RowRequest[] {
  const { table } = request;
  const counted = countedBy(table);
  if (counted === null) return [];
  if (request.op === "drop") {
    const { path } = request;
    const isKnown = (key: readonly Value[]): boolean => {
      const named = Object.fromEntries(
        table.key.map((column, place) => [column, key[place] ?? null]),
      );
      const of = path === "key" ? countedRow(table, named) : null;
      const row = of === null ? undefined : known.get(of)?.row;
      return row !== undefined && countedColumns[counted].every((column) => column in row);
    };
    const keys = request.keys.filter((key) => !isKnown(key));
    return keys.length === 0 ? [] : [{ op: "get", table, path, keys }];
  }
  if (request.op !== "patch" && request.op !== "put") return [];
  const keys = request.rows.flatMap((row) => {
    const of = countedRow(table, row);
    if (of === null) return [];
    const before = known.get(of) ?? { ...of, row: {} };
    const needed = columnsNeeded(before, row);
    if (needed.every((column) => before.row[column] !== undefined)) return [];
    return [table.key.map((column) => row[column] ?? null)];
  });
  return keys.length === 0 ? [] : [{ op: "get", table, path: "key", keys }];
}

/** What has to be known of a row that was added: the whole of it would be kept until the end. */
function slimRow({ table, row }: CountedRow): RawRow {
  const { contact = null } = row;
  if (table === "recipient") {
    const { campaign = null, state = null, reason = null, variant = null } = row;
    return { campaign, contact, state, reason, variant };
  }
  const { key = null, status = null, firstReason = null, marks = null } = row;
  return { key, contact, status, firstReason, marks };
}

function everything({ table }: CountedRow): readonly string[] {
  return countedColumns[table];
}

function countedBy(table: Table): CountedRow["table"] | null {
  if (table.name === messageTable.name) return "message";
  return table.name === recipientTable.name ? "recipient" : null;
}

/** A row of a campaign; `null`: it is of none. */
function countedRow(table: Table, row: RawRow): CountedRow | null {
  const counted = countedBy(table);
  if (counted === null) return null;
  if (counted === "recipient") {
    const { campaign, contact } = row;
    if (typeof campaign !== "string" || typeof contact !== "string") return null;
    return { table: counted, campaign, id: contact, row };
  }
  const { key } = row;
  // Only ids of campaigns begin so: no host's own id does.
  if (typeof key !== "string" || !key.startsWith("c-")) return null;
  const end = key.indexOf(":");
  // A copy of a message is no one more.
  if (end <= "c-".length || key.includes("~", end)) return null;
  return { table: counted, campaign: key.slice(0, end), id: key, row };
}

/** `null`: nothing that is counted. */
function droppedBy({
  table,
  path,
  keys,
}: Extract<RowRequest, { op: "drop" }>): ((of: CountedRow) => boolean) | null {
  const counted = countedBy(table);
  if (counted === null || keys.length === 0) return null;
  const columns = path === "key" ? table.key : (table.paths[path]?.on ?? []);
  const dropped = new Set(keys.map((key) => JSON.stringify(key)));
  return (of) =>
    of.table === counted && dropped.has(JSON.stringify(columns.map((column) => of.row[column])));
}
