import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { ColleagueAddress } from "../../ports/colleagues.js";
import type { EmailTransport } from "../../ports/email-transport.js";
import type { Clock, Random } from "../../ports/sources.js";
import type { CallEnd, CallKind, DueCall } from "../../ports/store/calls.js";
import type { Store } from "../../ports/store/store.js";
import type { WebhookCaller, WebhookOutcome } from "../../ports/webhook-caller.js";
import { readAnswer, type WorkflowInput } from "../../workflows/index.js";
import { createJitter } from "../delivery/jitter.js";
import type { SenderFor } from "../sender-settings.js";
import type { Telemetry } from "../telemetry.js";
import { webhookBody } from "./call-body.js";
import { type NoticeDependencies, type NoticeEnd, tellColleague } from "./notice.js";

export interface CallDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Absent: calls wait for an engine that can make them, or until their time is over. */
  readonly webhooks: WebhookCaller | undefined;
  /** With `email`: tells colleagues of their tasks. Absent: such mails wait as well. */
  readonly colleagues: ColleagueAddress | undefined;
  readonly email: EmailTransport | undefined;
  readonly senderFor: SenderFor;
}

export const everyCall: readonly CallKind[] = ["webhook", "notice"];

/** The calls that an engine can make. */
export function callKinds({
  webhooks,
  colleagues,
  email,
}: Pick<Partial<CallDependencies>, "webhooks" | "colleagues" | "email">): readonly CallKind[] {
  return [
    ...(webhooks === undefined ? [] : ["webhook" as const]),
    ...(colleagues === undefined || email === undefined ? [] : ["notice" as const]),
  ];
}

export interface CallReport {
  /** Attempts that ended. */
  readonly processed: number;
  readonly more: boolean;
}

/** Made side by side, so that one that hangs delays the others by no more than its own timeout. */
const atOnce = 20;
/** Longer than the longest timeout of a step. */
const lease: Milliseconds = 120_000;
const firstPause: Milliseconds = 5_000;
const longestPause: Milliseconds = 3_600_000;
/** In characters. An adapter refuses longer answers already. */
const longestAnswer = 65_536;

/**
 * Makes the calls that are due, and puts their ends on record. An attempt whose end cannot be
 * recorded is made again, under the same id. `null`: this engine makes none.
 */
export async function runCalls(
  deps: CallDependencies,
  tenant: TenantId,
  options: CallOptions = {},
): Promise<CallReport | null> {
  const { store, clock, telemetry } = deps;
  const kinds = callKinds(deps);
  if (kinds.length === 0) return null;
  const scope = { tenant, now: clock.now(), kinds, limit: atOnce, leaseMs: lease };
  const { calls, more } = await store.claimCalls(scope, options);
  const ends = await Promise.allSettled(
    calls.map(async (call) => {
      const { end, told } = await made(deps, tenant, call, options);
      const scope = { tenant, now: clock.now(), key: call.key, attempt: call.attempt };
      await store.settleCall({ ...scope, end }, options);
      const counter = call.kind === "notice" ? "wellsent.notices" : "wellsent.webhooks.calls";
      telemetry.count(counter, 1, { tenant, outcome: told });
    }),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return { processed: calls.length, more };
}

interface Made {
  readonly end: CallEnd["end"];
  readonly told: string;
}

async function made(
  deps: CallDependencies,
  tenant: TenantId,
  call: DueCall,
  options: CallOptions,
): Promise<Made> {
  const { webhooks, colleagues, email, senderFor, clock } = deps;
  if (call.kind === "webhook" && webhooks !== undefined) {
    const outcome = await attempt(webhooks, clock, tenant, call, options);
    return { end: endFor(deps, call, outcome, clock.now()), told: outcome.outcome };
  }
  if (call.kind === "notice" && colleagues !== undefined && email !== undefined) {
    const end = await noticeEnd({ email, colleagues, senderFor }, clock, tenant, call, options);
    if ("told" in end) return { end, told: end.told };
    const again = nextAttempt(deps, call, end.retryAfterMs ?? 0, clock.now());
    const reason = end.later;
    return { end: again < call.until ? { again, reason } : { told: reason }, told: "later" };
  }
  // Only claims of kinds that it can make come here.
  return { end: { again: clock.now() + lease }, told: "later" };
}

async function noticeEnd(
  deps: NoticeDependencies,
  clock: Clock,
  tenant: TenantId,
  call: DueCall,
  options: CallOptions,
): Promise<NoticeEnd> {
  try {
    return await tellColleague(deps, tenant, call, clock.now(), options);
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    return { later: "UNEXPECTED" };
  }
}

async function attempt(
  webhooks: WebhookCaller,
  clock: Clock,
  tenant: TenantId,
  call: DueCall,
  options: CallOptions,
): Promise<WebhookOutcome> {
  const body = webhookBody(call);
  if (body === null) return { outcome: "refused", reason: "UNREADABLE" };
  const { url, timeoutMs, posted } = body;
  try {
    return await webhooks.call(
      { tenant, id: call.key, url, timeoutMs, body: JSON.stringify(posted), at: clock.now() },
      options,
    );
  } catch (error) {
    // Who is told to stop leaves the call to the next one, after the lease.
    if (options.signal?.aborted === true) throw error;
    return { outcome: "later", reason: "UNEXPECTED" };
  }
}

/** What follows from an attempt: another one if there is time for it, and the end otherwise. */
function endFor(
  deps: Pick<CallDependencies, "random">,
  call: DueCall,
  outcome: WebhookOutcome,
  now: Instant,
): CallEnd["end"] {
  if (outcome.outcome === "answered") return { input: answerInput(call, outcome.body, now) };
  if (outcome.outcome === "refused") return { input: failure(call, outcome.reason, now) };
  const again = nextAttempt(deps, call, outcome.retryAfterMs ?? 0, now);
  // Nobody would hear the answer: the run goes on at once rather than at the end of its time.
  return again < call.until
    ? { again, reason: outcome.reason }
    : { input: failure(call, outcome.reason, now) };
}

function nextAttempt(
  { random }: Pick<CallDependencies, "random">,
  { attempt }: DueCall,
  asked: Milliseconds,
  now: Instant,
): Instant {
  const pause = Math.min(longestPause, firstPause * 2 ** Math.min(attempt - 1, 20));
  return Math.ceil(now + Math.max(createJitter(random)(pause), asked));
}

function answerInput(call: DueCall, text: string, at: Instant): JsonValue {
  const answer = webhookBody(call)?.answer ?? null;
  if (answer === null) return input(call, { at, outcome: "answered", reason: null, data: null });
  const said = text.length > longestAnswer ? null : jsonObject(text);
  const data = said === null ? null : readAnswer(answer, said);
  if (data === null) return failure(call, "ANSWER_SHAPE", at);
  return input(call, { at, outcome: "answered", reason: null, data });
}

function failure(call: DueCall, reason: string, at: Instant): JsonValue {
  return input(call, { at, outcome: "failed", reason, data: null });
}

type Answer = WorkflowInput & { readonly type: "answer" };

function input({ key: call }: DueCall, rest: Omit<Answer, "type" | "call">): JsonValue {
  return { type: "answer", call, ...rest };
}

function jsonObject(text: string): JsonObject | null {
  try {
    const value: JsonValue = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
