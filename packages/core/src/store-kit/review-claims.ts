import { StoreError } from "../errors/index.js";
import { type SendKey, sendKey } from "../identifiers.js";
import type { DecisionReason } from "../ports/consent-gate.js";
import type { Judge, StoreScope, WorkerLease } from "../ports/store/store.js";
import { mergeDigests } from "./digests.js";
import { loadGates } from "./gates.js";
import { all, type Io } from "./io.js";
import { type Judged, judgeMessages } from "./judge-messages.js";
import { dropOrphanLinks, keepLinks, replacedLinks } from "./link-lists.js";
import { left, putBack, refused } from "./message-changes.js";
import { reasonColumns } from "./message-codec.js";
import { quarantineWrites } from "./quarantine-rows.js";
import type { RawRow } from "./row-request.js";
import { patches } from "./row-writes.js";
import { claimsRead, codeOutcome, settleClaims } from "./settle-codes.js";
import { handOverTable, messageTable } from "./tables.js";
import { handOverRow, leaseRead, leaseRenewal } from "./workers.js";

/** See `Store.reviewClaims`. */
export function* reviewClaims(
  call: StoreScope &
    WorkerLease & {
      readonly handOver: string;
      readonly claims: readonly { readonly key: SendKey; readonly attempt: number }[];
    },
  judge: Judge,
): Io<{ readonly confirmed: readonly SendKey[] }> {
  const { now, worker, handOver } = call;
  const attempts = new Map<RawRow[string], number>(
    call.claims.map((one) => [one.key, one.attempt]),
  );
  const read = yield* all({
    lease: leaseRead(worker),
    hands: { op: "get", table: handOverTable, path: "key", keys: [[handOver]] },
    messages: {
      op: "get",
      table: messageTable,
      path: "key",
      keys: [...attempts.keys()].map((key) => [key ?? null]),
      lock: true,
    },
  });
  refuseForeign(read.hands, worker);
  const held = read.messages.filter(
    (row) =>
      row["status"] === "claimed" &&
      row["worker"] === worker &&
      row["attempt"] === attempts.get(row["key"] ?? null),
  );
  const gates = yield* loadGates(held);
  const open = held.filter(gates.isOpen);
  const judged = yield* judgeMessages(call, open, [], judge, true);
  const merged = yield* mergeDigests(call, judged.judgements);

  const links = merged.judgements.flatMap(({ row, message, verdict }) =>
    verdict.verdict === "send" && verdict.links !== undefined
      ? [{ row, known: message.links, links: verdict.links }]
      : [],
  );
  const changed = links.filter(
    ({ known, links }) => JSON.stringify(known) !== JSON.stringify(links),
  );
  const kept = yield* keepLinks(changed.map(({ links }) => links));
  const names = new Map(changed.map(({ row }, index) => [row, kept.names[index] ?? null]));
  const { writes, nextAt } = quarantineWrites(call, "message", judged.known, judged.ends);
  const confirmed: { readonly key: SendKey; readonly attempt: number }[] = [];
  const changes: RawRow[] = judged.failed.map((row) =>
    putBack(row["key"] ?? null, nextAt.get(String(row["key"])) ?? now),
  );
  for (const row of held) if (!gates.isOpen(row)) changes.push(paused(row));
  for (const { row, message, verdict } of merged.judgements) {
    if (verdict.verdict === "send") {
      confirmed.push(message);
      const name = names.get(row);
      const { brought } = verdict;
      if (name !== undefined || brought !== undefined) {
        const data = brought && { data: JSON.stringify({ ...message.data, ...brought }) };
        const links = name === undefined ? {} : { links: name };
        changes.push({ key: message.key, ...links, ...data });
      }
    } else if (verdict.verdict === "leave") {
      changes.push({ ...putBack(message.key, message.dueAt), ...left(row, verdict.reasons) });
    } else changes.push(refused(row, verdict, now));
  }
  const hands = confirmed.map(({ key, attempt }) => [key, attempt] as const);
  yield [
    ...kept.adds,
    ...patches(messageTable, changes),
    ...merged.writes,
    ...writes,
    ...(judged.budgets?.writes() ?? []),
    ...(judged.stock?.writes(new Set(confirmed.map(({ key }) => key))) ?? []),
    ...(hands.length > 0
      ? [
          {
            op: "put" as const,
            table: handOverTable,
            rows: [handOverRow(handOver, worker, now, hands)],
          },
        ]
      : []),
    ...(hands.length > 0 || read.lease.length > 0 ? [leaseRenewal(call, now)] : []),
  ];
  yield* dropOrphanLinks(replacedLinks(names));
  yield* freeCodes(call, judged);
  return { confirmed: confirmed.map(({ key }) => key) };
}

/** A message that is refused now releases what an earlier review held for it. */
function* freeCodes(scope: StoreScope, { judgements, stock }: Judged): Io<void> {
  if (stock === null) return;
  const doubts = new Map(
    judgements.flatMap(({ message, verdict }) =>
      verdict.verdict === "skip" ? [[message.key, message.lost] as const] : [],
    ),
  );
  if (doubts.size === 0) return;
  const { claims } = yield* all({ claims: claimsRead(doubts.keys()) });
  yield* settleClaims(scope, claims, ({ message }) =>
    codeOutcome("skipped", doubts.get(sendKey(String(message))) ?? 0),
  );
}

/** Back in its place in the queue, for when the queue is opened again. */
function paused({ key, dueAt }: RawRow): RawRow {
  return { ...putBack(key ?? null, dueAt), ...reasonColumns(queuePaused) };
}

const queuePaused: readonly DecisionReason[] = [
  { code: "QUEUE_PAUSED", effect: "defer", rule: "the queue's gate" },
];

/**
 * A worker may repeat a review whose answer was lost, but may not use the id of another worker's
 * review.
 */
function refuseForeign(hands: readonly RawRow[], worker: string): void {
  if (hands.every((row) => row["worker"] === worker)) return;
  throw new StoreError("STORE_HAND_OVER_CONFLICT", "Another worker's hand-over has this name.", {
    path: "handOver",
    remedy: "Make the name of randomness, anew for each look.",
  });
}
