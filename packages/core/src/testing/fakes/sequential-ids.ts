import type { IdSource } from "../../ports/sources.js";

/**
 * `prefix-000001`, `prefix-000002` …: readable in a failing test, and sorted by age. Guessable: for
 * tests only.
 */
export function sequentialIds(prefix = "id"): IdSource {
  let count = 0;
  return {
    next() {
      count += 1;
      return `${prefix}-${String(count).padStart(6, "0")}`;
    },
  };
}
