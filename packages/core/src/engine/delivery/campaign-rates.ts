import type { Instant, Milliseconds } from "../../instant.js";
import { ratePerSecond } from "../../pacing/index.js";
import type { Verdict } from "../../ports/store/outbox.js";
import type { Candidate } from "../../ports/store/store.js";

/** The rates that campaigns have for themselves, as claims have read them. */
export interface CampaignRates {
  /**
   * For one claim: keeps a campaign from taking more of it than leaves at its rate while the claim
   * is worked on. What is over waits, each message for about its turn.
   */
  admission(now: Instant): (candidate: Candidate) => Verdict | null;
  /** Messages a second; `null`: no limit of its own. */
  rateFor(queue: string): number | null;
}

/** @param span how long a claim is worked on. */
export function campaignRates(span: Milliseconds): CampaignRates {
  const rates = new Map<string, number>();
  return {
    admission: (now) => {
      const seen = new Map<string, number>();
      return ({ message: { queue }, campaign }) => {
        if (campaign === undefined) return null;
        const rate = ratePerSecond(campaign.definition.rate ?? "");
        if (rate === null) {
          rates.delete(queue);
          return null;
        }
        rates.set(queue, rate);
        const place = seen.get(queue) ?? 0;
        seen.set(queue, place + 1);
        const over = place + 1 - Math.max(1, Math.ceil((rate * span) / 1_000));
        if (over <= 0) return null;
        const until = now + Math.ceil((over * 1_000) / rate);
        const reason = {
          code: "RATE",
          effect: "defer",
          rule: "the campaign's rate",
          until,
        } as const;
        return { verdict: "defer", until, reasons: [reason] };
      };
    },
    rateFor: (queue) => rates.get(queue) ?? null,
  };
}
