import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import { isObject, type JsonObject, type JsonValue } from "../../json.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Clock, Random } from "../../ports/sources.js";
import type { DueCall } from "../../ports/store/calls.js";
import type { Store } from "../../ports/store/store.js";
import type { WebhookCaller, WebhookOutcome } from "../../ports/webhook-caller.js";
import { readAnswer, type WorkflowInput } from "../../workflows/index.js";
import { createJitter } from "../delivery/jitter.js";
import type { Telemetry } from "../telemetry.js";
import { webhookBody } from "./call-body.js";

export interface CallDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Absent: calls wait for an engine that can make them, or until their time is over. */
  readonly webhooks: WebhookCaller | undefined;
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
  const { store, clock, webhooks, telemetry } = deps;
  if (webhooks === undefined) return null;
  const scope = { tenant, now: clock.now(), limit: atOnce, leaseMs: lease };
  const { calls, more } = await store.claimCalls(scope, options);
  const ends = await Promise.allSettled(
    calls.map(async (call) => {
      const outcome = await attempt(webhooks, clock, tenant, call, options);
      const now = clock.now();
      const end = endFor(deps, call, outcome, now);
      await store.settleCall({ tenant, now, key: call.key, attempt: call.attempt, end }, options);
      telemetry.count("wellsent.webhooks.calls", 1, { tenant, outcome: outcome.outcome });
    }),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return { processed: calls.length, more };
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
  { random }: Pick<CallDependencies, "random">,
  call: DueCall,
  outcome: WebhookOutcome,
  now: Instant,
): { readonly again: Instant } | { readonly input: JsonValue } {
  if (outcome.outcome === "answered") return { input: answerInput(call, outcome.body, now) };
  if (outcome.outcome === "refused") return { input: failure(call, outcome.reason, now) };
  const pause = Math.min(longestPause, firstPause * 2 ** Math.min(call.attempt - 1, 20));
  const asked = outcome.retryAfterMs ?? 0;
  const again = Math.ceil(now + Math.max(createJitter(random)(pause), asked));
  // Nobody would hear the answer: the run goes on at once rather than at the end of its time.
  return again < call.until ? { again } : { input: failure(call, outcome.reason, now) };
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
