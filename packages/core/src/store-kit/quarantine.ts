import type { TenantId } from "../identifiers.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type {
  Page,
  Paged,
  QuarantineEntry,
  QuarantineKind,
  StoreScope,
  TellOthers,
} from "../ports/store/store.js";
import { droppedRun, runsBeside } from "./dropped-run.js";
import { all, type Io } from "./io.js";
import { ended } from "./message-changes.js";
import { pageOfRows } from "./page.js";
import { decodeQuarantineEntry } from "./quarantine-rows.js";
import type { RawRow, RowRequest } from "./row-request.js";
import type { Table } from "./table.js";
import {
  campaignTable,
  contactTable,
  enrollmentTable,
  messageTable,
  quarantineTable,
  recipientTable,
} from "./tables.js";
import { readable } from "./units.js";

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
  recipient: recipientTable,
};

/** See `Store.resolveQuarantine`. */
export function* resolveQuarantine(
  call: StoreScope & {
    readonly kind: QuarantineKind;
    readonly id: string;
    readonly how: "retry" | "drop";
  },
  tell: TellOthers,
): Io<boolean> {
  const { kind, id, how, now } = call;
  const runs = kind === "run" && how === "drop" ? yield* runsBeside(id) : null;
  const read = yield* all({
    unit: { op: "get", table: tableOf[kind], path: "key", keys: [keyFor(kind, id)], lock: true },
    entry: { op: "get", table: quarantineTable, path: "key", keys: [[kind, id]], lock: true },
    campaigns: {
      ...{ op: "get", table: campaignTable, path: "key", lock: true },
      keys: kind === "recipient" ? [keyFor(kind, id).slice(0, 1)] : [],
    },
  });
  if (read.entry.length === 0) return false;
  const change = how === "retry" ? dueNow : droppedUnit;
  const changes = read.unit.flatMap((row): readonly RawRow[] => {
    const changed = change(kind, row, now);
    return changed === null ? [] : [changed];
  });
  const told = runs === null ? [] : read.unit.flatMap((row) => droppedRun(row, runs, now, tell));
  const entry: RowRequest =
    how === "retry"
      ? { op: "patch", table: quarantineTable, rows: [{ kind, id, nextAt: now }] }
      : { op: "drop", table: quarantineTable, path: "key", keys: [[kind, id]] };
  // Whoever waits for the campaign's next work is to look at once.
  const looks = read.campaigns
    .filter(({ state }) => state === "running")
    .map(({ id = null }): RawRow => ({ id, dueAt: now }));
  yield [
    { op: "patch", table: tableOf[kind], rows: changes },
    ...told,
    { op: "patch", table: campaignTable, rows: looks },
    entry,
  ];
  return true;
}

/** A recipient is known by its message's key: campaign and contact. */
function keyFor(kind: QuarantineKind, id: string): readonly string[] {
  const at = id.indexOf(":");
  return kind === "recipient" ? [id.slice(0, at), id.slice(at + 1)] : [id];
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
    case "recipient": {
      const { campaign = null, contact = null, due } = row;
      return due === null ? null : { campaign, contact, due: now };
    }
  }
}

/** The end of a recipient who gets nothing. Works on a row that cannot be read. */
export function refusedRecipient(
  { campaign = null, contact = null }: RawRow,
  reason: string,
): RawRow {
  return { campaign, contact, due: null, state: "refused", reason };
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
    case "run":
      // See droppedRun.
      return null;
    case "contact":
      return { id, segmentsDueAt: null };
    case "recipient":
      return row["due"] === null ? null : refusedRecipient(row, "QUARANTINE_DROPPED");
  }
}
