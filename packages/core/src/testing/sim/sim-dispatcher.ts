import type { Instant, Milliseconds } from "../../instant.js";
import type { Dispatcher } from "../../ports/dispatcher.js";
import type { Scheduler, SimProcess } from "./scheduler.js";

export interface SimDispatcherOptions {
  readonly actor: SimProcess;
  readonly scheduler: Scheduler;
  /**
   * The earliest instant at which the tick of this name has something to do; `null`: nothing waits.
   * Read past all faults.
   */
  readonly nextWork: (name: string) => Promise<Instant | null>;
  /** Hears of ticks that rejected. */
  readonly failed?: (error: unknown) => void;
  /** The longest it sleeps while something is due, or will be. */
  readonly longest: Milliseconds;
  /** The longest it sleeps while nothing waits; as above where it is left out. */
  readonly idle?: Milliseconds;
}

export interface SimDispatcher extends Dispatcher {
  /**
   * Somebody else may have made work: whoever sleeps longer than its period looks after it. With a
   * name only that tick.
   */
  wake(name?: string): void;
}

interface Sleeper {
  readonly go: () => void;
  readonly every: Milliseconds;
  readonly until: Instant;
}

/** The least it waits for work that is due and does not move, as for a lease's grace. */
const halfMinute = 30_000;

/**
 * Turns the crank of one process in virtual time. Sleeps until there is work, since empty ticks
 * would be most of a simulated month; where overdue work does not move it waits longer and longer,
 * as an operator's alarm would.
 */
export function simDispatcher(parts: SimDispatcherOptions): SimDispatcher {
  const { actor, scheduler } = parts;
  const stopping = new AbortController();
  const sleepers = new Map<string, Sleeper>();

  /** Sleeps until its time has come or somebody wakes it, whichever is first. */
  const sleep = (name: string, every: Milliseconds, pause: Milliseconds): Promise<void> =>
    new Promise((resolve) => {
      const place = `${actor.name}.${name}`;
      const go = (): void => {
        if (sleepers.get(name)?.go !== go) return;
        sleepers.delete(name);
        resolve();
      };
      sleepers.set(name, { go, every, until: scheduler.now() + pause });
      void scheduler.wait(actor, place, pause).then(go);
    });

  const pauseOf = (next: Instant | null, every: Milliseconds): Milliseconds =>
    next === null
      ? (parts.idle ?? parts.longest)
      : Math.max(every, Math.min(parts.longest, next - scheduler.now()));

  /** Sleeps for so long, and on where another process has taken the work meanwhile. */
  const rest = async (name: string, every: Milliseconds, first: Milliseconds): Promise<void> => {
    const end = scheduler.now() + Math.max(first, parts.longest);
    for (let pause = first; !stopping.signal.aborted; ) {
      await sleep(name, every, pause);
      const now = scheduler.now();
      const next = await parts.nextWork(name);
      if (now >= end || (next !== null && next <= now)) return;
      pause = Math.min(end - now, pauseOf(next, every));
    }
  };

  return {
    wake(only) {
      const now = scheduler.now();
      for (const [name, { go, every, until }] of sleepers) {
        if (until <= now + every || (only !== undefined && only !== name)) continue;
        sleepers.set(name, { go, every, until: now + every });
        void scheduler.wait(actor, `${actor.name}.${name}.woken`, every).then(go);
      }
    },
    specVersion: 1,
    id: `sim:${actor.name}`,
    every(name, every, tick) {
      const loop = async (): Promise<void> => {
        let stuck = 0;
        while (!stopping.signal.aborted) {
          let more = false;
          try {
            more = await tick(stopping.signal);
          } catch (error) {
            parts.failed?.(error);
          }
          const next = await parts.nextWork(name);
          const now = scheduler.now();
          stuck = !more && next !== null && next <= now ? stuck + 1 : 0;
          const pause = more
            ? 1
            : stuck > 0
              ? Math.min(parts.longest, Math.max(every, halfMinute) * 2 ** stuck)
              : pauseOf(next, every);
          await rest(name, every, pause);
        }
      };
      void loop();
    },
    async stop() {
      stopping.abort();
    },
  };
}
