import { memoryRows } from "@wellsent/adapters/memory";
import { type TenantId, tenantId } from "@wellsent/core";
import type { RawRow, RowRequest, RowStore, Value } from "@wellsent/core/store-kit";
import { rowContract } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { expectCaught, type Mutant } from "./caught.js";

type Ask = (request: RowRequest) => readonly RawRow[];
type RowMutant = Mutant<RowStore<true>>;

/**
 * Rows that answer each request as `spoil` says; `ask` is how they would answer if they were sound.
 */
function answering(
  spoil: (request: RowRequest, ask: Ask) => readonly RawRow[],
): RowMutant["spoil"] {
  return (rows) => ({
    ...rows,
    transaction: (mode, tenant, run) =>
      rows.transaction(mode, tenant, (at) =>
        run({
          trip: (requests) =>
            requests.map((request) => spoil(request, (one) => at.trip([one])[0] ?? [])),
        }),
      ),
  });
}

/** Rows that store other values than they were given. */
function storing(change: (value: Value) => Value): RowMutant["spoil"] {
  return answering((request, ask) => {
    if (request.op !== "add" && request.op !== "put" && request.op !== "patch") return ask(request);
    const rows = request.rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, change(value)])),
    );
    return ask({ ...request, rows });
  });
}

function without(row: RawRow, columns: readonly string[]): RawRow {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));
}

const keptRow = "message: keeps every value as it was given";
const due = "message.due: due takes what has come, by instant and then by key";

