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
export const isAfter = (a: Mark, b: Mark): boolean => a.at > b.at || (a.at === b.at && a.id > b.id);

export const latest = <M extends Mark>(a: M | undefined, b: M): M =>
  a === undefined || isAfter(b, a) ? b : a;
