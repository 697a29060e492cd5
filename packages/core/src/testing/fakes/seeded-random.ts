import type { Random } from "../../ports/sources.js";

/** Also provides numbers, for tests that make random choices. */
export interface SeededRandom extends Random {
  /** In [0, 1). */
  number(): number;
  /** A whole number in [0, below). */
  integer(below: number): number;
}

/**
 * The same seed gives the same bytes on every machine. Not fit for keys.
 * Chris Doty-Humphrey's sfc32, whose 128-bit state passes PractRand.
 * @example
 * const random = seededRandom(20261129);
 */
export function seededRandom(seed: number): SeededRandom {
  let a = seed >>> 0;
  let b = Math.floor(seed / 2 ** 32) >>> 0;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    number: () => next() / 2 ** 32,
    integer: (below) => Math.floor((next() / 2 ** 32) * below),
  };
}
