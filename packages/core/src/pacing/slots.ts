/**
 * Rates as slots in time (GCRA): each key has one number, the instant from which its next slot is
 * free. There is no burst to give away and nothing to refill.
 */

/** One second in microseconds, the unit of all slots. */
const second = 1_000_000;

/** What is on record of one key. */
export interface SlotKey {
  /** From when on its next slot is free, in microseconds. */
  readonly tat: number;
  /** The distance of two slots, in microseconds. */
  readonly every: number;
}

/** A run of slots, relative to the moment at which it was leased. */
export interface SlotRun {
  /** How long until the first of them, in microseconds. */
  readonly startsIn: number;
  /** The distance of two of them, in microseconds. */
  readonly every: number;
  /** All that were wanted, or 0 where they do not fit; a line that is free gives what does. */
  readonly count: number;
}

/** The distance of slots at so many a second: whole microseconds, never closer than the rate. */
export function slotSpacing(perSecond: number): number {
  return Math.ceil(second / perSecond);
}

/**
 * How many slots a worker leases at once: those of 17 ms, however many workers there are. So all of
 * them together ask less than a hundred times a second, also where many ask in vain.
 */
export function slotsAsked(perSecond: number): number {
  return Math.max(1, Math.ceil(perSecond / 60));
}

/**
 * A worker asks anew when its slots last no longer than this, in microseconds: so long it may stand
 * still without slots that nobody has leased.
 */
export const askAt = 250_000;

/**
 * The next free slots of several keys at once: the slowest key says how far apart they are, and
 * each key is used up by as many slots of its own. `ahead`: how far ahead the last may be.
 */
export function leaseRun(
  keys: readonly SlotKey[],
  now: number,
  want: number,
  ahead: number,
): { readonly run: SlotRun; readonly tats: readonly number[] } {
  const start = Math.max(now, ...keys.map(({ tat }) => tat));
  const every = Math.max(0, ...keys.map((key) => key.every));
  const startsIn = start - now;
  const within =
    startsIn > ahead ? 0 : every === 0 ? want : Math.floor((ahead - startsIn) / every) + 1;
  // Crumbs at the end of a busy line would cost as many calls as whole runs.
  const count = startsIn === 0 ? Math.min(want, within) : within < want ? 0 : want;
  const tats = keys.map((key) =>
    // A faster key is free earlier, but never before the last slot that it gave.
    count === 0 ? key.tat : Math.max(start + (count - 1) * every + key.every, key.tat),
  );
  return { run: { startsIn, every, count }, tats };
}
