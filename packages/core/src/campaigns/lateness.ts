import type { Instant, Milliseconds } from "../instant.js";

/** How late a message is, not counting the pauses that make none late. */
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
