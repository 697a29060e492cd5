import type { Instant } from "../instant.js";

/** Where "now" comes from. MUST NOT run backwards within one process. */
export interface Clock {
  now(): Instant;
}
