import { murmur3 } from "../hash/murmur3.js";

/** 2^12 registers: about 1.6 % of error, in four kilobytes. */
const bits = 12;
const size = 1 << bits;
/** The character for 0; no rank is more than 21. */
const zero = 48;

/**
 * HyperLogLog (Flajolet et al. 2007) with linear counting for few values. Keeps no value and no
 * hash of one. Merging is commutative, associative and idempotent.
 */
export class DistinctCount {
  readonly #ranks: Uint8Array;

  constructor(written?: string) {
    this.#ranks = new Uint8Array(size);
    if (written === undefined || written === "") return;
    for (let at = 0; at < size; at++) this.#ranks[at] = readRank(written.charCodeAt(at) - zero);
  }

  add(value: string): void {
    const hash = murmur3(value, 0x9747b28c);
    const register = hash >>> (32 - bits);
    const rank = Math.min(Math.clz32((hash << bits) >>> 0) + 1, 32 - bits + 1);
    if (rank > (this.#ranks[register] ?? 0)) this.#ranks[register] = rank;
  }

  merge(other: DistinctCount): void {
    for (let at = 0; at < size; at++)
      this.#ranks[at] = Math.max(this.#ranks[at] ?? 0, other.#ranks[at] ?? 0);
  }

  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#ranks) {
      sum += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const raw = ((0.7213 / (1 + 1.079 / size)) * size * size) / sum;
    return Math.round(raw <= 2.5 * size && empty > 0 ? size * Math.log(size / empty) : raw);
  }

  /** As text of 4,096 characters; empty where nothing was counted. */
  write(): string {
    if (this.#ranks.every((rank) => rank === 0)) return "";
    return Array.from(this.#ranks, (rank) => String.fromCharCode(zero + rank)).join("");
  }
}

function readRank(rank: number): number {
  return rank >= 0 && rank <= 32 - bits + 1 ? rank : 0;
}
