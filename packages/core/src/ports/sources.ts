import type { Instant } from "../instant.js";

/**
 * The source of the current time. MUST be a finite integer. MUST NOT run backwards within one
 * process, except to correct a wrong step forward: a clock that stood still until a mistaken year
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
