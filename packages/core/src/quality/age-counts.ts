import type { Instant } from "../instant.js";

const day = 86_400_000;

/** Where one bucket of ages ends and the next begins, in days. */
const ageLimits = [30, 90, 180, 365, 730] as const;

/** Counts by age: under 30, 90, 180, 365, 730 days, older, never, unknown. */
export type AgeCounts = readonly number[];

const older = ageLimits.length;
const [never, unknown] = [older + 1, older + 2];

export function emptyAges(): number[] {
  return new Array<number>(unknown + 1).fill(0);
}

/** `null`: it never was; `undefined`: nobody knows. What lies ahead of `now` is new. */
export function countAge(counts: number[], at: Instant | null | undefined, now: Instant): void {
  const bucket = ageBucket(at, now);
  counts[bucket] = (counts[bucket] ?? 0) + 1;
}

function ageBucket(at: Instant | null | undefined, now: Instant): number {
  if (at === undefined || Number.isNaN(at)) return unknown;
  if (at === null) return never;
  const found = ageLimits.findIndex((limit) => now - at < limit * day);
  return found < 0 ? older : found;
}

/** One bucket, with words for its ends. */
export interface AgeBucket {
  /** From this many days on; `null`: it never was, or nobody knows. */
  readonly fromDays: number | null;
  /** Up to this many days, not included; `null`: without an end. */
  readonly toDays: number | null;
  readonly is: "age" | "never" | "unknown";
  readonly count: number;
}

export function ageBuckets(counts: AgeCounts): readonly AgeBucket[] {
  const ends: readonly (number | null)[] = [...ageLimits, null];
  const ages = ends.map((toDays, index): AgeBucket => {
    const fromDays = index === 0 ? 0 : (ageLimits[index - 1] ?? 0);
    return { fromDays, toDays, is: "age", count: counts[index] ?? 0 };
  });
  const rest = { fromDays: null, toDays: null };
  return [
    ...ages,
    { ...rest, is: "never", count: counts[never] ?? 0 },
    { ...rest, is: "unknown", count: counts[unknown] ?? 0 },
  ];
}

/** How many are younger than a year. */
export function youngerThanAYear(counts: AgeCounts): number {
  return counts.slice(0, ageLimits.indexOf(365) + 1).reduce((sum, count) => sum + count, 0);
}

/** How many have an age or never were: those that say anything. */
export function knownAges(counts: AgeCounts): number {
  return counts.slice(0, unknown).reduce((sum, count) => sum + count, 0);
}
