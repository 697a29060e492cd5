/** What a calendar says of a day. `unknown` where it does not reach that far. */
export type DayState = "open" | "closed" | "unknown";

/**
 * Which days are holidays. Two make it up: tables of public holidays, as
 * `@wellsent/adapters/holidays` reads them, and the host's own calendar of when it is shut.
 */
export interface Holidays {
  /**
   * Answers at once and the same for the same day, from what is in memory. Never `open` for a day
   * that it knows nothing of, nor for a calendar that it does not have: that is `unknown`.
   *
   * @param calendar such as `DE`, `DE-BY`, or a name of the host's
   * @param date `YYYY-MM-DD`, local
   */
  day(calendar: string, date: string): DayState;
}
