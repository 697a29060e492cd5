import { StoreError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { GateMove, QueueGate } from "../ports/store/queue-gate.js";
import { corrupt, decoded } from "./decode-row.js";
import { all, type Io } from "./io.js";
import { revisionConflict } from "./refusals.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { gateTable } from "./tables.js";
import { readable, tried } from "./units.js";

/** See `Store.moveGate`. */
export function* moveGate(move: GateMove): Io<QueueGate> {
  checkMove(move);
  const { queue } = move;
  const { rows } = yield* all({ rows: { ...gatesRead([queue]), lock: true } });
  const [row] = rows;
  const known = row === undefined ? { ...openGate, queue } : decodeGate(row);
  if (known.epoch !== move.epoch) throw revisionConflict("epoch");
  const gate: QueueGate = {
    queue,
    open: move.open ?? known.open,
    epoch: known.epoch + 1,
    priority: move.priority === undefined ? known.priority : move.priority,
    share: move.share ?? known.share,
    why: move.why === undefined ? known.why : move.why,
  };
  const rowsNow = [{ ...gate, open: gate.open ? 1 : 0 }];
  if (row !== undefined) yield [{ op: "put", table: gateTable, rows: rowsNow }];
  else {
    // Two calls may create the same gate at once, as there was no row to lock.
    const { made } = yield* all({ made: { op: "add", table: gateTable, rows: rowsNow } });
    if (made[0]?.["added"] !== true) throw revisionConflict("epoch");
  }
  return gate;
}

/** See `Store.readGates`. Gates that cannot be read are left out: `integrity()` names them. */
export function* readGates(call: {
  readonly tenant: TenantId;
  readonly queues?: readonly string[];
}): Io<readonly QueueGate[]> {
  if (call.queues !== undefined) {
    const { rows } = yield* all({ rows: gatesRead(call.queues) });
    return readable(rows, decodeGate);
  }
  const found: RawRow[] = [];
  for (;;) {
    const last = found.at(-1)?.["queue"];
    const after = last === undefined ? {} : { after: [last] };
    const request = { op: "range", table: gateTable, path: "all", on: [], limit: page } as const;
    const { rows } = yield* all({ rows: { ...request, ...after } });
    found.push(...rows);
    if (rows.length < page) return readable(found, decodeGate);
  }
}

const page = 500;

/** The gates that the messages of these rows wait at. */
export function* loadGates(rows: readonly RawRow[]): Io<Gates> {
  const queues = [...new Set(rows.map(({ queue }) => String(queue)))].sort();
  if (queues.length === 0) return gatesAmong([]);
  const { gates } = yield* all({ gates: gatesRead(queues) });
  return gatesAmong(gates);
}

/** What a claim asks its gates. */
export interface Gates {
  /** Whether the message's queue is open. */
  isOpen(message: RawRow): boolean;
  priorityFor(message: RawRow): number;
  shareFor(message: RawRow): number;
}

function gatesAmong(rows: readonly RawRow[]): Gates {
  const gates = new Map(rows.map((row) => [row["queue"], tried(() => decodeGate(row))]));
  const findGate = ({ queue }: RawRow): QueueGate | StoreError => gates.get(queue) ?? openGate;
  const requireGate = (row: RawRow): QueueGate => {
    const gate = findGate(row);
    return gate instanceof StoreError ? openGate : gate;
  };
  return {
    // A gate that cannot be read counts as shut, since the queue may be paused.
    isOpen: (message) => {
      const gate = findGate(message);
      return !(gate instanceof StoreError) && gate.open;
    },
    priorityFor: (message) => {
      const own = message["priority"];
      return requireGate(message).priority ?? (isPriority(own) ? own : 0);
    },
    shareFor: (message) => requireGate(message).share,
  };
}

const openGate: QueueGate = {
  ...{ queue: "", open: true, epoch: 0, priority: null, share: 1, why: null },
};

function gatesRead(queues: readonly string[]): Extract<RowRequest, { readonly op: "get" }> {
  return { op: "get", table: gateTable, path: "key", keys: sortedKeys(queues) };
}

/** @throws StoreError `STORE_CORRUPT` */
export function decodeGate(raw: RawRow): QueueGate {
  const { queue, open, epoch, priority, share, why } = decoded(gateTable, raw);
  if (priority !== null && !isPriority(priority)) throw corrupt(gateTable, raw, "priority");
  if (!isShare(share)) throw corrupt(gateTable, raw, "share");
  if (open !== 0 && open !== 1) throw corrupt(gateTable, raw, "open");
  return { queue, open: open === 1, epoch, priority, share, why };
}

export function isPriority(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= 100;
}

function isShare(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function checkMove({ queue, priority = null, share = 1 }: GateMove): void {
  if (queue === "") throw invalid("A gate needs the name of its queue.", "queue");
  if (priority !== null && !isPriority(priority))
    throw invalid("A priority must be a whole number from 0 to 100.", "priority");
  if (!isShare(share)) throw invalid("A share must be a whole number above 0.", "share");
}

function invalid(message: string, path: string): StoreError {
  return new StoreError("STORE_GATE_INVALID", message, {
    path,
    remedy: "Correct the value at the path. The queue is as it was.",
  });
}
