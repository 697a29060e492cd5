import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { Verdict } from "../ports/store/outbox.js";
import { checkInstant } from "./drafted-message.js";
import { openWindow, reasonColumns } from "./message-codec.js";
import type { RawRow } from "./row-request.js";

/**
 * The changes of a message's row. Each change names all columns that depend on each other, so that
 * `nextAt`, `worker` and `windowAt` are always what the status says they are.
 */

/** Free for any worker from `nextAt` on; `dueAt` stays. Works on a row that cannot be read. */
export function putBack(key: RawRow[string], nextAt: RawRow[string] | undefined): RawRow {
  return { key: key ?? null, status: "queued", worker: null, nextAt: nextAt ?? null };
}

/** Back in the queue, due at another time. */
export function requeued(
  key: RawRow[string],
  at: Instant,
  reasons: readonly DecisionReason[],
): RawRow {
  return { ...putBack(key ?? null, at), dueAt: at, ...reasonColumns(reasons) };
}

/** The end of a message; `reasons` say why it was not accepted. */
export function ended(
  key: RawRow[string],
  status: "accepted" | "rejected" | "failed" | "unknown" | "skipped",
  now: Instant,
  reasons: readonly DecisionReason[],
): RawRow {
  return {
    key: key ?? null,
    status,
    worker: null,
    nextAt: null,
    settledAt: now,
    windowAt: now,
    touchedAt: now,
    ...reasonColumns(reasons),
  };
}

/** What takes a message that had ended into the queue again. */
export const reopened: RawRow = { settledAt: null, windowAt: openWindow };

/** The change of a verdict that does not send; `leave` is told by {@link left}. */
export function refused(
  row: RawRow,
  verdict: Extract<Verdict, { verdict: "defer" | "skip" }>,
  now: Instant,
): RawRow {
  const { reasons } = verdict;
  if (verdict.verdict === "skip") return ended(row["key"] ?? null, "skipped", now, reasons);
  return requeued(row["key"] ?? null, verdict.until, reasons);
}

/**
 * The change of a message that is left to other engines: its reasons, where the first one is
 * another than on record.
 */
export function left(row: RawRow, reasons: readonly DecisionReason[]): RawRow {
  const told = reasonColumns(reasons);
  const key = row["key"] ?? null;
  return told.firstReason === row["firstReason"] ? { key } : { key, ...told };
}

/** @throws StoreError `STORE_RESULT_MISMATCH` where a verdict could not be written */
export function checkVerdict(verdict: Verdict): Verdict {
  if (verdict.verdict === "defer") checkInstant(verdict.until, "verdict.until");
  return verdict;
}
