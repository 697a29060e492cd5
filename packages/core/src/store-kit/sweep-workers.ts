import { StoreError } from "../errors/index.js";
import type { Milliseconds } from "../instant.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { StoreScope, SweepReport } from "../ports/store/store.js";
import { queueHeads } from "./due-messages.js";
import { loadGates } from "./gates.js";
import { all, type Io } from "./io.js";
import { decodeLinkLists, linkListsRead } from "./link-lists.js";
import { ended, putBack, requeued } from "./message-changes.js";
import { decodeMessage } from "./message-codec.js";
import { atLeastOne } from "./page.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { handOverTable, leaseTable, messageTable } from "./tables.js";
import { type DamagedUnit, runUnits, tried } from "./units.js";
import { handOversRead, inHands, leaseEnd } from "./workers.js";

/** How many workers one call takes over from: each costs a request. */
const mostWorkers = 16;

const workerLost: readonly DecisionReason[] = [
  { code: "WORKER_LOST", effect: "deny", rule: "send policy: whenUnknown" },
];

/** See `Store.sweepWorkers`. */
export function* sweepWorkers(
  call: StoreScope & {
    readonly graceMs: Milliseconds;
    readonly limit: number;
    readonly lanes?: readonly string[];
  },
  fate: (message: OutboxRecord) => "hold" | "retry",
): Io<SweepReport> {
  const { now, graceMs, lanes = [] } = call;
  const limit = atLeastOne(call.limit, "limit");
  const [leases = [], ...heads] = yield [
    {
      op: "due",
      table: leaseTable,
      path: "due",
      on: [],
      // A lease ends after its last instant and the grace, not at it.
      now: now - graceMs - 1,
      limit: mostWorkers,
      lock: true,
    },
    ...lanes.map(queueHeads),
  ];
  const gates = yield* loadGates(heads.flat());
  const waiting = lanes.filter((_, index) =>
    heads[index]?.some((head) => Number(head["nextAt"]) <= now && gates.isOpen(head)),
  );
  const workers = leases.map(({ worker }) => String(worker));
  if (workers.length === 0) return { requeued: 0, held: 0, doubled: 0, more: false, waiting };
  const [hands = [], ...lists] = yield [
    handOversRead(workers),
    ...workers.map(
      (worker): RowRequest => ({
        op: "range",
        table: messageTable,
        path: "worker",
        on: [worker],
        limit: limit + 1,
      }),
    ),
  ];
  const rows = lists.flat().slice(0, limit);
  const done = workersDone(workers, lists, limit);
  const isInHands = inHands(hands);
  const inDoubt = rows.filter(isInHands);
  const fates = yield* decideFates(call, inDoubt, fate);
  const changes = rows.map((row): RawRow => {
    const key = row["key"] ?? null;
    const end = fates.get(row);
    if (end === undefined) return putBack(key, dueAgain(row, now));
    const lost = typeof row["lost"] === "number" ? row["lost"] + 1 : 1;
    if (end === "hold") return { ...ended(key, "unknown", now, workerLost), lost };
    return { ...requeued(key, now, workerLost), touchedAt: now, lost };
  });
  yield [
    ...patches(messageTable, changes),
    { op: "drop", table: handOverTable, path: "worker", keys: done.map((worker) => [worker]) },
    leaseEnd(done),
  ];
  const doubled = [...fates.values()].filter((end) => end === "retry").length;
  return {
    requeued: rows.length - inDoubt.length,
    held: inDoubt.length - doubled,
    doubled,
    more: done.length < workers.length || workers.length === mostWorkers,
    waiting,
  };
}

/** Workers of which nothing is left once the first `limit` messages are taken. */
function workersDone(
  workers: readonly string[],
  lists: readonly (readonly RawRow[])[],
  limit: number,
): readonly string[] {
  let taken = 0;
  return workers.filter((_, index) => {
    taken += lists[index]?.length ?? 0;
    return taken <= limit;
  });
}

/** A message that cannot be read is held: it may have left, and must not be sent twice. */
function* decideFates(
  call: StoreScope,
  rows: readonly RawRow[],
  fate: (message: OutboxRecord) => "hold" | "retry",
): Io<ReadonlyMap<RawRow, "hold" | "retry">> {
  if (rows.length === 0) return new Map();
  const { lists } = yield* all({ lists: linkListsRead(rows) });
  const links = decodeLinkLists(lists);
  const units = rows.map((row): OutboxRecord | DamagedUnit => {
    const message = tried(() => decodeMessage(call, row, links));
    return message instanceof StoreError ? { damaged: message } : message;
  });
  const { results } = runUnits(units, fate, undefined, ({ contact }) => contact);
  return new Map(
    rows.map((row, index) => {
      const result = results[index];
      return [row, result?.ok === true && result.value === "retry" ? "retry" : "hold"];
    }),
  );
}

function dueAgain({ dueAt }: RawRow, now: number): number {
  return typeof dueAt === "number" ? dueAt : now;
}
