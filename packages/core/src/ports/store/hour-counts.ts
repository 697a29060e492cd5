/**
 * Mails sent and clicked by people, by the local hour at which they were sent: 24 numbers each. A
 * rate needs both. Clicks by the hour of the click would say when people read what was sent then.
 */
export interface HourCounts {
  readonly sends: readonly number[];
  /** Of these sends, those with a click that is not known to be a machine's. */
  readonly clicks: readonly number[];
}
