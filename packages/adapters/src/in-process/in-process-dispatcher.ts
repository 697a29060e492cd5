import type { Dispatcher } from "@wellsent/core";

/**
 * Turns the crank from timers of this process. Enough for one machine, and harmless on several: two
 * of them over one store only find less to do.
 * @example
 * app.start({ dispatcher: inProcessDispatcher() });
 */
export function inProcessDispatcher(
  options: { readonly onError?: (name: string, error: unknown) => void } = {},
): Dispatcher {
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];

  const loop = async (
    name: string,
    every: number,
    tick: (signal: AbortSignal) => Promise<boolean>,
  ): Promise<void> => {
    while (!stopping.signal.aborted) {
      let more = false;
      try {
        more = await tick(stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) options.onError?.(name, error);
      }
      await pause(more ? 0 : every, stopping.signal);
    }
  };

  return {
    specVersion: 1,
    id: "in-process",
    every: (name, every, tick) => {
      loops.push(loop(name, every, tick));
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Resolves early, and never rejects, when stopped; holds no process open. */
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
