import type { Instant } from "../instant.js";

/**
 * Where "now" comes from. MUST be a finite integer. MUST NOT run backwards within one process,
 * except to take back a step forward that was wrong: a clock that holds still until a mistaken year
 * is over would stop everything.
 */
export interface Clock {
  now(): Instant;
}
