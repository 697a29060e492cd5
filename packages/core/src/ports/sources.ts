import type { Instant } from "../instant.js";

/**
 * Where "now" comes from. MUST be a finite integer. MUST NOT run backwards within one process,
 * except to take back a step forward that was wrong: a clock that holds still until a mistaken year
 * is over would stop everything.
 */
export interface Clock {
  now(): Instant;
}

/**
 * Fresh, unguessable, never repeated ids. SHOULD sort by time (UUIDv7) so that indexes stay dense.
 */
export interface IdSource {
  next(): string;
}

/** Bytes fit for keys and salts. MUST be cryptographically secure outside tests. */
export interface Random {
  bytes(length: number): Uint8Array;
}
