import type { Instant } from "../instant.js";
import type { CodeOutcome } from "../ports/codes.js";
import type { Settlement } from "../ports/store/outbox.js";
import type { IngestInput, Reactions, StoreScope, WorkerLease } from "../ports/store/store.js";
import { checkInstant } from "./drafted-message.js";
import { countSends } from "./hour-counts.js";
import { all, type Io } from "./io.js";
import { readContactId } from "./quarantine-rows.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { claimsRead, codeOutcome, settleClaims } from "./settle-codes.js";
import { settled } from "./settlement-rules.js";
import { contactTable, handOverTable, messageTable } from "./tables.js";
import { takeIn } from "./take-in.js";
import { wakeSenders } from "./wake-senders.js";
import { leaseRead, leaseRenewal } from "./workers.js";

/** See `Store.settle`. */
export function* settle(
  call: StoreScope & {
    readonly results: readonly Settlement[];
    readonly closes?: readonly string[];
    readonly lease?: WorkerLease;
  },
  reactions: Reactions,
): Io<{ readonly applied: number; readonly stale: number }> {
  const { now, results, closes = [], lease } = call;
  for (const [index, result] of results.entries()) {
    if (result.outcome === "retry") checkInstant(result.at, `results[${index}].at`);
  }
  const keys = [...new Set(results.map(({ key }) => key))].sort();
  const read = yield* all({
    lease: lease === undefined ? nothing : leaseRead(lease.worker),
    messages: {
      op: "get",
      table: messageTable,
      path: "key",
      keys: keys.map((key) => [key]),
      lock: true,
      columns: [
        "key",
        "contact",
        "status",
        "attempt",
        "tries",
        "lost",
        "messageClass",
        "template",
        "origin",
      ],
    },
    claims: claimsRead(keys),
  });
  const rows = new Map(read.messages.map((row) => [row["key"], row]));
  const changes = new Map<string, RawRow>();
  const accepted: { readonly row: RawRow; readonly at: Instant }[] = [];
  const ends = new Map<unknown, CodeOutcome["outcome"] | null>();
  let applied = 0;
  for (const result of results) {
    const row = rows.get(result.key);
    const change = row === undefined ? null : settled(row, result, now);
    if (row === undefined || change === null) continue;
    applied += 1;
    rows.set(result.key, { ...row, ...change });
    if (change["status"] === "accepted") accepted.push({ row, at: now });
    ends.set(result.key, codeOutcome(change["status"], doubtsAfter(row, result)));
    changes.set(result.key, { ...changes.get(result.key), ...change });
  }
  // A report is about the address, so it counts even where the attempt is out of date.
  const inputs = results.flatMap(({ report }): readonly IngestInput[] =>
    report === undefined ? [] : [{ kind: "delivery", event: report }],
  );
  yield [
    ...(inputs.length > 0 ? [contactLock(results, rows)] : []),
    ...patches(messageTable, [...changes.values()]),
    ...(closes.length > 0 ? [handOversEnd(closes)] : []),
    ...(lease !== undefined && read.lease.length > 0 ? [leaseRenewal(lease, now)] : []),
  ];
  yield* settleClaims(call, read.claims, ({ message }) => ends.get(message) ?? null);
  yield* wakeSenders(call, accepted, reactions);
  if (inputs.length > 0) yield* takeIn(call, { inputs, drafts: [] }, reactions);
  // After the clicks of these reports: in the order in which every call locks counts.
  yield* countSends(accepted, reactions);
  return { applied, stale: results.length - applied };
}

/**
 * Hand-overs that are still in doubt. A late answer ends the doubt about its own; the host's word
 * that a message is not to be sent says nothing about whether it was.
 */
function doubtsAfter({ lost, status }: RawRow, { outcome }: Settlement): number {
  const doubts = typeof lost === "number" ? lost : 1;
  return status === "unknown" && outcome !== "skipped" ? doubts - 1 : doubts;
}

const nothing: RowRequest = { op: "get", table: messageTable, path: "key", keys: [] };

function handOversEnd(ids: readonly string[]): RowRequest {
  return { op: "drop", table: handOverTable, path: "key", keys: ids.map((id) => [id]) };
}

/**
 * Contacts are locked before anything is written about them, in the order in which every call locks
 * them.
 */
function contactLock(
  results: readonly Settlement[],
  rows: ReadonlyMap<RawRow[string] | undefined, RawRow>,
): RowRequest {
  const contacts = results.flatMap(({ key, report }) => {
    const row = report === undefined ? undefined : rows.get(key);
    const contact = row === undefined ? null : readContactId(row);
    return contact === null ? [] : [contact];
  });
  return {
    op: "get",
    table: contactTable,
    path: "key",
    keys: [...new Set(contacts)].sort().map((contact) => [contact]),
    lock: true,
  };
}
