import type { Instant, Milliseconds } from "../../instant.js";
import type { Jitter } from "./jitter.js";

/**
 * Whether something on the way is worth trying. Closed: yes. Open: not before `until`. After that
 * half open: exactly one probe, whose end closes it or opens it for twice as long.
 */
export interface Breaker {
  /** `probe`: one, and only after {@link Breaker.probe} was called. */
  admits(now: Instant): "all" | "probe" | "none";
  /** When to ask again; `now` or earlier where it admits something. */
  retryAt(now: Instant): Instant;
  /** When the last pause ends or ended; 0 before the first. */
  openUntil(): Instant;
  /** A probe is on its way. */
  probe(): void;
  /** The probe came back without having told anything. */
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
  // A clock that was put back must not make a pause longer than it was.
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
      // Something that began before it opened: it says nothing about now.
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
