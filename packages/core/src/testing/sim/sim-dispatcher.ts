import type { Instant, Milliseconds } from "../../instant.js";
import type { Dispatcher } from "../../ports/dispatcher.js";
import type { Scheduler, SimProcess } from "./scheduler.js";

export interface SimDispatcherOptions {
  readonly actor: SimProcess;
  readonly scheduler: Scheduler;
  /**
   * The earliest instant at which the tick of this name has work; `null` if there is none. Reads
   * without faults.
   */
  readonly nextWork: (name: string) => Promise<Instant | null>;
  /** Called with the errors of ticks. */
  readonly failed?: (error: unknown) => void;
  /** The longest sleep while work is due now or later. */
  readonly longest: Milliseconds;
  /** The longest sleep while there is no work; by default the same. */
  readonly idle?: Milliseconds;
}

export interface SimDispatcher extends Dispatcher {
  /**
   * Call it when there may be new work: ticks that sleep longer than their period then check. With
   * a name, only that tick.
   */
  wake(name?: string): void;
}

interface Sleeper {
  readonly go: () => void;
  readonly every: Milliseconds;
  readonly until: Instant;
}

/**
 * The shortest wait for overdue work that makes no progress, for example because of a lease's grace
 * period.
 */
const halfMinute = 30_000;

/**
 * Runs the ticks of one process in virtual time. Sleeps until there is work, because most ticks of
 * a simulated month would be empty. If overdue work makes no progress, the pauses grow, as after an
 * operator's alarm.
 */
export function simDispatcher(parts: SimDispatcherOptions): SimDispatcher {
  const { actor, scheduler } = parts;
  const stopping = new AbortController();
  const sleepers = new Map<string, Sleeper>();

  /** Sleeps until its time has come or it is woken, whichever is first. */
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

  const choosePause = (next: Instant | null, every: Milliseconds): Milliseconds =>
    next === null
      ? (parts.idle ?? parts.longest)
      : Math.max(every, Math.min(parts.longest, next - scheduler.now()));

  /** Sleeps for the given time, and longer if another process has done the work meanwhile. */
  const rest = async (name: string, every: Milliseconds, first: Milliseconds): Promise<void> => {
    const end = scheduler.now() + Math.max(first, parts.longest);
    for (let pause = first; !stopping.signal.aborted; ) {
      await sleep(name, every, pause);
      const now = scheduler.now();
      const next = await parts.nextWork(name);
      if (now >= end || (next !== null && next <= now)) return;
      pause = Math.min(end - now, choosePause(next, every));
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
              : choosePause(next, every);
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
