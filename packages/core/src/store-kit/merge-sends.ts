import { StoreError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import { all, type Io } from "./io.js";
import { ended } from "./message-changes.js";
import { decodeOrigin } from "./message-codec.js";
import { drops, keyOf, type Rekeyed } from "./moved-rows.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { messageTable, recipientTable } from "./tables.js";
import { tried } from "./units.js";

const reasons: readonly DecisionReason[] = [
  { code: "MERGED", effect: "deny", rule: "the person gets it once, and two contacts are one" },
];

/**
 * What waits for both of two contacts waits for one of them only. A recipient who has been served
 * goes before one who waits; otherwise the survivor does. Comes before the rows change hands.
 */
export function* mergeSends(
  { keep, other }: { readonly keep: ContactId; readonly other: ContactId },
  endedRuns: ReadonlySet<string>,
  now: Instant,
): Io<Rekeyed> {
  const read = yield* all({
    kept: { op: "get", table: recipientTable, path: "contact", keys: [[keep]] },
    gone: { op: "get", table: recipientTable, path: "contact", keys: [[other]] },
    mine: { op: "get", table: messageTable, path: "contact", keys: [[keep]] },
    theirs: { op: "get", table: messageTable, path: "contact", keys: [[other]] },
  });
  const kept = new Map(read.kept.map((row) => [row["campaign"], row]));
  const twice = read.gone.filter(({ campaign }) => kept.has(campaign ?? null));
  const alone = read.gone.filter((row) => !twice.includes(row));
  const refused = twice.flatMap((row) => {
    const mine = kept.get(row["campaign"] ?? null);
    if (row["state"] === "waiting") return [row];
    return mine?.["state"] === "waiting" ? [mine] : [];
  });
  const next = alone.map((row): RawRow => ({ ...columns(row), contact: keep }));
  const requests: readonly RowRequest[] = [
    { op: "patch", table: recipientTable, rows: refused.map(refusedRecipient) },
    drops(recipientTable, alone),
    { op: "add", table: recipientTable, rows: next },
    {
      op: "patch",
      table: messageTable,
      rows: doubled(read.mine, read.theirs, endedRuns).map(({ key = null }) =>
        ended(key, "skipped", now, reasons),
      ),
    },
  ];
  yield requests;
  return {
    table: recipientTable.name,
    lost: alone.map(columns),
    gained: next.map((row) => keyOf(recipientTable, row)),
  };
}

function columns(row: RawRow): RawRow {
  return Object.fromEntries(
    Object.keys(recipientTable.columns).map((column) => [column, row[column] ?? null]),
  );
}

function refusedRecipient({ campaign = null, contact = null }: RawRow): RawRow {
  return { campaign, contact, state: "refused", due: null, reason: "MERGED" };
}

/** Queued messages of a campaign that the other one has too, and of runs that end. */
function doubled(
  mine: readonly RawRow[],
  theirs: readonly RawRow[],
  endedRuns: ReadonlySet<string>,
): readonly RawRow[] {
  const out = [...mine, ...theirs].filter(
    (row) => row["status"] === "queued" && endedRuns.has(originOf(row)?.enrollment ?? ""),
  );
  const campaigns = new Map(
    mine.filter(mayArrive).flatMap((row) => {
      const campaign = originOf(row)?.campaign;
      return campaign === undefined ? [] : [[campaign, row] as const];
    }),
  );
  for (const row of theirs.filter(mayArrive)) {
    const same = campaigns.get(originOf(row)?.campaign ?? "");
    if (same === undefined) continue;
    if (row["status"] === "queued") out.push(row);
    else if (same["status"] === "queued") out.push(same);
  }
  return [...new Set(out)];
}

function mayArrive({ status }: RawRow): boolean {
  return status !== "skipped" && status !== "rejected" && status !== "failed";
}

/** A message that cannot be read is left as it is. */
function originOf(row: RawRow) {
  const origin = tried(() => decodeOrigin(row));
  return origin instanceof StoreError ? undefined : origin;
}
