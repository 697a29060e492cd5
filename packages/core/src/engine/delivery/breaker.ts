import type { Instant, Milliseconds } from "../../instant.js";
import type { Jitter } from "./jitter.js";

/**
 * Circuit breaker. Closed: everything is admitted. Open: nothing is admitted before `until`. Half
 * open, after that: one probe is admitted. Its result closes the breaker, or opens it for twice as
 * long.
 */
export interface Breaker {
  /** `probe`: one message is admitted, after a call of {@link Breaker.probe}. */
  admits(now: Instant): "all" | "probe" | "none";
  /** When to ask again. `now` or earlier: something is admitted already. */
  retryAt(now: Instant): Instant;
  /** When the last pause ends or ended; 0 before the first. */
  openUntil(): Instant;
  /** A probe is running. */
  probe(): void;
  /** The probe ended without a result. */
  withdraw(): void;
  succeeded(now: Instant): void;
  failed(now: Instant, atLeast: Milliseconds): void;
}

export function createBreaker(
  bounds: { readonly first: Milliseconds; readonly most: Milliseconds },
  jitter: Jitter,
): Breaker {
  let failures = 0;
  let since: Instant = 0;
  let until: Instant = 0;
  let probing = false;
  // If the clock was set back, a pause must not become longer than it was.
  const isOpen = (now: Instant): boolean => failures > 0 && since <= now && now < until;
  const admits: Breaker["admits"] = (now) => {
    if (failures === 0) return "all";
    return isOpen(now) || probing ? "none" : "probe";
  };
  return {
    admits,
    retryAt: (now) => {
      if (isOpen(now)) return until;
      return admits(now) === "none" ? now + bounds.first : now;
    },
    openUntil: () => until,
    probe: () => {
      probing = true;
    },
    withdraw: () => {
      probing = false;
    },
    succeeded: (now) => {
      // The hand-over began before the breaker opened, so its result says nothing about the
      // present.
      if (isOpen(now)) return;
      failures = 0;
      probing = false;
    },
    failed: (now, atLeast) => {
      if (isOpen(now)) {
        until = Math.max(until, now + atLeast);
        return;
      }
      const pause = Math.min(bounds.most, bounds.first * 2 ** Math.min(failures, 30));
      failures += 1;
      since = now;
      until = now + Math.max(jitter(pause), atLeast);
      probing = false;
    },
  };
}
