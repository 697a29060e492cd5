import { TransportError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Milliseconds } from "../instant.js";
import type { SendPolicy } from "../messages/index.js";
import { deliveryOfOutcome, judgeMessages } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/clock.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { ConsentPages } from "../ports/consent-pages.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { EmailTransport } from "../ports/email-transport.js";
import type { Renderer } from "../ports/renderer.js";
import type { SendOutcome } from "../ports/send-outcome.js";
import type { SmsTransport } from "../ports/sms-transport.js";
import type { FactsNeeded } from "../ports/store/facts.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import type { ClaimedMessage, Store } from "../ports/store/store.js";
import { type ComposeContext, type Composed, composeSafely } from "./outbound.js";
import type { SenderOf } from "./sender-settings.js";
import { type RetryPolicy, settlementOf } from "./settle-outcome.js";

export interface DeliveryParts {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly pages: ConsentPages;
  readonly renderer: Renderer;
  readonly email: EmailTransport | undefined;
  readonly sms: SmsTransport | undefined;
  readonly clock: Clock;
  readonly senderOf: SenderOf;
  readonly policyOf: (tenant: TenantId, message: OutboxRecord) => SendPolicy;
  readonly needs: FactsNeeded;
  /** How many hand-offs are under way at once: also the most that a crash can leave in doubt. */
  readonly concurrency: number;
  readonly batch: number;
  readonly lease: Milliseconds;
  readonly retry: RetryPolicy;
}

export interface DeliveryReport {
  readonly claimed: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly failed: number;
  readonly unknown: number;
  /** Put back or dropped by the decision inside the claim. */
  readonly refusedAtClaim: number;
  /** Refused by the second look: a withdrawal that committed between claim and hand-off. */
  readonly refusedAtReview: number;
  readonly unrendered: number;
  readonly more: boolean;
  /** Refusals at the door, to be reported like any other bounce. */
  readonly bounces: readonly DeliveryEvent[];
}

/** Claims what is due on one channel, and hands it over in groups of `concurrency`, each looked at again right before. */
export const deliverDue = async (
  parts: DeliveryParts,
  tenant: TenantId,
  channel: Channel,
  options: CallOptions = {},
): Promise<DeliveryReport> => {
  const { store, clock, needs } = parts;
  const transport = channel === "email" ? parts.email : parts.sms;
  const sender = parts.senderOf(tenant);
  const contextAt = (): ComposeContext => ({
    tenant,
    now: clock.now(),
    gate: parts.gate,
    pages: parts.pages,
    renderer: parts.renderer,
    sender,
    workspaceZone: sender.timeZone,
    processor: transport?.id ?? null,
    policyOf: (message) => parts.policyOf(tenant, message),
  });
  const claimContext = contextAt();
  const { claimed, refused, more } = await store.claimOutbox(
    {
      tenant,
      now: claimContext.now,
      lane: channel,
      limit: parts.batch,
      leaseMs: parts.lease,
      needs,
    },
    (candidates) => judgeMessages(candidates, claimContext),
    options,
  );
  const count = {
    accepted: 0,
    rejected: 0,
    failed: 0,
    unknown: 0,
    refusedAtReview: 0,
    unrendered: 0,
  };
  const bounces: DeliveryEvent[] = [];
  let halted: TransportError | null = null;
  for (let start = 0; start < claimed.length; start += parts.concurrency) {
    const group = claimed.slice(start, start + parts.concurrency);
    const context = contextAt();
    if (halted || options.signal?.aborted) {
      await store.settle({
        tenant,
        now: context.now,
        results: group.map(({ message }) => putBack(message, context.now, halted)),
      });
      continue;
    }
    const ready = await reviewed(parts, group, context, options);
    count.refusedAtReview += group.length - ready.length;
    const outcomes = await Promise.all(
      ready.map(async ({ entry, made }) => ({
        entry,
        made,
        outcome: await handOver(parts, made, options),
      })),
    );
    const results = outcomes.map(({ entry, made, outcome }) => {
      const { message } = entry;
      if (outcome === null) {
        count.unrendered += 1;
        const reasons = made.channel === null ? made.reasons : [];
        return { key: message.key, attempt: message.attempt, outcome: "skipped" as const, reasons };
      }
      count[outcome.outcome] += 1;
      if (
        outcome.outcome === "failed" &&
        (outcome.error.scope === "account" || outcome.error.scope === "provider")
      ) {
        halted = outcome.error;
      }
      const bounce = deliveryOfOutcome(outcome, message.key, clock.now());
      if (bounce) bounces.push(bounce);
      return settlementOf(outcome, message, clock.now(), parts.retry);
    });
    // Without the caller's signal: what was handed over must be recorded, however impatient the caller.
    await store.settle({ tenant, now: clock.now(), results });
  }
  return {
    claimed: claimed.length,
    refusedAtClaim: refused,
    ...count,
    more: more && halted === null,
    bounces,
  };
};

