import type { TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";

/**
 * A rate that all workers on a store share: of a transport, a receiver's domain, a tenant or a
 * campaign. Keys stand under the tenant of the call: what several tenants share stands under one
 * that the host names for it.
 */
export interface SharedRate {
  readonly key: string;
  /** Messages a second, as configured. Where the key was limited, what was said then holds. */
  readonly perSecond: number;
}

export interface SlotQuery {
  readonly tenant: TenantId;
  readonly now: Instant;
  /**
   * How late it is by the line's own clock, in milliseconds and parts of them: what its last lease
   * said, and what has passed since by the caller's clock. So no two workers' clocks are ever
   * compared. Absent, as before the first lease: `now`.
   */
  readonly clock?: Milliseconds;
  /** The slots are free for each of them. */
  readonly rates: readonly SharedRate[];
  /** How many slots at most. */
  readonly want: number;
  /** How far ahead the last of them may be: so long holds a rate that was lowered meanwhile. */
  readonly maxAhead: Milliseconds;
}

/** Leased slots. They are nobody else's, used or not. */
export interface SlotLease {
  /** How late it is by the line's own clock: it only goes forward, whoever asks. */
  readonly clock: Milliseconds;
  /**
   * How long until the first, in milliseconds and parts of them: relative, so that it holds on the
   * worker's own clock.
   */
  readonly startsIn: Milliseconds;
  /** The distance of two slots, in milliseconds and parts of them. */
  readonly every: Milliseconds;
  /**
   * As many as were wanted; 0 where the last of them would be further ahead than `maxAhead`. A line
   * whose next slot is free at once gives those that are near enough.
   */
  readonly count: number;
  /** Another number wherever one of the rates was limited or let go. */
  readonly epoch: number;
}

/** Lowers a shared rate, lets it go again, or stops it for a while. */
export interface RateLimit {
  readonly tenant: TenantId;
  readonly key: string;
  /** By the caller's clock: `notBefore` counts from it. Absent: by the line's own clock. */
  readonly now?: Instant;
  /**
   * How late it is by the line's own clock, as in `SlotQuery`. Absent: as its last lease said, so
   * that a stop is shorter by what has passed since.
   */
  readonly clock?: Milliseconds;
  /** Messages a second. `null`: as configured again. Absent: as it stands. */
  readonly perSecond?: number | null;
  /** No further slot before it: what a provider asks for with Retry-After. */
  readonly notBefore?: Instant;
}

/** How often receivers reported trouble with mail of a budget. */
export interface BudgetReports {
  readonly complaints: number;
  readonly hardBounces: number;
  readonly deferrals: number;
}

/** A day's budget of a key, such as of a sender's domain with one group of receivers. */
export interface DayBudget {
  readonly key: string;
  /** The local day, `2026-12-01`. */
  readonly day: string;
  readonly most: number;
  readonly used: number;
  /** What was heard on the day, whichever day's mail it is about. */
  readonly reported: BudgetReports;
  /** What was heard on the days after it, up to the next one of the key that is on record. */
  readonly reportedAfter: BudgetReports;
}

/** The budget that a report is counted for, and the local day on which it was heard. */
export type BudgetDay = Pick<DayBudget, "key" | "day">;

/** A place of a day's budget, for one message. */
export interface BudgetWant {
  readonly key: string;
  /** The local day, `2026-12-01`. */
  readonly day: string;
  /**
   * What the day allows, by the latest day before it that is on record: asked where this one is
   * not, and put on record then. `null`: as many as there are, and nothing is recorded. Pure.
   */
  readonly most: (before: DayBudget | null) => number | null;
  /** It is counted, but never refused: nobody waits for mail that they asked for. */
  readonly isFree?: true;
}
