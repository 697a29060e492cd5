import type { DeliveryReport } from "./deliver.js";

export interface TickSummary {
  /** Contacts whose segments were looked at. */
  readonly contacts: number;
  /** Workflow steps taken. */
  readonly steps: number;
  readonly email: DeliveryReport | null;
  readonly sms: DeliveryReport | null;
  /** A limit was reached: there is more to do right now. */
  readonly more: boolean;
}

/** Whether the tick found anything to do; what it did may have made more. */
export const wasBusy = ({ contacts, steps, email, sms }: TickSummary): boolean =>
  contacts +
    steps +
    [email, sms].reduce(
      (total, done) => total + (done ? done.claimed + done.refusedAtClaim : 0),
      0,
    ) >
  0;

export const sumTicks = (a: TickSummary, b: TickSummary): TickSummary => ({
  contacts: a.contacts + b.contacts,
  steps: a.steps + b.steps,
  email: sumDelivery(a.email, b.email),
  sms: sumDelivery(a.sms, b.sms),
  more: b.more,
});

const sumDelivery = (a: DeliveryReport | null, b: DeliveryReport | null): DeliveryReport | null => {
  if (!a || !b) return a ?? b;
  return {
    claimed: a.claimed + b.claimed,
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    failed: a.failed + b.failed,
    unknown: a.unknown + b.unknown,
    refusedAtClaim: a.refusedAtClaim + b.refusedAtClaim,
    refusedAtReview: a.refusedAtReview + b.refusedAtReview,
    unrendered: a.unrendered + b.unrendered,
    more: b.more,
    bounces: [...a.bounces, ...b.bounces],
  };
};
