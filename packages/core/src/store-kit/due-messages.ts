import type { ClaimQuery } from "../ports/store/store.js";
import type { Gates } from "./gates.js";
import type { Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { messageTable } from "./tables.js";

/** The first message of each queue of a lane that has any, due or not. */
export function queueHeads(lane: string): RowRequest {
  return { op: "heads", table: messageTable, path: "due", on: [lane] };
}

/** The first due messages of one queue. */
export function dueInQueue(
  { lane, now, exceptTemplates }: Pick<ClaimQuery, "lane" | "now" | "exceptTemplates">,
  queue: string,
  limit: number,
): Extract<RowRequest, { readonly op: "due" }> {
  return {
    op: "due",
    table: messageTable,
    path: "due",
    on: [lane, queue],
    now,
    limit,
    except: { columns: ["template"], values: exceptTemplates.map((template) => [template]) },
  };
}

/**
 * Due messages of open queues, at most `limit`: one priority after the other, and within one by the
 * queues' shares. Each queue costs one look-up, however many messages the other queues have.
 */
export function* dueMessages(
  call: ClaimQuery,
  heads: readonly RawRow[],
  gates: Gates,
  limit: number,
): Io<{ readonly rows: readonly RawRow[]; readonly more: boolean }> {
  const waiting = heads.filter((head) => isDueAt(head, call.now) && gates.isOpen(head));
  const found: RawRow[] = [];
  let more = false;
  for (const tier of tiers(waiting, gates)) {
    const room = limit - found.length;
    if (room === 0) return { rows: found, more: true };
    const took = yield* fromTier(call, tier, gates, room);
    found.push(...took.rows.slice(0, room));
    more ||= took.more || took.rows.length > room;
  }
  return { rows: found, more };
}

/** Queues of equal priority, the highest first. */
function tiers(heads: readonly RawRow[], gates: Gates): readonly (readonly RawRow[])[] {
  const byPriority = new Map<number, RawRow[]>();
  for (const head of heads) {
    const priority = gates.priorityFor(head);
    const tier = byPriority.get(priority) ?? [];
    byPriority.set(priority, tier);
    tier.push(head);
  }
  return [...byPriority].sort(([a], [b]) => b - a).map(([, tier]) => tier);
}

interface Part {
  readonly head: RawRow;
  readonly asked: number;
}

function* fromTier(
  call: ClaimQuery,
  tier: readonly RawRow[],
  gates: Gates,
  room: number,
): Io<{ readonly rows: readonly RawRow[]; readonly more: boolean }> {
  const parts = divideRoom(tier, gates, room);
  const lists = new Map(yield* ask(call, parts));
  const isFull = ({ head, asked }: Part): boolean => (lists.get(head)?.length ?? 0) >= asked;
  const took = [...lists.values()].reduce((sum, rows) => sum + rows.length, 0);
  // Room that some queues cannot fill goes to those that filled theirs.
  let full = parts.filter(isFull);
  if (took < room && full.length > 0) {
    const before = new Map(full.map(({ head, asked }) => [head, asked]));
    full = divideRoom([...before.keys()], gates, room - took).map(({ head, asked }) => ({
      head,
      asked: asked + (before.get(head) ?? 0),
    }));
    for (const [head, rows] of yield* ask(call, full)) lists.set(head, rows);
    full = full.filter(isFull);
  }
  const rows = [...lists.values()].flat().sort(byTurn(gates));
  return { rows, more: full.length > 0 };
}

/** Each queue's part of the room, rounded up. */
function divideRoom(tier: readonly RawRow[], gates: Gates, room: number): readonly Part[] {
  const sum = tier.reduce((total, head) => total + gates.shareFor(head), 0);
  return tier.map((head) => ({ head, asked: Math.ceil((room * gates.shareFor(head)) / sum) }));
}

function* ask(
  call: ClaimQuery,
  parts: readonly Part[],
): Io<readonly (readonly [RawRow, readonly RawRow[]])[]> {
  const lists = yield parts.map(
    ({ head, asked }): RowRequest => ({
      ...dueInQueue(call, String(head["queue"]), asked),
      lock: true,
    }),
  );
  return parts.map(({ head }, index) => [head, lists[index] ?? []] as const);
}

function isDueAt({ nextAt }: RawRow, now: number): boolean {
  return typeof nextAt === "number" && nextAt <= now;
}

/** The order in which messages are judged: the better queue, the earlier, the lower key. */
export function byTurn(gates: Gates): (a: RawRow, b: RawRow) => number {
  return (a, b) => {
    const rank = gates.priorityFor(b) - gates.priorityFor(a);
    if (rank !== 0) return rank;
    const [first, second] = [Number(a["nextAt"]), Number(b["nextAt"])];
    if (first !== second) return first - second;
    return String(a["key"]) < String(b["key"]) ? -1 : 1;
  };
}
