import type { Instant } from "../instant.js";
import type { WorkReach } from "../ports/store/store.js";
import type { Io } from "./io.js";
import { keysOf } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { Table } from "./table.js";
import { contactTable, enrollmentTable, leaseTable, messageTable } from "./tables.js";

/** See `Store.nextWork`. */
export function* nextWork(reach?: WorkReach): Io<Instant | null> {
  const { lanes, exceptVersions = [] } = reach ?? {};
  const runs = except(enrollmentTable, [], {
    columns: ["workflow", "version"],
    values: exceptVersions.map(({ workflow, version }) => [workflow, version]),
  });
  const queues: readonly RowRequest[] = lanes?.map(({ lane, exceptTemplates }) =>
    except(messageTable, [lane], {
      columns: ["template"],
      values: exceptTemplates.map((template) => [template]),
    }),
  ) ?? [{ op: "heads", table: messageTable, path: "due" }];
  const [due = [], contacts = [], holding = [], ...messages] = yield [
    runs,
    first(contactTable),
    { op: "heads", table: messageTable, path: "worker" },
    ...queues,
  ];
  const leases = yield* leasesOf(holding);
  const instants = [
    ...of(due, "dueAt"),
    ...of(contacts, "segmentsDueAt"),
    // A lease ends after its last instant and the grace, not at it.
    ...of(leases, "until").map((at) => (reach === undefined ? at : at + reach.graceMs + 1)),
    ...messages.flatMap((rows, index) =>
      of(rows, "nextAt").map((at) => Math.max(at, lanes?.[index]?.notBefore ?? at)),
    ),
  ];
  return instants.length === 0 ? null : Math.min(...instants);
}

/**
 * A lease with no message under it ends without anybody having to do something: who settles the
 * last of a batch keeps theirs for the next one.
 */
function* leasesOf(holding: readonly RawRow[]): Io<readonly RawRow[]> {
  const workers = keysOf(
    holding.flatMap(({ worker }) => (typeof worker === "string" ? [worker] : [])),
  );
  if (workers.length === 0) return [];
  const [leases = []] = yield [{ op: "get", table: leaseTable, path: "key", keys: workers }];
  return leases;
}

type Due = Extract<RowRequest, { readonly op: "due" }>;

function except(table: Table, on: Due["on"], passedOver: NonNullable<Due["except"]>): RowRequest {
  return { ...first(table), on, except: passedOver };
}

function first(table: Table): Due {
  return { op: "due", table, path: "due", on: [], now: Number.MAX_SAFE_INTEGER, limit: 1 };
}

function of(rows: readonly RawRow[], column: string): readonly Instant[] {
  return rows.flatMap(({ [column]: at }) => (typeof at === "number" ? [at] : []));
}
