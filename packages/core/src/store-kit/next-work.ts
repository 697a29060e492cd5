import type { Instant } from "../instant.js";
import { all, type Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { Table } from "./table.js";
import { contactTable, enrollmentTable, leaseTable, messageTable } from "./tables.js";

/** See `Store.nextWork`. */
export function* nextWork(): Io<Instant | null> {
  const read = yield* all({
    messages: { op: "heads", table: messageTable, path: "due" },
    runs: first(enrollmentTable),
    contacts: first(contactTable),
    leases: first(leaseTable),
  });
  const instants = [
    ...of(read.messages, "nextAt"),
    ...of(read.runs, "dueAt"),
    ...of(read.contacts, "segmentsDueAt"),
    ...of(read.leases, "until"),
  ];
  return instants.length === 0 ? null : Math.min(...instants);
}

function first(table: Table): RowRequest {
  return { op: "due", table, path: "due", on: [], now: Number.MAX_SAFE_INTEGER, limit: 1 };
}

function of(rows: readonly RawRow[], column: string): readonly Instant[] {
  return rows.flatMap(({ [column]: at }) => (typeof at === "number" ? [at] : []));
}
