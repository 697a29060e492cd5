import type { Instant } from "../../instant.js";

/** A promise that did not hold. */
export interface Violation {
  /** The check: `PERMISSION`, `TWICE`, … */
  readonly check: string;
  /** One sentence: who, what, when. Ids only. */
  readonly what: string;
  readonly at: Instant;
}

/** What a run was found to have done: promises broken, and interesting situations reached. */
export interface Findings {
  violate(check: string, what: string): void;
  /** Counts a situation that must happen now and then for the checks to mean anything. */
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
