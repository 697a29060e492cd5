/**
 * A point in time: milliseconds since 1970-01-01T00:00:00Z, an integer. Time is always an input,
 * never read.
 */
export type Instant = number;

/** A length of time in milliseconds. */
export type Milliseconds = number;
