/** Things at numbers, found by the stretch they lie in. */
export interface Thresholds<T> {
  /** Calls back for each thing from `low` to `high`, both included. */
  between(low: number, high: number, each: (thing: T) => void): void;
}

export function thresholds<T>(
  entries: readonly { readonly at: number; readonly thing: T }[],
): Thresholds<T> {
  const sorted = [...entries].sort((left, right) => left.at - right.at);
  return {
    between(low, high, each) {
      let [from, to] = [0, sorted.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if ((sorted[middle]?.at ?? 0) < low) from = middle + 1;
        else to = middle;
      }
      for (let at = from; at < sorted.length; at++) {
        const entry = sorted[at];
        if (entry === undefined || entry.at > high) return;
        each(entry.thing);
      }
    },
  };
}
