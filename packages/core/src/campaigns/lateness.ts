import type { Instant, Milliseconds } from "../instant.js";
import { durationLength } from "../timing/duration.js";
import type { CampaignPolicy } from "./definition.js";

const defaultStartWithin: Milliseconds = 6 * 3_600_000;

/** How late a campaign may begin by itself. */
export function startWithinFor({ startWithin }: CampaignPolicy = {}): Milliseconds {
  return startWithin === undefined ? defaultStartWithin : durationLength(startWithin);
}

/** How late a message is, without the time in which the campaign was paused. */
export function latenessFor(
  plannedAt: Instant,
  now: Instant,
  pauses: readonly { readonly from: Instant; readonly until: Instant }[],
): Milliseconds {
  const waited = pauses.reduce((total, { from, until }) => {
    const overlap = Math.min(until, now) - Math.max(from, plannedAt);
    return total + Math.max(0, overlap);
  }, 0);
  return now - plannedAt - waited;
}
