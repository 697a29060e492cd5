import { StoreError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type {
  Page,
  Paged,
  QuarantineEntry,
  QuarantineKind,
  StoreScope,
} from "../ports/store/store.js";
import { all, type Io } from "./io.js";
import { ended } from "./message-changes.js";
import { pageOfRows } from "./page.js";
import { decodeQuarantineEntry } from "./quarantine-rows.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { decodeEnrollment, enrollmentChange } from "./run-codec.js";
import type { Table } from "./table.js";
import { contactTable, enrollmentTable, messageTable, quarantineTable } from "./tables.js";
import { readable, tried } from "./units.js";

/** See `Store.readQuarantine`. */
export function* readQuarantine(
  call: { readonly tenant: TenantId; readonly kind?: QuarantineKind } & Page,
): Io<Paged<QuarantineEntry>> {
  const { rows, next } =
    call.kind === undefined
      ? yield* pageOfRows(quarantineTable, "all", [], call)
      : yield* pageOfRows(quarantineTable, "kind", [call.kind], call);
  return { items: readable(rows, decodeQuarantineEntry), next };
}

const tableOf: Readonly<Record<QuarantineKind, Table>> = {
  message: messageTable,
  run: enrollmentTable,
  contact: contactTable,
};

/** See `Store.resolveQuarantine`. */
export function* resolveQuarantine(
  call: StoreScope & {
    readonly kind: QuarantineKind;
    readonly id: string;
    readonly how: "retry" | "drop";
  },
): Io<boolean> {
  const { kind, id, how, now } = call;
  const read = yield* all({
    unit: { op: "get", table: tableOf[kind], path: "key", keys: [[id]], lock: true },
    entry: { op: "get", table: quarantineTable, path: "key", keys: [[kind, id]], lock: true },
  });
  if (read.entry.length === 0) return false;
  const changes = read.unit.flatMap((row) => {
    const change = how === "retry" ? dueNow(kind, row, now) : droppedUnit(kind, row, now);
    return change === null ? [] : [change];
  });
  const entry: RowRequest =
    how === "retry"
      ? { op: "patch", table: quarantineTable, rows: [{ kind, id, nextAt: now }] }
      : { op: "drop", table: quarantineTable, path: "key", keys: [[kind, id]] };
  yield [{ op: "patch", table: tableOf[kind], rows: changes }, entry];
  return true;
}

function dueNow(kind: QuarantineKind, row: RawRow, now: number): RawRow | null {
  const id = row["id"] ?? null;
  switch (kind) {
    case "message":
      return row["status"] === "queued" ? { key: row["key"] ?? null, nextAt: now } : null;
    case "run":
      return row["status"] === "active" ? { id, dueAt: now } : null;
    case "contact":
      return { id, segmentsDueAt: now };
  }
}

const dropped: readonly DecisionReason[] = [
  { code: "QUARANTINE_DROPPED", effect: "deny", rule: "dropped by the host" },
];

function droppedUnit(kind: QuarantineKind, row: RawRow, now: number): RawRow | null {
  const id = row["id"] ?? null;
  switch (kind) {
    case "message": {
      const open = row["status"] === "queued" || row["status"] === "claimed";
      return open ? ended(row["key"] ?? null, "skipped", now, dropped) : null;
    }
    case "run": {
      const run = tried(() => decodeEnrollment(row));
      // A record that cannot be read stays as it is; its due column is empty, so that nobody takes
      // it up.
      if (run instanceof StoreError) return { id, status: "ended", dueAt: null };
      if (run.status === "ended") return null;
      return enrollmentChange({
        ...run,
        status: "ended",
        wakeAt: null,
        waitingFor: [],
        pending: [],
        endedAt: now,
        outcome: "quarantine_dropped",
      });
    }
    case "contact":
      return { id, segmentsDueAt: null };
  }
}
