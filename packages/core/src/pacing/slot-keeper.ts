import type { SlotRun } from "./slots.js";

/** What a worker does next. Lengths are in the unit of its runs. */
type NextSlot =
  | { readonly do: "send" }
  /** The next slot is this far ahead. */
  | { readonly do: "wait"; readonly for: number }
  /** There are no slots left. */
  | { readonly do: "ask" };

/** A worker's slots. Instants are of the worker's own clock: runs are relative. */
export interface SlotKeeper {
  /**
   * Takes a run that was leased at `at`. Returns how long it is of no use to ask again: 0 where
   * there were slots. Many workers on one line find none more often than not, and ask ever later.
   */
  add(run: SlotRun, at: number): number;
  /** Uses a slot if one is due. */
  next(now: number): NextSlot;
  /** How long the remaining slots last; 0 for none. A worker leases more before they end. */
  lasts(now: number): number;
}

/** No slot is used closer to the one before than this part of their distance. */
const closest = 0.92;

/**
 * A slot is used at once if it is no later than this, in microseconds, or than so many slots: at
 * low rates they stand far apart.
 */
const inTime = 15_000;
const slotsInTime = 3;

/**
 * Slots that are later were missed, and are made up for: one for so many used in time. So a worker
 * that stood still is at most this much faster afterwards, and so are many workers together.
 */
const perMissed = 20;
/** Beside these, one for so many slots of all workers: who has few of them would take too long. */
const perMissedOfAll = 700;

const second = 1_000_000;

/** Slots that were missed are lost after this time, in microseconds. */
const forfeitAfter = 4_000_000;

/**
 * A lease gives no slot further ahead than this, in microseconds: a slot beyond it was given before
 * a clock was set back.
 */
const furthest = 2_000_000;

/**
 * After a question that found no slot, a worker waits this much longer, in microseconds; after the
 * next ones three and seven times as long.
 */
const askLater = 1_000_000;
const mostInVain = 4;

export function createSlotKeeper(): SlotKeeper {
  let runs: { at: number; readonly every: number; left: number }[] = [];
  let missed: { readonly at: number; readonly every: number; left: number }[] = [];
  let vain = 0;
  let earned = 1;
  let counted = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  const sort = (now: number): void => {
    // The clock was set back.
    last = Math.min(last, now);
    runs = runs.filter(({ at }) => at - now <= furthest);
    missed = missed.filter(({ at, left }) => left > 0 && Math.abs(now - at) <= forfeitAfter);
    for (let run = runs[0]; run !== undefined; run = runs[0]) {
      const late = now - Math.max(inTime, slotsInTime * run.every) - run.at;
      const lost = late <= 0 ? 0 : Math.min(run.left, Math.ceil(late / Math.max(1, run.every)));
      if (lost > 0) missed.push({ at: run.at, every: run.every, left: lost });
      run.at += lost * run.every;
      run.left -= lost;
      if (run.left > 0) return;
      runs.shift();
    }
  };

  return {
    add(run, at) {
      if (run.count === 0) {
        vain = Math.min(vain + 1, mostInVain);
        return run.startsIn + (2 ** (vain - 1) - 1) * askLater;
      }
      vain = Math.max(0, vain - 1);
      runs.push({ at: at + run.startsIn, every: run.every, left: run.count });
      return 0;
    },
    next(now) {
      sort(now);
      const [run] = runs;
      const [first] = missed;
      const spacing = (first ?? run)?.every;
      // Without slots nothing says how many a time is worth.
      if (spacing === undefined) return { do: "ask" };
      // At most those of a second at once, and always room for one.
      const most = Math.max(1, second / (spacing * perMissedOfAll));
      const since = Math.max(0, now - counted) / (spacing * perMissedOfAll);
      earned = Math.max(earned, Math.min(most, earned + since));
      counted = now;
      const late = earned >= 1 ? first : undefined;
      const isDue = run !== undefined && run.at <= now;
      const slot = late === undefined || isDue ? run : late;
      if (slot === undefined) return { do: "ask" };
      const at = Math.max(slot.at, last + closest * slot.every);
      if (at > now) return { do: "wait", for: at - now };
      last = now;
      slot.left -= 1;
      if (slot === late) {
        earned -= 1;
        return { do: "send" };
      }
      if (earned < 1) earned += 1 / perMissed;
      if (run !== undefined) {
        run.at += run.every;
        if (run.left === 0) runs.shift();
      }
      return { do: "send" };
    },
    lasts(now) {
      sort(now);
      const end = runs.at(-1);
      return end === undefined ? 0 : Math.max(0, end.at + end.left * end.every - now);
    },
  };
}
