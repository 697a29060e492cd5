export interface FrequentValue {
  readonly value: string;
  readonly count: number;
}

/** Values that are counted at a time. */
const most = 64;
const longestValue = 60;

/**
 * The most frequent values in bounded memory: Misra and Gries, merged after Agarwal et al.
 * (Mergeable Summaries, 2012). Exact for up to 64 different values. Beyond, a count is never too
 * high, and too low by a 65th of all values at most.
 */
export class FrequentValues {
  readonly #counts = new Map<string, number>();

  constructor(written: readonly FrequentValue[] = []) {
    for (const { value, count } of written) this.#counts.set(value, count);
  }

  add(value: string): void {
    const short =
      value.length > longestValue ? `${value.slice(0, longestValue).toWellFormed()}…` : value;
    this.#counts.set(short, (this.#counts.get(short) ?? 0) + 1);
    if (this.#counts.size > most) this.#shrink(1);
  }

  merge(other: FrequentValues): void {
    for (const [value, count] of other.#counts)
      this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
    if (this.#counts.size <= most) return;
    const counts = [...this.#counts.values()].sort((a, b) => b - a);
    this.#shrink(counts[most] ?? 0);
  }

  /** The most frequent first; equals in the order of their letters. */
  list(): readonly FrequentValue[] {
    return [...this.#counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  }

  #shrink(by: number): void {
    for (const [value, count] of this.#counts) {
      if (count <= by) this.#counts.delete(value);
      else this.#counts.set(value, count - by);
    }
  }
}
