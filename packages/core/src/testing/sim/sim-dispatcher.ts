import type { Instant, Milliseconds } from "../../instant.js";
import type { Dispatcher } from "../../ports/dispatcher.js";
import type { Scheduler, SimProcess } from "./scheduler.js";

export interface SimDispatcherParts {
  readonly actor: SimProcess;
  readonly scheduler: Scheduler;
  /**
   * The earliest instant at which the tick of this name has something to do; `null`: nothing waits.
   * Read past all faults.
   */
  readonly nextWork: (name: string) => Promise<Instant | null>;
  /** Hears of ticks that rejected. */
  readonly failed?: (error: unknown) => void;
  /** The longest it sleeps. */
  readonly longest: Milliseconds;
}

export interface SimDispatcher extends Dispatcher {
  /** Somebody else has made work: whoever sleeps longer than its period wakes after it. */
  wake(): void;
}

interface Sleeper {
  readonly go: () => void;
  readonly every: Milliseconds;
  readonly until: Instant;
}

/**
 * Turns the crank of one process in virtual time. Sleeps until there is work, since empty ticks would be most of a
 * simulated month; where overdue work does not move it waits longer and longer, as an operator's alarm would.
 */
export const simDispatcher = (parts: SimDispatcherParts): SimDispatcher => {
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

  return {
    wake() {
      const now = scheduler.now();
      for (const [name, { go, every, until }] of sleepers) {
        if (until <= now + every) continue;
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
          const idle = next === null ? parts.longest : Math.min(parts.longest, next - now);
          const pause = more
            ? 1
            : stuck > 0
              ? Math.min(parts.longest, every * 2 ** stuck)
              : Math.max(every, idle);
          await sleep(name, every, pause);
        }
      };
      void loop();
    },
    async stop() {
      stopping.abort();
    },
  };
};
