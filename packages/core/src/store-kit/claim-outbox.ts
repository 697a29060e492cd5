import type { Instant } from "../instant.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { ClaimedMessage, ClaimQuery, ClaimReport, Judge } from "../ports/store/store.js";
import { mergeDigests } from "./digests.js";
import { byTurn, dueMessages, queueHeads } from "./due-messages.js";
import { loadGates } from "./gates.js";
import { all, type Io } from "./io.js";
import { type Judgment, judgeMessages } from "./judge-messages.js";
import { dropOrphanLinks, keepLinks, replacedLinks } from "./link-lists.js";
import { left, putBack, refused } from "./message-changes.js";
import { reasonColumns } from "./message-codec.js";
import { atLeastOne } from "./page.js";
import { quarantineWrites } from "./quarantine-rows.js";
import type { RawRow } from "./row-request.js";
import { patches } from "./row-writes.js";
import { messageTable } from "./tables.js";
import { handOversRead, inHands, leaseEnd, leaseRead, leaseRenewal } from "./workers.js";

/** See `Store.claimOutbox`. */
export function* claimOutbox(call: ClaimQuery, judge: Judge): Io<ClaimReport> {
  const { now, worker } = call;
  const limit = atLeastOne(call.limit, "limit");
  const read = yield* all({
    lease: leaseRead(worker),
    heads: queueHeads(call.lane),
    own: { op: "get", table: messageTable, path: "worker", keys: [[worker]] },
    hands: handOversRead([worker]),
  });
  const lost = lostReservations(call, read.own, read.hands);
  const gates = yield* loadGates([...read.heads, ...lost]);
  const found = yield* dueMessages(call, read.heads, gates, limit);
  const waiting = lost.filter((row) => isDue(row, call) && gates.isOpen(row));
  const due = waiting.length === 0 ? found.rows : [...waiting, ...found.rows].sort(byTurn(gates));
  const picked = due.slice(0, limit);
  const judged = yield* judgeMessages(call, picked, lost, judge);
  const merged = yield* mergeDigests(call, judged.judgements);
  const { judgements } = merged;

  const sends = judgements.filter(isSend);
  const linked = sends.filter(({ verdict }) => verdict.links !== undefined);
  const kept = yield* keepLinks(linked.map(({ verdict }) => verdict.links ?? []));
  const names = new Map(linked.map(({ row }, index) => [row, kept.names[index] ?? null]));
  const { writes, nextAt } = quarantineWrites(call, "message", judged.known, judged.ends);
  const changes = new Map<RawRow[string], RawRow>();
  const change = (row: RawRow): void => {
    const key = row["key"] ?? null;
    changes.set(key, { ...changes.get(key), ...row });
  };
  // A message that was put back is queued again, whatever the judge decides about it next.
  for (const row of lost) change(putBack(row["key"] ?? null, row["nextAt"]));
  for (const row of judged.failed) {
    change(putBack(row["key"] ?? null, nextAt.get(String(row["key"])) ?? now));
  }
  const claimed: ClaimedMessage[] = [];
  for (const judgement of judgements) {
    const { row, verdict } = judgement;
    if (verdict.verdict === "leave") change(left(row, verdict.reasons));
    else if (verdict.verdict !== "send") change(refused(row, verdict, now));
    if (!isSend(judgement)) continue;
    const message = reserved(judgement, call);
    change(reservation(message, row, names.get(row), now));
    claimed.push({ message, facts: judgement.facts });
  }
  const changed = [...changes.values()].filter((row) => Object.keys(row).length > 1);
  const holds = claimed.length > 0 || read.own.length > lost.length || read.hands.length > 0;
  yield [
    ...kept.adds,
    ...patches(messageTable, changed),
    ...merged.writes,
    ...writes,
    ...(holds ? [leaseRenewal(call, now)] : []),
    // Nothing is held: nobody has to look after this worker.
    ...(!holds && read.lease.length > 0 ? [leaseEnd([worker])] : []),
  ];
  yield* dropOrphanLinks(replacedLinks(names));
  const leaves = judgements.filter(({ verdict }) => verdict.verdict === "leave");
  return {
    claimed,
    refused: judgements.length - claimed.length - leaves.length,
    quarantined: judged.failed.length,
    left: [...new Set(leaves.map(({ message }) => message.template))],
    more: due.length > picked.length || found.more,
  };
}

type Send = Judgment & { readonly verdict: Extract<Verdict, { verdict: "send" }> };

function isSend(judgement: Judgment): judgement is Send {
  return judgement.verdict.verdict === "send";
}

/**
 * Messages that this worker reserved on this lane without knowing, because the answer to an earlier
 * claim was lost. Messages in one of its hand-overs stay out, since they may have left. Returned as
 * they are once they are back in the queue.
 */
function lostReservations(
  { lane, holding }: ClaimQuery,
  own: readonly RawRow[],
  hands: readonly RawRow[],
): readonly RawRow[] {
  const held = new Set<RawRow[string]>(holding);
  const isInHands = inHands(hands);
  return own
    .filter((row) => row["lane"] === lane && row["status"] === "claimed")
    .filter((row) => !held.has(row["key"] ?? null) && !isInHands(row))
    .map((row) => ({ ...row, ...putBack(row["key"] ?? null, row["dueAt"]) }));
}

function isDue({ nextAt, template }: RawRow, { now, exceptTemplates }: ClaimQuery): boolean {
  return (
    typeof nextAt === "number" && nextAt <= now && !exceptTemplates.some((t) => t === template)
  );
}

function reserved({ message, verdict }: Send, { worker, now }: ClaimQuery): OutboxRecord {
  return {
    ...message,
    ...(verdict.links === undefined ? {} : { links: verdict.links }),
    status: "claimed",
    worker,
    attempt: message.attempt + 1,
    triedAt: message.triedAt ?? now,
    decision: verdict.decision,
    reasons: [],
  };
}

/** The change that reserves. A row that would not change is not written. */
function reservation(
  message: OutboxRecord,
  row: RawRow,
  links: string | null | undefined,
  now: Instant,
): RawRow {
  const decision = JSON.stringify(message.decision);
  const told = reasonColumns(message.reasons);
  return {
    key: message.key,
    status: message.status,
    worker: message.worker,
    attempt: message.attempt,
    nextAt: null,
    triedAt: message.triedAt,
    touchedAt: now,
    ...(decision === row["decision"] ? {} : { decision }),
    ...(told.reasons === row["reasons"] ? {} : told),
    ...(links === undefined ? {} : { links }),
  };
}
