import type { Instant } from "../../instant.js";

/** A check that failed. */
export interface Violation {
  /** The check: `PERMISSION`, `TWICE`, … */
  readonly check: string;
  /** One sentence on who, what and when. Contains only ids. */
  readonly what: string;
  readonly at: Instant;
}

/** The findings of a run: failed checks, and the situations that occurred. */
export interface Findings {
  violate(check: string, what: string): void;
  /** Counts a situation that must occur sometimes, because otherwise the checks prove nothing. */
  sometimes(name: string): void;
  readonly violations: readonly Violation[];
  readonly reached: ReadonlyMap<string, number>;
}

export function createFindings(now: () => Instant): Findings {
  const violations: Violation[] = [];
  const reached = new Map<string, number>();
  return {
    violate: (check, what) => {
      violations.push({ check, what, at: now() });
    },
    sometimes: (name) => {
      reached.set(name, (reached.get(name) ?? 0) + 1);
    },
    violations,
    reached,
  };
}
