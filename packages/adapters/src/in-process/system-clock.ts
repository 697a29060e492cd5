import type { Clock } from "@wellsent/core";
import { AdapterError } from "@wellsent/core/errors";

export interface SystemClockOptions {
  /** The machine's time, in milliseconds since 1970. Default `Date.now`. */
  readonly wall?: () => number;
  /** Milliseconds from any beginning, never set. Default `performance.now`. */
  readonly monotonic?: () => number;
}

/** A step this small is taken at once: what a time server corrects. */
const smallStep = 1_000;
/** How long a larger step must last before it is believed. */
const confirmMs = 10_000;

/**
 * The machine's own clock, beside one that nobody sets. Where the two part by more than a second,
 * the clock goes on as it was going until the step has lasted for ten seconds: one wrong reading is
 * never seen at all, and a step that lasts is followed, forwards after a sleep of the machine, and
 * backwards where the time before was wrong. Small steps back are waited for. A reading that is no
 * number is no reading.
 */
export function systemClock(options: SystemClockOptions = {}): Clock {
  const { wall = Date.now, monotonic = () => performance.now() } = options;
  let last: { readonly time: number; readonly at: number } | null = null;
  /** Since when the two are apart, and by how much. */
  let apart: { readonly since: number; readonly by: number } | null = null;

  const read = (): number => {
    const at = monotonic();
    const time = wall();
    if (last === null) {
      if (!isTime(time)) throw noTime();
      last = { time, at };
      return time;
    }
    const expected = last.time + (at - last.at);
    const by = time - expected;
    let next = expected;
    if (!isTime(time)) {
      apart = null;
    } else if (Math.abs(by) <= smallStep) {
      apart = null;
      next = Math.max(time, last.time);
    } else if (apart === null || Math.abs(by - apart.by) > smallStep) {
      apart = { since: at, by };
    } else if (at - apart.since >= confirmMs) {
      apart = null;
      next = time;
    }
    last = { time: next, at };
    return next;
  };
  return { now: () => Math.trunc(read()) };
}

/** Beyond these there are no dates. */
function isTime(time: number): boolean {
  return Math.abs(time) <= 8_640_000_000_000_000;
}

function noTime(): AdapterError {
  return new AdapterError("ADAPTER_CLOCK", "The machine does not tell a time.", {
    remedy: "Set the machine's clock, and start again.",
  });
}
