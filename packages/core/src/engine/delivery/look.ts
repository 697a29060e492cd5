import { StoreError } from "../../errors/index.js";
import type { SendKey } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import { judgeAgain } from "../../messages/index.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { Verdict } from "../../ports/store/outbox.js";
import type { Candidate, ClaimedMessage, Store } from "../../ports/store/store.js";
import type { Offers } from "../offers/index.js";
import { type ComposeContext, composeSafely } from "../outbound.js";
import { warmUpWant } from "../warm-up.js";
import { createBatcher } from "./batcher.js";
import type { Sendable } from "./carrier.js";
import { recipientDomain } from "./lane-breakers.js";

/** The result of the last check of one message. */
export type LookResult =
  | {
      readonly sent: true;
      readonly message: Sendable;
      /** When the facts were read. */
      readonly at: Instant;
    }
  | { readonly sent: false; readonly why: "refused" | "unrendered" };

export interface SecondLookDependencies {
  readonly store: Pick<Store, "reviewClaims">;
  readonly worker: string;
  readonly leaseMs: number;
  readonly context: () => ComposeContext;
  readonly offers: Offers;
  readonly now: () => Instant;
  /** A new name for a hand-over. */
  readonly nameHandOver: () => string;
  /** For one check: the time until which a permitted message still has to wait. */
  readonly admission: (now: Instant) => (candidate: Candidate) => Verdict | null;
  /** These messages are now being handed over under this name. */
  readonly opened: (handOver: string, keys: readonly SendKey[]) => void;
}

/** A check is valid for this long. A mail that would leave later is checked again. */
const validFor: Milliseconds = 2_000;
const mostLooks = 3;

/**
 * The last check, right before the first byte, on facts read just now. It also composes the mail,
 * so that its link targets are recorded before it leaves, without a call of its own. Checks that
 * are requested at the same moment share one call. If the answer took long, the check is repeated:
 * the person may have withdrawn and the lease may have ended in the meantime. Rejects with the
 * store's error or `STORE_SLOW`. It is then unknown whether the messages count as being handed
 * over, and none may be sent.
 */
export function createLook(
  deps: SecondLookDependencies,
  options: CallOptions,
): (entry: ClaimedMessage) => Promise<LookResult> {
  return createBatcher(async (entries: readonly ClaimedMessage[]) => {
    for (let looks = 0; looks < mostLooks; looks++) {
      const looked = await lookOnce(deps, entries, options);
      if (deps.now() - looked.at <= validFor) return looked.answer;
    }
    throw new StoreError("STORE_SLOW", "The store's answers take longer than they hold.", {
      remedy: "Nothing was sent on them. Look for what holds the store up.",
    });
  });
}

async function lookOnce(
  deps: SecondLookDependencies,
  entries: readonly ClaimedMessage[],
  options: CallOptions,
): Promise<{ readonly at: Instant; readonly answer: (entry: ClaimedMessage) => LookResult }> {
  const offers = await deps.offers.prepare(entries, deps.context(), options);
  // Whatever that took: from here on, the facts and the clock are read anew.
  const context = deps.context();
  const { tenant, now } = context;
  const admit = deps.admission(now);
  const handOver = deps.nameHandOver();
  const made = new Map<SendKey, Sendable>();
  const unrendered = new Set<SendKey>();
  const verdict = (candidate: Candidate): Verdict => {
    const { key } = candidate.message;
    unrendered.delete(key);
    const judged = judgeAgain(candidate, context);
    if (judged.verdict !== "send") return judged;
    const waits = admit(candidate);
    if (waits !== null) return waits;
    const offered = offers.offer(candidate, context);
    if (offered !== null && "verdict" in offered) return offered;
    const brought = together(judged.brought, offered?.brought);
    const composed = composeSafely(withData(candidate, brought), context);
    if (composed.channel === null) {
      unrendered.add(key);
      return { verdict: "skip", reasons: composed.reasons };
    }
    made.set(key, composed);
    const links = composed.links === undefined ? {} : { links: composed.links };
    return { ...judged, ...links, ...(brought === undefined ? {} : { brought }) };
  };
  const { worker, leaseMs } = deps;
  const claims = entries.map(({ message: { key, attempt } }) => ({ key, attempt }));
  // Until the answer arrives, and for good if it is lost, each may count as being handed over.
  deps.opened(
    handOver,
    claims.map(({ key }) => key),
  );
  const { confirmed } = await deps.store.reviewClaims(
    { tenant, now, worker, leaseMs, handOver, claims },
    {
      ...{ headFits: context.gate.headFits, needs: offers.needs, verdict },
      code: (message, facts) => offers.want(message, facts, context),
      budget: (message, facts) =>
        warmUpWant(context.sender, message, recipientDomain({ message, facts }), now),
    },
    options,
  );
  deps.opened(handOver, confirmed);
  const inHands = new Set(confirmed);
  const answer = ({ message: { key } }: ClaimedMessage): LookResult => {
    const message = inHands.has(key) ? made.get(key) : undefined;
    if (message !== undefined) return { sent: true, message, at: now };
    return { sent: false, why: unrendered.has(key) ? "unrendered" : "refused" };
  };
  return { at: now, answer };
}

function together(
  shown: JsonObject | undefined,
  offered: JsonObject | undefined,
): JsonObject | undefined {
  return shown === undefined || offered === undefined
    ? (shown ?? offered)
    : { ...shown, ...offered };
}

/** The message as it is composed: with what it shows beside its own data. */
function withData(candidate: Candidate, brought: JsonObject | undefined): Candidate {
  if (brought === undefined) return candidate;
  const { message } = candidate;
  return { ...candidate, message: { ...message, data: { ...message.data, ...brought } } };
}
