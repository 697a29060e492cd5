import type {
  Candidate,
  ClaimedMessage,
  ClaimQuery,
  FactsNeeded,
  OutboxCount,
  OutboxRecord,
  SendKey,
  Settlement,
  StoreScope,
  TenantId,
  Verdict,
} from "@wellsent/core";
import {
  answeredAll,
  atLeastOne,
  claimedMessage,
  linkedMessage,
  refusedMessage,
  settledMessage,
} from "../store-rules/index.js";
import type { Connection } from "./connection.js";
import { loadFacts } from "./facts.js";
import { keepLinks } from "./link-lists.js";
import {
  readMessage,
  readWithoutLinks,
  recordOf,
  selectMessages,
  statusOf,
  updateMessage,
} from "./message-rows.js";
import { integer, text, textOrNull } from "./row.js";

type Judge = (candidates: readonly Candidate[]) => readonly Verdict[];

function candidatesOf(
  connection: Connection,
  messages: readonly OutboxRecord[],
  call: StoreScope & { readonly needs: FactsNeeded },
): readonly Candidate[] {
  const facts = loadFacts(
    connection,
    call.tenant,
    messages.map((one) => one.contact),
    call.needs,
    call.now,
  );
  return messages.flatMap((message) => {
    const known = facts.get(message.contact);
    return known === undefined
      ? []
      : [{ message, leaseExpired: message.status === "claimed", facts: known }];
  });
}

export function claimOutbox(
  connection: Connection,
  call: ClaimQuery,
  judge: Judge,
): {
  readonly claimed: readonly ClaimedMessage[];
  readonly refused: number;
  readonly more: boolean;
} {
  const { tenant, now, lane } = call;
  const limit = atLeastOne(call.limit, "limit");
  const rows = connection.all(
    `${selectMessages} WHERE tenant = $tenant AND lane = $lane AND next_at <= $now ORDER BY next_at, key LIMIT $limit`,
    { tenant, lane, now, limit },
  );
  if (rows.length === 0) return { claimed: [], refused: 0, more: false };
  const candidates = candidatesOf(connection, rows.map(recordOf), call);
  const verdicts = judge(candidates);
  answeredAll(candidates.length, verdicts, "judge");
  const claimed: ClaimedMessage[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    const candidate = candidates[index];
    if (candidate === undefined) continue;
    const message = claimedMessage(candidate.message, verdict, now, call.leaseMs);
    updateMessage(connection, message);
    if (message.links !== candidate.message.links) keepLinks(connection, message);
    if (verdict.verdict === "send") claimed.push({ message, facts: candidate.facts });
  }
  return {
    claimed,
    refused: candidates.length - claimed.length,
    more: candidates.length === limit,
  };
}

export function reviewClaims(
  connection: Connection,
  call: StoreScope & {
    readonly needs: FactsNeeded;
    readonly claims: readonly { readonly key: SendKey; readonly attempt: number }[];
  },
  judge: Judge,
): { readonly confirmed: readonly SendKey[] } {
  const { tenant, now } = call;
  const held = call.claims.flatMap(({ key, attempt }) => {
    const message = readMessage(connection, tenant, key);
    const holds =
      message?.status === "claimed" &&
      message.attempt === attempt &&
      (message.leaseUntil ?? 0) > now;
    return holds ? [message] : [];
  });
  if (held.length === 0) return { confirmed: [] };
  const candidates = candidatesOf(connection, held, call).map((candidate) => ({
    ...candidate,
    leaseExpired: false,
  }));
  const verdicts = judge(candidates);
  answeredAll(candidates.length, verdicts, "judge");
  const confirmed: SendKey[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    const message = candidates[index]?.message;
    if (message === undefined) continue;
    if (verdict.verdict !== "send")
      updateMessage(connection, refusedMessage(message, verdict, now));
    else {
      const linked = linkedMessage(message, verdict);
      if (linked !== message) keepLinks(connection, linked);
      confirmed.push(message.key);
    }
  }
  return { confirmed };
}

export function settle(
  connection: Connection,
  call: StoreScope & { readonly results: readonly Settlement[] },
): { readonly applied: number; readonly stale: number } {
  let applied = 0;
  for (const result of call.results) {
    const message = readWithoutLinks(connection, call.tenant, result.key);
    const settled = message === null ? undefined : settledMessage(message, result, call.now);
    if (settled === undefined) continue;
    updateMessage(connection, settled);
    applied += 1;
  }
  return { applied, stale: call.results.length - applied };
}

export function countOutbox(connection: Connection, tenant: TenantId): readonly OutboxCount[] {
  const rows = connection.all(
    `SELECT status, template, first_reason, count(*) AS count FROM wellsent_message WHERE tenant = $tenant
      GROUP BY status, template, first_reason`,
    { tenant },
  );
  return rows.map((row) => ({
    status: statusOf(row),
    template: text(row, "template"),
    reason: textOrNull(row, "first_reason"),
    count: integer(row, "count"),
  }));
}
