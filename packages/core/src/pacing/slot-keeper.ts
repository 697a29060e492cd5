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
  /** Takes a run that was leased at `at`. */
  add(run: SlotRun, at: number): void;
  /** Uses a slot if one is due. */
  next(now: number): NextSlot;
  /** How long the remaining slots last; 0 for none. A worker leases more at half of its lead. */
  lasts(now: number): number;
}

/**
 * A slot that was missed is made up for, but never closer to the one before than this part of the
 * distance: so no second holds many more than the rate.
 */
const closest = 0.92;

/**
 * Slots missed by more than this, in microseconds, are lost. What comes late comes beside the slots
 * of that moment, and several workers may stand still within one second: so no second holds more
 * than this much of the rate in addition. At low rates, where that is next to no slot, so many are
 * kept.
 */
const forfeitAfter = 120_000;
const keptSlots = 7;

export function createSlotKeeper(): SlotKeeper {
  const runs: { at: number; readonly every: number; left: number }[] = [];
  let last = Number.NEGATIVE_INFINITY;

  const forfeit = (now: number): void => {
    for (let run = runs[0]; run !== undefined; run = runs[0]) {
      const late = now - Math.max(forfeitAfter, keptSlots * run.every) - run.at;
      const lost = late <= 0 ? 0 : Math.min(run.left, Math.ceil(late / Math.max(1, run.every)));
      run.at += lost * run.every;
      run.left -= lost;
      if (run.left > 0) return;
      runs.shift();
    }
  };

  return {
    add(run, at) {
      if (run.count > 0) runs.push({ at: at + run.startsIn, every: run.every, left: run.count });
    },
    next(now) {
      forfeit(now);
      const [run] = runs;
      if (run === undefined) return { do: "ask" };
      const at = Math.max(run.at, last + closest * run.every);
      if (at > now) return { do: "wait", for: at - now };
      last = now;
      run.at += run.every;
      run.left -= 1;
      if (run.left === 0) runs.shift();
      return { do: "send" };
    },
    lasts(now) {
      forfeit(now);
      const end = runs.at(-1);
      return end === undefined ? 0 : Math.max(0, end.at + end.left * end.every - now);
    },
  };
}
