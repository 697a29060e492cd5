/** Sizes and indices reach 2^53-1, beyond what bit operators can hold; hence the arithmetic. */
export function isTreeSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The largest power of two below `size`, for a size above 1: where RFC 9162 splits a tree. */
export function splitPoint(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** How many full subtrees a tree of this size is made of. */
export function fullSubtrees(size: number): number {
  return onesIn(size >>> 0) + onesIn(Math.floor(size / 2 ** 32));
}

/** Of 32 bits at most: each step takes the lowest away. */
function onesIn(bits: number): number {
  let ones = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) ones++;
  return ones;
}
