import type { Dispatcher } from "@wellsent/core";

/**
 * Turns the crank from timers of this process. Enough for one machine, and harmless on several: two
 * of them over one store only find less to do.
 * @example
 * app.start({ dispatcher: inProcessDispatcher() });
 */
export function inProcessDispatcher(
  options: {
    readonly onError?: (name: string, error: unknown) => void;
    /**
     * How long `stop` lets ticks that run come to their own end before it aborts them, in
     * milliseconds. An abort leaves in doubt what waits for a provider's answer. Default: 0.
     */
    readonly graceMs?: number;
  } = {},
): Dispatcher {
  /** No further tick begins. */
  const ending = new AbortController();
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];

  const loop = async (
    name: string,
    every: number,
    tick: (signal: AbortSignal) => Promise<boolean>,
  ): Promise<void> => {
    while (!ending.signal.aborted) {
      let more = false;
      try {
        more = await tick(stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) options.onError?.(name, error);
      }
      await pause(more ? 0 : every, ending.signal);
    }
  };

  return {
    specVersion: 1,
    id: "in-process",
    every: (name, every, tick) => {
      loops.push(loop(name, every, tick));
    },
    stop: async () => {
      ending.abort();
      const ended = Promise.all(loops);
      const { graceMs = 0 } = options;
      if (graceMs > 0) {
        const grace = new AbortController();
        await Promise.race([ended, pause(graceMs, grace.signal)]);
        grace.abort();
      }
      stopping.abort();
      await ended;
    },
  };
}

/** Resolves early, and never rejects, when stopped. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
