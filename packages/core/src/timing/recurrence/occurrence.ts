import type { Instant } from "../../instant.js";

/** One time at which a recurrence falls. */
export interface Occurrence {
  readonly at: Instant;
  /** Its local date, `YYYY-MM-DD`. */
  readonly date: string;
  /**
   * The date that the rule says: another one where a holiday moved it. A name for what happens
   * then, as no other occurrence has it, and new tables of holidays do not change it.
   */
  readonly planned: string;
  /** The calendar of holidays does not reach this day, which was taken for open. */
  readonly holidayUnknown?: true;
}
