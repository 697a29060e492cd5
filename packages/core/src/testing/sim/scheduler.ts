import type { Instant, Milliseconds } from "../../instant.js";

/**
 * A process of the simulation. Killing it raises the epoch, and everything it was waiting for never
 * arrives.
 */
export interface SimProcess {
  readonly name: string;
  /** The difference between its clock and the true time. */
  skew: Milliseconds;
  alive: boolean;
  epoch: number;
}

export function createProcess(name: string): SimProcess {
  return {
    name,
    skew: 0,
    alive: true,
    epoch: 0,
  };
}

/**
 * Gives the event loop one turn, after which every continuation has run: `() => new
 * Promise(setImmediate)`.
 */
export type Turn = () => Promise<void>;

export interface Scheduler {
  /** The true time. */
  now(): Instant;
  /**
   * Waits at a named place for some virtual time. A process that is killed meanwhile waits forever.
   */
  wait(actor: SimProcess, place: string, ms: Milliseconds): Promise<void>;
  /** Runs a function at an instant, whichever processes are alive then. */
  at(instant: Instant, place: string, run: () => void): void;
  /**
   * Runs the points in order of time until none is left before `until`. Rejects with what a point
   * throws.
   */
  runUntil(until: Instant): Promise<void>;
  readonly steps: number;
  /** Differs as soon as one point differs in time or place. Used to compare replays. */
  readonly digest: number;
  /** The last points that ran, oldest first. */
  readonly trail: readonly string[];
}

interface ScheduledStep {
  readonly at: Instant;
  readonly tie: number;
  readonly place: string;
  readonly actor: SimProcess | null;
  readonly epoch: number;
  readonly go: () => void;
}

const trailLength = 60;

/**
 * A discrete event scheduler: the clock jumps to the earliest point, which runs, and the loop waits
 * one turn before the next. All concurrent work waits here, so each seed gives one order. Does not
 * depend on the number of microtasks.
 */
export function createScheduler(start: Instant, turn: Turn, limit = 2_000_000): Scheduler {
  const heap: ScheduledStep[] = [];
  let now = start;
  let tie = 0;
  let steps = 0;
  let digest = 0x811c9dc5;
  let trail: ScheduledStep[] = [];
  const hashes = new Map<string, number>();

  const push = (point: ScheduledStep): void => {
    let child = heap.length;
    heap.push(point);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(point, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = point;
  };

  const pop = (): ScheduledStep | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      const smaller = right !== undefined && before(right, left) ? right : left;
      if (smaller === right) child += 1;
      if (!before(smaller, last)) break;
      heap[parent] = smaller;
      parent = child;
    }
    heap[parent] = last;
    return top;
  };

  const note = (point: ScheduledStep): void => {
    const seen = hashPlace(point.place);
    digest = Math.imul(Math.imul(digest ^ (point.at - start), 0x01000193) ^ seen, 0x01000193);
    trail.push(point);
    if (trail.length > 2 * trailLength) trail = trail.slice(-trailLength);
  };

  const hashPlace = (place: string): number => {
    const known = hashes.get(place);
    if (known !== undefined) return known;
    let hash = 0x811c9dc5;
    for (let index = 0; index < place.length; index++) {
      hash = Math.imul(hash ^ place.charCodeAt(index), 0x01000193);
    }
    hashes.set(place, hash);
    return hash;
  };

  return {
    now: () => now,
    wait: (actor, place, ms) =>
      new Promise((resolve) => {
        if (!actor.alive) return;
        push({
          at: now + Math.max(0, Math.round(ms)),
          tie: tie++,
          place,
          actor,
          epoch: actor.epoch,
          go: resolve,
        });
      }),
    at: (instant, place, run) => {
      push({
        at: Math.max(now, Math.round(instant)),
        tie: tie++,
        place,
        actor: null,
        epoch: 0,
        go: run,
      });
    },
    async runUntil(until) {
      for (let next = heap[0]; next !== undefined && next.at <= until; next = heap[0]) {
        pop();
        const { actor } = next;
        if (actor !== null && (!actor.alive || actor.epoch !== next.epoch)) continue;
        now = next.at;
        steps += 1;
        if (steps > limit)
          throw new RangeError(`More than ${limit} steps: the system never comes to rest.`);
        note(next);
        next.go();
        await turn();
      }
      now = Math.max(now, until);
    },
    get steps() {
      return steps;
    },
    get digest() {
      return digest >>> 0;
    },
    get trail() {
      return trail
        .slice(-trailLength)
        .map(({ at, actor, place }) => `${at - start} ${actor?.name ?? "world"} ${place}`);
    },
  };
}

function before(left: ScheduledStep, right: ScheduledStep): boolean {
  return left.at === right.at ? left.tie < right.tie : left.at < right.at;
}