interface Ready {
  readonly entry: ClaimedMessage;
  readonly made: Composed;
}

/**
 * The second look, on facts read just now: a withdrawal that committed since the claim still wins. What is to be sent is
 * composed in it, so that where its links lead is on record before it leaves, without a call of its own.
 */
const reviewed = async (
  parts: DeliveryParts,
  group: readonly ClaimedMessage[],
  context: ComposeContext,
  options: CallOptions,
): Promise<readonly Ready[]> => {
  const ready = new Map<string, Ready>();
  const claims = group.map(({ message }) => ({ key: message.key, attempt: message.attempt }));
  const { confirmed } = await parts.store.reviewClaims(
    { tenant: context.tenant, now: context.now, needs: parts.needs, claims },
    (candidates) => {
      const held = candidates.map((candidate) => ({ ...candidate, leaseExpired: false }));
      return judgeMessages(held, context).map((verdict, index) => {
        const entry = held[index];
        if (verdict.verdict !== "send" || entry === undefined) return verdict;
        const made = composeSafely(entry, context);
        ready.set(entry.message.key, { entry, made });
        return made.channel === "email" && made.links !== undefined
          ? { ...verdict, links: made.links }
          : verdict;
      });
    },
    options,
  );
  return confirmed.flatMap((key) => ready.get(key) ?? []);
};

const handOver = async (
  parts: DeliveryParts,
  composed: Composed,
  options: CallOptions,
): Promise<SendOutcome | null> => {
  if (composed.channel === null) return null;
  const { ref } = composed.message;
  const transport = composed.channel === "email" ? parts.email : parts.sms;
  try {
    if (composed.channel === "email" && parts.email)
      return await parts.email.send(composed.message, options);
    if (composed.channel === "sms" && parts.sms)
      return await parts.sms.send(composed.message, options);
    const error = new TransportError("config", `No transport for ${composed.channel}.`, {
      transport: composed.channel,
      scope: "message",
      retry: "never",
      remedy: `Give createEngine an ${composed.channel} transport.`,
    });
    return { outcome: "failed", ref, error };
  } catch (cause) {
    // A transport rejects only for an abort before anything was written; anything else breaks its contract, and then
    // nobody can say whether the message left.
    if (options.signal?.aborted && cause === options.signal.reason) {
      const error = new TransportError("aborted", "Aborted before the hand-off.", {
        transport: transport?.id ?? composed.channel,
        scope: "message",
        retry: "after",
        retryAfterMs: 0,
      });
      return { outcome: "failed", ref, error };
    }
    const error = new TransportError(
      "protocol",
      "The transport threw instead of reporting an outcome.",
      {
        transport: transport?.id ?? composed.channel,
        scope: "message",
        retry: "never",
        cause,
      },
    );
    return { outcome: "unknown", ref, error };
  }
};

/** Nothing was attempted: back in the queue, with the reason the lane stopped. */
const putBack = (message: OutboxRecord, now: number, halted: TransportError | null) => ({
  key: message.key,
  attempt: message.attempt,
  outcome: "retry" as const,
  at: now + (halted?.retryAfterMs ?? (halted ? 60_000 : 0)),
  reasons: [
    {
      code: halted?.code ?? "ABORTED",
      effect: "defer" as const,
      rule: halted?.transport ?? "the caller's signal",
    },
  ],
});