const mutants: readonly RowMutant[] = [
  {
    fault: "ignores the fence of a patch",
    caughtBy: "message: patch honors its fence",
    spoil: answering((request, ask) => {
      if (request.op !== "patch" || request.fence === undefined) return ask(request);
      const { fence, ...rest } = request;
      return ask({ ...rest, rows: request.rows.map((row) => without(row, fence)) });
    }),
  },
  {
    fault: "takes a fence of null for no fence",
    caughtBy: "message: patch honors its fence",
    spoil: answering((request, ask) => {
      if (request.op !== "patch" || request.fence === undefined) return ask(request);
      const { fence, ...rest } = request;
      const open = fence.filter((column) => request.rows.every((row) => row[column] === null));
      const rows = request.rows.map((row) => without(row, open));
      return ask({ ...rest, rows, fence: fence.filter((column) => !open.includes(column)) });
    }),
  },
  {
    fault: "calls every added row new",
    caughtBy: "message: add says which of equal keys was new",
    spoil: answering((request, ask) =>
      request.op === "add" ? ask(request).map(() => ({ added: true })) : ask(request),
    ),
  },
  {
    fault: "calls no added row new",
    caughtBy: "message: add says which of equal keys was new",
    spoil: answering((request, ask) =>
      request.op === "add" ? ask(request).map(() => ({ added: false })) : ask(request),
    ),
  },
  {
    fault: "replaces the row that add finds",
    caughtBy: "message: add says which of equal keys was new",
    spoil: answering((request, ask) => {
      const answer = ask(request);
      if (request.op === "add") ask({ ...request, op: "put" });
      return answer;
    }),
  },
  {
    fault: "gives what is due in no order",
    caughtBy: due,
    spoil: answering((request, ask) =>
      request.op === "due" ? ask(request).toReversed() : ask(request),
    ),
  },
  {
    fault: "orders what is due at once as people would",
    caughtBy: due,
    spoil: answering((request, ask) => {
      const answer = ask(request);
      const at = request.op === "due" ? request.table.paths[request.path]?.order[0] : undefined;
      if (at === undefined) return answer;
      return answer.toSorted(
        (a, b) => Number(a[at]) - Number(b[at]) || String(a["key"]).localeCompare(String(b["key"])),
      );
    }),
  },
  {
    fault: "gives one due row too many",
    caughtBy: due,
    spoil: answering((request, ask) =>
      ask(request.op === "due" ? { ...request, limit: request.limit + 1 } : request),
    ),
  },
  {
    fault: "gives what is due a millisecond from now",
    caughtBy: due,
    spoil: answering((request, ask) =>
      ask(request.op === "due" ? { ...request, now: request.now + 1 } : request),
    ),
  },
  {
    fault: "gives what is excepted",
    caughtBy: "enrollment.due: due passes over what is excepted",
    spoil: answering((request, ask) => {
      if (request.op !== "due") return ask(request);
      const { except: _except, ...rest } = request;
      return ask(rest);
    }),
  },
  {
    fault: "looks for what is excepted only after it has cut to the limit",
    caughtBy: "enrollment.due: due passes over what is excepted",
    spoil: answering((request, ask) => {
      if (request.op !== "due" || request.except === undefined) return ask(request);
      const { except, ...rest } = request;
      const allowed = ask(request);
      return ask(rest).filter((row) =>
        allowed.some((one) => one["key"] === row["key"] && except.columns.length > 0),
      );
    }),
  },
  {
    fault: "leaves the tenant out",
    caughtBy: "message: nothing of another tenant is found or changed",
    spoil: (rows) => ({
      ...rows,
      transaction: (mode, _tenant, run) => rows.transaction(mode, tenantId("acme"), run),
    }),
  },
  {
    fault: "leaves the tenant out of one path",
    caughtBy: "message: nothing of another tenant is found or changed",
    spoil(rows) {
      const tenants: TenantId[] = [];
      return {
        ...rows,
        transaction(mode, tenant, run) {
          if (!tenants.includes(tenant)) tenants.push(tenant);
          return rows.transaction(mode, tenant, (at) =>
            run({
              trip: (requests) =>
                requests.map((request) => {
                  const answer = at.trip([request])[0] ?? [];
                  const leaks = request.op === "range" && request.path === "status";
                  return leaks && tenants.length > 1 ? [...answer, ...answer, {}] : answer;
                }),
            }),
          );
        },
      };
    },
  },
  {
    fault: "writes a column more than a patch names",
    caughtBy: "message: patch writes the named columns of rows there are",
    spoil: answering((request, ask) =>
      ask(
        request.op === "patch" && request.table.name === "message"
          ? { ...request, rows: request.rows.map((row) => ({ tries: 0, ...row })) }
          : request,
      ),
    ),
  },
  {
    fault: "makes a row that a patch does not find",
    caughtBy: "lease: patch writes the named columns of rows there are",
    spoil: answering((request, ask) => {
      const answer = ask(request);
      if (request.op === "patch" && request.table.name === "lease") {
        ask({ op: "add", table: request.table, rows: request.rows });
      }
      return answer;
    }),
  },
  {
    fault: "raises what a patch may only lower",
    caughtBy: "contact.segmentsDueAt: patch with least only lowers",
    spoil: answering((request, ask) => {
      if (request.op !== "patch") return ask(request);
      const { least: _least, ...rest } = request;
      return ask(rest);
    }),
  },
  { fault: "stores null as 0", caughtBy: keptRow, spoil: storing((value) => value ?? 0) },
  {
    fault: "stores empty text as null",
    caughtBy: "quarantine: keeps every value as it was given",
    spoil: answering((request, ask) =>
      ask(
        request.op === "add"
          ? {
              ...request,
              rows: request.rows.map((row) =>
                row["contact"] === "" ? { ...row, contact: null } : row,
              ),
            }
          : request,
      ),
    ),
  },
  {
    fault: "rounds large integers",
    caughtBy: keptRow,
    spoil: storing((value) => (typeof value === "number" ? Math.fround(value) : value)),
  },
  {
    fault: "stores text in another normal form",
    caughtBy: keptRow,
    spoil: storing((value) => (typeof value === "string" ? value.normalize("NFD") : value)),
  },
  {
    fault: "cuts long keys",
    caughtBy: keptRow,
    spoil: storing((value) => (typeof value === "string" ? value.slice(0, 255) : value)),
  },
  {
    fault: "writes JSON in a form of its own",
    caughtBy: keptRow,
    spoil: storing((value) => {
      try {
        return typeof value === "string" ? JSON.stringify(JSON.parse(value)) : value;
      } catch {
        return value;
      }
    }),
  },
  {
    fault: "skips rows that tie with the last one of a page",
    caughtBy: "event.contact: range goes both ways, page by page",
    spoil: answering((request, ask) => {
      if (request.op !== "range" || request.after === undefined) return ask(request);
      const [at = null, ...ties] = request.after;
      const beyond = request.desc === true ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
      return ask(ties.length === 0 ? request : { ...request, after: [at, beyond] });
    }),
  },
  {
    fault: "begins every page at the first row",
    caughtBy: "contact.all: a cursor neither skips nor repeats while rows come and go",
    spoil: answering((request, ask) => {
      if (request.op !== "range") return ask(request);
      const { after: _after, ...rest } = request;
      return ask(rest);
    }),
  },
  {
    fault: "forgets that a range runs backwards",
    caughtBy: "contact.all: range goes both ways, page by page",
    spoil: answering((request, ask) =>
      ask(request.op === "range" ? { ...request, desc: false } : request),
    ),
  },
  {
    fault: "drops a neighbor",
    caughtBy: "contact: drop takes what get finds and leaves the neighbours",
    spoil: answering((request, ask) => {
      const answer = ask(request);
      if (request.op !== "drop" || request.table.name !== "contact") return answer;
      const { table } = request;
      const [next] = ask({ op: "range", table, path: "all", on: [], limit: 1 });
      ask({
        op: "drop",
        table,
        path: "key",
        keys: next === undefined ? [] : [[next["id"] ?? null]],
      });
      return answer;
    }),
  },
  {
    fault: "answers a row as often as it is asked for",
    caughtBy: "message.contact: get finds the rows that equal, in order",
    spoil: answering((request, ask) =>
      request.op === "get"
        ? request.keys.flatMap((key) => ask({ ...request, keys: [key] }))
        : ask(request),
    ),
  },
  {
    fault: "takes no more than a thousand keys",
    caughtBy: "message: get answers many keys, and leaves out those of no row",
    spoil: answering((request, ask) =>
      ask(request.op === "get" ? { ...request, keys: request.keys.slice(0, 1_000) } : request),
    ),
  },
  {
    fault: "ignores how far back a path is asked for",
    caughtBy: "event.contact: get finds the rows that equal, in order",
    spoil: answering((request, ask) => {
      if (request.op !== "get" || request.table.paths[request.path]?.window === undefined) {
        return ask(request);
      }
      const keys = request.keys.map((key) => [...key.slice(0, -1), Number.MIN_SAFE_INTEGER]);
      return ask({ ...request, keys });
    }),
  },
  {
    fault: "gives a replaced row a new place",
    caughtBy: "contact: put replaces a whole row and keeps its place",
    spoil: answering((request, ask) => {
      if (request.op !== "put") return ask(request);
      const keys = request.rows.map((row) =>
        request.table.key.map((column) => row[column] ?? null),
      );
      ask({ op: "drop", table: request.table, path: "key", keys });
      return ask(request);
    }),
  },
  {
    fault: "swallows a unique key that is taken",
    caughtBy: "contact: key is unique",
    spoil: answering((request, ask) => {
      try {
        return ask(request);
      } catch {
        return [];
      }
    }),
  },
  {
    fault: "counts no nulls",
    caughtBy: "message: tally counts each combination, nulls among them",
    spoil: answering((request, ask) => {
      const answer = ask(request);
      return request.op === "tally"
        ? answer.filter((row) => !Object.values(row).includes(null))
        : answer;
    }),
  },
  {
    fault: "leaves out a group",
    caughtBy: "message.due: heads has the first row of each group",
    spoil: answering((request, ask) =>
      request.op === "heads" ? ask(request).slice(1) : ask(request),
    ),
  },
  {
    fault: "keeps one table when it rolls back",
    caughtBy: "a transaction that fails is undone in every table",
    spoil: (rows) => ({
      ...rows,
      transaction(mode, tenant, run) {
        const kept: RowRequest[] = [];
        try {
          return rows.transaction(mode, tenant, (at) =>
            run({
              trip(requests) {
                kept.push(...requests.filter(({ table }) => table.name === "quarantine"));
                return at.trip(requests);
              },
            }),
          );
        } catch (error) {
          rows.transaction("write", tenant, (at) => at.trip(kept));
          throw error;
        }
      },
    }),
  },
  {
    fault: "shows a request nothing of what came before it in the trip",
    caughtBy: "a request sees what those before it wrote, in one trip and the next",
    spoil: (rows) => ({
      ...rows,
      transaction: (mode, tenant, run) =>
        rows.transaction(mode, tenant, (at) =>
          run({
            trip(requests) {
              const early = requests.map((one) =>
                one.op === "get" ? at.trip([one])[0] : undefined,
              );
              return requests.map((one, index) => early[index] ?? at.trip([one])[0] ?? []);
            },
          }),
        ),
    }),
  },
  {
    fault: "throws an error of its own",
    caughtBy: "a transaction gives back what its function returns, and throws what it throws",
    spoil: (rows) => ({
      ...rows,
      transaction(mode, tenant, run) {
        try {
          return rows.transaction(mode, tenant, run);
        } catch {
          throw new Error("rolled back");
        }
      },
    }),
  },
];

describe("a broken row store", () => {
  expectCaught(mutants, (spoil) => rowContract({ create: () => spoil(memoryRows()) }));

  it("has a name of its own for every case", () => {
    const names = rowContract({ create: () => memoryRows() }).map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
