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
  Verdict,
} from "@wellsent/core";
import { sendKey } from "@wellsent/core";
import {
  answeredAll,
  atLeastOne,
  claimedMessage,
  linkedMessage,
  refusedMessage,
  settledMessage,
} from "../store-rules/index.js";
import { factsOf } from "./facts.js";
import { keyOf, type TenantState } from "./tenant-state.js";
import { putMessage } from "./writes.js";

type Judge = (candidates: readonly Candidate[]) => readonly Verdict[];

function candidatesOf(
  state: TenantState,
  messages: readonly OutboxRecord[],
  call: StoreScope & { readonly needs: FactsNeeded },
): readonly Candidate[] {
  return messages.flatMap((message) => {
    const facts = factsOf(state, message.contact, call.needs, call.now);
    return facts === null ? [] : [{ message, leaseExpired: message.status === "claimed", facts }];
  });
}

export function claimOutbox(
  state: TenantState,
  call: ClaimQuery,
  judge: Judge,
): {
  readonly claimed: readonly ClaimedMessage[];
  readonly refused: number;
  readonly more: boolean;
} {
  const keys = state.lane(call.lane).take(call.now, atLeastOne(call.limit, "limit"));
  const messages = keys.flatMap((key) => state.messages.get(sendKey(key))?.record ?? []);
  const candidates = candidatesOf(state, messages, call);
  if (candidates.length === 0) return { claimed: [], refused: 0, more: false };
  const verdicts = judge(candidates);
  answeredAll(candidates.length, verdicts, "judge");
  const claimed: ClaimedMessage[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    const candidate = candidates[index];
    if (candidate === undefined) continue;
    const message = claimedMessage(candidate.message, verdict, call.now, call.leaseMs);
    putMessage(state, message);
    if (verdict.verdict === "send") claimed.push({ message, facts: candidate.facts });
  }
  return {
    claimed,
    refused: candidates.length - claimed.length,
    more: candidates.length === call.limit,
  };
}

export function reviewClaims(
  state: TenantState,
  call: StoreScope & {
    readonly needs: FactsNeeded;
    readonly claims: readonly { readonly key: SendKey; readonly attempt: number }[];
  },
  judge: Judge,
): { readonly confirmed: readonly SendKey[] } {
  const held = call.claims.flatMap(({ key, attempt }) => {
    const message = state.messages.get(key)?.record;
    const holds =
      message?.status === "claimed" &&
      message.attempt === attempt &&
      (message.leaseUntil ?? 0) > call.now;
    return holds ? [message] : [];
  });
  const candidates = candidatesOf(state, held, call).map((candidate) => ({
    ...candidate,
    leaseExpired: false,
  }));
  if (candidates.length === 0) return { confirmed: [] };
  const verdicts = judge(candidates);
  answeredAll(candidates.length, verdicts, "judge");
  const confirmed: SendKey[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    const message = candidates[index]?.message;
    if (message === undefined) continue;
    if (verdict.verdict !== "send") putMessage(state, refusedMessage(message, verdict, call.now));
    else {
      const linked = linkedMessage(message, verdict);
      if (linked !== message) putMessage(state, linked);
      confirmed.push(message.key);
    }
  }
  return { confirmed };
}

export function settle(
  state: TenantState,
  call: StoreScope & { readonly results: readonly Settlement[] },
): { readonly applied: number; readonly stale: number } {
  let applied = 0;
  for (const result of call.results) {
    const message = state.messages.get(result.key)?.record;
    const settled = message && settledMessage(message, result, call.now);
    if (settled === undefined) continue;
    putMessage(state, settled);
    applied += 1;
  }
  return { applied, stale: call.results.length - applied };
}

export function countOutbox(state: TenantState): readonly OutboxCount[] {
  const counts = new Map<string, OutboxCount>();
  for (const [, { record }] of state.messages.scan(-1)) {
    const { status, template } = record;
    const reason = record.reasons[0]?.code ?? null;
    const key = keyOf(status, template, reason ?? "");
    counts.set(key, { status, template, reason, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
