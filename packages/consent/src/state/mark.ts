import type { Instant } from "@wellsent/core";

/** The latest event of its sort: when it took effect, and which one it was. */
export interface Mark {
  readonly at: Instant;
  readonly id: string;
}

/**
 * Whether `a` comes after `b`. Two events of one instant are told apart by id, so that the maximum
 * is the same in whatever order they arrive.
 */
export function isAfter(a: Mark, b: Mark): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}

/** A mark that also says since when: the earliest of its sort. Absent: the mark is the only one. */
export interface LastingMark extends Mark {
  readonly since?: Instant;
}

/** The latest of a sort, which keeps when the first of them was. */
export function lasting<M extends LastingMark>(a: M | undefined, b: M): M {
  if (a === undefined) return b;
  const last = latest(a, b);
  const since = Math.min(a.since ?? a.at, b.since ?? b.at);
  return since === last.at || since === last.since ? last : { ...last, since };
}

export function latest<M extends Mark>(a: M | undefined, b: M): M {
  return a === undefined || isAfter(b, a) ? b : a;
}
