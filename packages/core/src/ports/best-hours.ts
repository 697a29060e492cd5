import type { BestHour } from "../timing/best-hour.js";
import type { HourCounts } from "./store/hour-counts.js";

/** What a best hour is chosen by. */
export interface HourQuestion {
  /** The contact's own counts; `null`: there are none, or profiling is not permitted. */
  readonly own: HourCounts | null;
  /** Everybody's of the tenant: zeros before anything was counted. */
  readonly population: HourCounts;
  /** Local hours from 0 to 23, at least one. The first is as good as any where nothing is known. */
  readonly allowed: readonly number[];
  /** From 0, below 1: the same whenever the same choice is made again. */
  readonly draw: number;
}

/**
 * Chooses the local hour at which a contact is written to. Default: `bestHour` of
 * `@wellsent/core/timing`. Quiet hours and caps still apply to what is sent then.
 */
export interface BestHours {
  /**
   * Answers at once and the same for the same question, because it is asked inside of a
   * transaction. An answer that is no hour allowed counts as the first of them, as does an error:
   * nobody is put aside for it.
   */
  choose(question: HourQuestion): BestHour;
}
