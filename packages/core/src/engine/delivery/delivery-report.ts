import type { SendKey } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";

/** What became of one batch on one channel of a tenant. */
export interface DeliveryReport {
  readonly claimed: number;
  /**
   * Counts by the transport's outcome. Messages that `failed` or are `unknown` may be tried again.
   */
  readonly accepted: number;
  readonly rejected: number;
  readonly failed: number;
  readonly unknown: number;
  /** How many of the failed and unknown messages are back in the queue. */
  readonly retried: number;
  /**
   * Claimed, but not handed over because the lane had to stop. They are back in the queue and lose
   * no try.
   */
  readonly putBack: number;
  /** Deferred or skipped by the decision inside the claim. */
  readonly refusedAtClaim: number;
  /** Deferred or skipped by the last check, for a withdrawal since the claim or a paused domain. */
  readonly refusedAtReview: number;
  /** Skipped because the mail could not be rendered. */
  readonly unrendered: number;
  /** Put into quarantine because they could not be judged or read. */
  readonly quarantined: number;
  /** Templates this engine lacks; their messages wait for an engine that has them. */
  readonly left: readonly string[];
  /** It is unknown whether these left. They are sent once more, so each may arrive twice. */
  readonly doubled: readonly SendKey[];
  /** Outcomes that the store would not take yet. Kept in memory until it does. */
  readonly unsettled: number;
  /** How long it took from the facts of the last look to the beginning of the hand-over. */
  readonly lookToSend: {
    readonly count: number;
    readonly total: Milliseconds;
    readonly longest: Milliseconds;
  };
  /** The provider is paused until then, because of the error with this code. */
  readonly paused: { readonly until: Instant; readonly code: string } | null;
  /** The code of the store's error that ended this batch early. */
  readonly fault: string | null;
  /** The limit was reached: call again. */
  readonly more: boolean;
}

/** A report while it is being made. */
export type DeliveryTally = {
  -readonly [Figure in keyof DeliveryReport]: DeliveryReport[Figure];
};

export function newTally(): DeliveryTally {
  return {
    claimed: 0,
    accepted: 0,
    rejected: 0,
    failed: 0,
    unknown: 0,
    retried: 0,
    putBack: 0,
    refusedAtClaim: 0,
    refusedAtReview: 0,
    unrendered: 0,
    quarantined: 0,
    left: [],
    doubled: [],
    unsettled: 0,
    lookToSend: { count: 0, total: 0, longest: 0 },
    paused: null,
    fault: null,
    more: false,
  };
}

/** Two batches of one channel, one after the other. */
export function sumDelivery(
  a: DeliveryReport | null,
  b: DeliveryReport | null,
): DeliveryReport | null {
  if (!a || !b) return a ?? b;
  return {
    claimed: a.claimed + b.claimed,
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    failed: a.failed + b.failed,
    unknown: a.unknown + b.unknown,
    retried: a.retried + b.retried,
    putBack: a.putBack + b.putBack,
    refusedAtClaim: a.refusedAtClaim + b.refusedAtClaim,
    refusedAtReview: a.refusedAtReview + b.refusedAtReview,
    unrendered: a.unrendered + b.unrendered,
    quarantined: a.quarantined + b.quarantined,
    left: [...new Set([...a.left, ...b.left])],
    doubled: [...a.doubled, ...b.doubled],
    unsettled: b.unsettled,
    lookToSend: {
      count: a.lookToSend.count + b.lookToSend.count,
      total: a.lookToSend.total + b.lookToSend.total,
      longest: Math.max(a.lookToSend.longest, b.lookToSend.longest),
    },
    paused: b.paused,
    fault: b.fault ?? a.fault,
    more: b.more,
  };
}

/** Whether the batch found anything to do. */
export function wasDelivering(done: DeliveryReport | null): boolean {
  return done !== null && done.claimed + done.refusedAtClaim > 0;
}
