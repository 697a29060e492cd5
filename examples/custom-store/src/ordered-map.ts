/**
 * Stands for the database: keys in order, nothing else. LMDB, RocksDB, FoundationDB and IndexedDB
 * offer the same three calls.
 */
export interface OrderedMap<V> {
  get(key: string): V | undefined;
  /** `undefined` removes the entry. Returns what was there before. */
  set(key: string, value: V | undefined): V | undefined;
  /** Values of keys from `from` on and before `to`. Nothing may be written meanwhile. */
  scan(from: string, to: string, desc?: boolean): Iterable<V>;
}

export function orderedMap<V>(): OrderedMap<V> {
  const values = new Map<string, V>();
  const keys: string[] = [];

  /** The place of the first key that is not before this one. */
  const findPlace = (key: string): number => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[middle] ?? key) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    get: (key) => values.get(key),
    set(key, value) {
      const before = values.get(key);
      if (value === undefined) {
        if (values.delete(key)) keys.splice(findPlace(key), 1);
      } else {
        if (before === undefined) keys.splice(findPlace(key), 0, key);
        values.set(key, value);
      }
      return before;
    },
    *scan(from, to, desc = false) {
      const [first, end] = [findPlace(from), findPlace(to)];
      for (let step = 0; step < end - first; step += 1) {
        const value = values.get(keys[desc ? end - 1 - step : first + step] ?? "");
        if (value !== undefined) yield value;
      }
    },
  };
}
